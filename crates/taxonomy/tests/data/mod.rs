//! The data set of published taxonomies, where it stands beside the checkout.

#![allow(dead_code, reason = "each program that includes this reads a part of the data")]

use flate2::read::GzDecoder;
use mercato_taxonomy::{MappingTarget, NodeSpec, Taxonomy, TaxonomyFormat, parse_text};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The folder, if it is there.
pub(crate) fn folder() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let above = ["..", "../..", "../../.."].map(|up| root.join(up).join("shared/data/taxonomy"));
    above.into_iter().find(|folder| folder.is_dir())
}

/// The data set.
pub(crate) struct Data {
    pub(crate) folder: PathBuf,
}

/// A Shopify category and the Google category that it maps to.
pub(crate) struct Rule {
    pub(crate) path: Vec<String>,
    pub(crate) google_id: String,
    /// Whether Google has a category with the same path.
    pub(crate) identical: bool,
}

impl Data {
    pub(crate) fn text(&self, file: &str) -> String {
        let mut text = String::new();
        GzDecoder::new(File::open(self.folder.join(file)).unwrap()).read_to_string(&mut text).unwrap();
        text
    }

    /// The rows of a table, without its header.
    pub(crate) fn table(&self, file: &str) -> Vec<Vec<String>> {
        let row = |line: &str| line.split('\t').map(str::to_owned).collect();
        self.text(file).lines().skip(1).map(row).collect()
    }

    fn records(&self, file: &str) -> Vec<Value> {
        self.text(file).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Shopify's categories with their Chinese names, in the order of the distribution.
    pub(crate) fn shopify(&self) -> Vec<NodeSpec> {
        let node = |record: Value| NodeSpec {
            names: [("zh-CN".to_owned(), record["name_zh"].as_str().unwrap_or_default().to_owned())].into(),
            ..NodeSpec::new(record["id"].as_str().unwrap(), record["parent"].as_str(), record["name"].as_str().unwrap())
        };
        self.records("shopify_categories.jsonl.gz").into_iter().map(node).collect()
    }

    /// A version of Shopify's categories, from ids and full names.
    pub(crate) fn full_names(&self, file: &str) -> Vec<NodeSpec> {
        let rows = self.table(file);
        let by_path: BTreeMap<&str, &str> = rows.iter().map(|row| (row[1].as_str(), row[0].as_str())).collect();
        let node = |row: &Vec<String>| {
            let (parent, name) = row[1].rsplit_once(" > ").map_or((None, row[1].as_str()), |(p, n)| (Some(p), n));
            NodeSpec::new(&row[0], parent.map(|path| by_path[path]), name)
        };
        rows.iter().map(node).collect()
    }

    /// Best Buy's hierarchy: a record stands under every category that lists it and under the last but one of its own path, which
    /// may have no record itself. Then the same without what is not there: such parents, and one name. Last, the ids that are
    /// listed as children and have no record.
    pub(crate) fn best_buy(&self) -> (Vec<NodeSpec>, Vec<NodeSpec>, BTreeSet<String>) {
        let records = self.records("bestbuy_categories.jsonl.gz");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let known: BTreeSet<String> = records.iter().map(|record| text(&record["id"])).collect();
        let mut parents: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut dangling = BTreeSet::new();
        for record in &records {
            for child in record["subCategories"].as_array().unwrap() {
                let id = text(&child["id"]);
                if known.contains(&id) {
                    parents.entry(id).or_default().push(text(&record["id"]));
                } else {
                    dangling.insert(id);
                }
            }
        }
        let node = |record: &Value| {
            let id = text(&record["id"]);
            let mut above = parents.get(&id).cloned().unwrap_or_default();
            let path = record["path"].as_array().unwrap();
            let last_but_one = path.len().checked_sub(2).map(|place| text(&path[place]["id"]));
            above.extend(last_but_one.filter(|parent| !above.contains(parent)));
            NodeSpec { parent_ids: Some(above), ..NodeSpec::new(id, None, text(&record["name"])) }
        };
        let dirty: Vec<NodeSpec> = records.iter().map(node).collect();
        let mut clean = dirty.clone();
        for node in &mut clean {
            node.parent_ids.get_or_insert_default().retain(|parent| known.contains(parent));
            if node.name.is_empty() {
                node.name.clone_from(&node.id);
            }
        }
        (dirty, clean, dangling)
    }

    /// Google's categories as targets, and the rules of the development file.
    pub(crate) fn shopify_to_google(&self) -> (Vec<MappingTarget>, Vec<Rule>) {
        let google = parse_text(TaxonomyFormat::GoogleTxt, &self.text("google_taxonomy_2021-09-21.txt.gz")).unwrap();
        let google = Taxonomy::compile(&google.specs()).unwrap();
        let shopify = Taxonomy::compile(&self.shopify()).unwrap();
        let path = |taxonomy: &Taxonomy, node| taxonomy.breadcrumb(node, None, " > ").names;
        let targets: Vec<MappingTarget> = google
            .nodes()
            .map(|node| MappingTarget { id: google.id(node).to_owned(), path: path(&google, node) })
            .collect();
        let paths: BTreeSet<&[String]> = targets.iter().map(|target| target.path.as_slice()).collect();
        let rule = |row: Vec<String>| {
            let path = path(&shopify, shopify.node(&row[0]).unwrap());
            Rule { identical: paths.contains(path.as_slice()), path, google_id: row[1].clone() }
        };
        let rules = self.table("shopify_to_google_dev.tsv.gz").into_iter().map(rule).collect();
        (targets, rules)
    }
}
