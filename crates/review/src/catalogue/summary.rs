//! The key `catalogue` of the summary.

use super::View;
use super::figures::{Branch, Problem};
use super::findings::cure;
use super::inputs::Source;
use crate::metrics::entry;
use crate::section::Definition;
use crate::tables::word;
use serde_json::{Map, Value, json};

/// Products and pairs in the summary; `catalogue.csv` has all.
const MOST: usize = 50;

const MONEY: &str = "money";

/// What the plain keys of the lists mean.
pub(super) const DEFINITIONS: &[Definition] = &[
    ("catalogue.categories[]", "products_direct", "count", "products filed in the category"),
    ("catalogue.categories[]", "products", "count", "products filed in it or below, each once"),
    ("catalogue.categories[]", "with_tags", "count", "of them those with a tag"),
    ("catalogue.categories[]", "with_attributes", "count", "of them those with an attribute"),
    (
        "catalogue.categories[]",
        "complete",
        "count",
        "of them those with every required attribute; null without attributes.csv",
    ),
    (
        "catalogue.categories[]",
        "required_ratio",
        "fraction",
        "mean over the products of filled required attributes / required attributes",
    ),
    ("catalogue.categories[]", "without_problem", "count", "of them those with no problem"),
    ("catalogue.categories[]", "misfiled", "count", "of them those whose title belongs in another category"),
    ("catalogue.categories[]", "net_sales", MONEY, "net sales of these products over all days"),
    ("catalogue.categories[]", "units", "count", "units of these products over all days"),
    ("catalogue.worst[]", "net_sales", MONEY, "net sales of the product over all days"),
    ("catalogue.tags.alike[]", "uses", "count", "products with the first tag, in any spelling"),
    ("catalogue.tags.alike[]", "other_uses", "count", "products with the other one"),
    ("catalogue.tags.alike[]", "likeness", "fraction", "1 - edits / length of the longer"),
];

pub(super) fn json(view: View<'_>) -> Value {
    let (catalogue, inputs) = (view.catalogue, view.inputs);
    let tree = &inputs.tree;
    let counts = json!({"products": catalogue.items.len()});
    let entry = |value: Value, unit: &str, definition: &str| entry(value, unit, definition, counts.clone());
    let mut problems = Map::new();
    for (problem, words) in Problem::ALL {
        let value = json!(catalogue.count(problem));
        problems.insert(word(problem), entry(value, "products", &format!("products {words}")));
    }
    let faults: Map<String, Value> =
        catalogue.tag_faults().into_iter().map(|(fault, number)| (word(fault), json!(number))).collect();
    let (source, version) = match &tree.source {
        Source::File { name, version } => (*name, version.clone()),
        Source::Products => ("products.csv", None),
    };
    let policy = &inputs.policy;
    json!({
        "files": {
            "taxonomy": source, "taxonomy_version": version, "attributes": inputs.definitions.is_some(),
        },
        "assumptions": {
            "max_tag_chars": policy.max_tag_chars, "max_tag_words": policy.max_tag_words, "max_tags": policy.max_tags,
            "banned_terms": policy.banned_terms, "allowed_tags": policy.allowed_tags,
        },
        "products": entry(json!(catalogue.listed()), "products", "rows of products.csv"),
        "problems": problems,
        "taxonomy": {
            "categories": tree.taxonomy.len(), "leaves": catalogue.leaves, "leaves_without_products": catalogue.empty_leaves,
            "same_names": tree.same_names.iter().map(|node| tree.taxonomy.id(*node)).collect::<Vec<_>>(),
        },
        "titles": {
            "agreement": entry(
                json!(catalogue.agreement), "fraction",
                "filed products with a title whose category a classifier learnt from other products finds / those that it knows a word of",
            ),
            "believed": catalogue.believes_titles,
        },
        "categories": catalogue.branches.iter().filter(|branch| branch.depth <= 1).take(MOST).map(|branch| category(view, branch)).collect::<Vec<_>>(),
        "products_with_problems": catalogue.items.iter().filter(|item| !item.problems.is_empty()).count(),
        "worst": catalogue.items.iter().filter(|item| !item.problems.is_empty()).take(MOST).map(|item| json!({
            "sku": item.sku, "title": item.title, "problems": item.problems,
            "category_ids": item.filed.iter().map(|node| tree.taxonomy.id(*node)).collect::<Vec<_>>(),
            "proposed_category_id": item.proposal.map(|proposal| tree.taxonomy.id(proposal.node)),
            "proposed_for": item.proposal.map(|proposal| proposal.basis),
            "proposed_tags": item.proposed_tags, "net_sales": item.net_sales.to_string(), "fix": cure(view, item),
        })).collect::<Vec<_>>(),
        "tags": {
            "different": catalogue.different_tags,
            "faults": faults,
            "alike": catalogue.alike.iter().take(MOST).map(|alike| json!({
                "tag": alike.tag, "uses": alike.uses, "other": alike.other, "other_uses": alike.other_uses, "likeness": alike.score,
            })).collect::<Vec<_>>(),
        },
    })
}

fn category(view: View<'_>, branch: &Branch) -> Value {
    let tree = &view.inputs.tree;
    json!({
        "category_id": branch.node.map(|node| tree.taxonomy.id(node)),
        "category": branch.node.map(|node| tree.path(node)),
        "products_direct": branch.direct, "products": branch.products, "with_tags": branch.with_tags,
        "with_attributes": branch.with_attributes, "complete": (branch.judged > 0).then_some(branch.complete),
        "required_ratio": branch.required_ratio, "without_problem": branch.sound, "misfiled": branch.misfiled,
        "net_sales": branch.net_sales.to_string(), "units": branch.units,
    })
}
