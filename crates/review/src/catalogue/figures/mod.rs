//! What is wrong with which product, what would be right, and how do sales and mistakes add up along the tree?
//!
//! Every rule is a function of `mercato-taxonomy`; what is decided here is what it is applied to (docs/review.md).

mod described;
mod filing;
mod tags;

pub(super) use described::Described;
pub(super) use filing::Proposal;
pub(super) use tags::{Alike, Cure, TagFault, TagProblem};

use super::inputs::{CatalogueInputs, Product, Tree};
use crate::error::ReviewError;
use crate::section::Ground;
use described::Asked;
use filing::{Filed, Filing};
use hashbrown::{HashMap, HashSet};
use mercato_core::{Decimal, Exact, Rounding};
use mercato_taxonomy::tag::TaggedProduct;
use mercato_taxonomy::{AttributeType, NodeIx};
use std::collections::{BTreeMap, BTreeSet};
use tags::Vocabulary;

/// What is wrong with a product, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Problem {
    /// Sold, and not in `products.csv`.
    NotInProducts,
    UnknownCategory,
    Uncategorized,
    Misfiled,
    /// In a category that has others below it.
    AboveLeaf,
    Untitled,
    MissingAttribute,
    InvalidAttribute,
    Untagged,
    Tags,
}

impl Problem {
    pub(super) const ALL: [(Self, &'static str); 10] = [
        (Self::NotInProducts, "sold, and not in products.csv"),
        (Self::UnknownCategory, "filed under a category that the tree does not have"),
        (Self::Uncategorized, "without a category"),
        (Self::Misfiled, "whose title belongs in another category"),
        (Self::AboveLeaf, "in a category that has others below it"),
        (Self::Untitled, "without a title or name"),
        (Self::MissingAttribute, "without an attribute that the category requires"),
        (Self::InvalidAttribute, "with an attribute value that cannot stand"),
        (Self::Untagged, "without tags"),
        (Self::Tags, "with wrong, repeated or differently spelt tags"),
    ];
}

/// A product with all that follows from it.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) sku: String,
    pub(super) title: Option<String>,
    /// The categories that exist.
    pub(super) filed: Vec<NodeIx>,
    /// What was written and is no category.
    pub(super) unknown: Vec<String>,
    pub(super) problems: BTreeSet<Problem>,
    pub(super) proposal: Option<Proposal>,
    pub(super) tags: Vec<String>,
    pub(super) tag_problems: Vec<TagProblem>,
    /// Where they differ from the present ones.
    pub(super) proposed_tags: Option<Vec<String>>,
    /// None without attributes.csv, or without a category.
    pub(super) described: Option<Described>,
    pub(super) has_attributes: bool,
    pub(super) net_sales: Decimal,
    pub(super) units: u64,
}

/// A category with everything below it.
#[derive(Debug, Clone)]
pub(super) struct Branch {
    /// None for the products without a category.
    pub(super) node: Option<NodeIx>,
    pub(super) depth: u32,
    /// Filed in it, and in it or below.
    pub(super) direct: usize,
    pub(super) products: usize,
    pub(super) with_title: usize,
    pub(super) with_tags: usize,
    pub(super) with_attributes: usize,
    /// Products whose attributes were judged; of them those with all that is required.
    pub(super) judged: usize,
    pub(super) complete: usize,
    /// Mean share of the required attributes that is filled; none where nothing was judged.
    pub(super) required_ratio: Option<f64>,
    pub(super) sound: usize,
    pub(super) misfiled: usize,
    pub(super) net_sales: Decimal,
    pub(super) units: u64,
}

/// The catalogue section.
#[derive(Debug)]
pub(super) struct Catalogue {
    /// Those that sold the most first.
    pub(super) items: Vec<Item>,
    /// Categories with products, in preorder; then, where there are any, the products without.
    pub(super) branches: Vec<Branch>,
    /// Categories without others below them, and those of them without a product.
    pub(super) leaves: usize,
    pub(super) empty_leaves: usize,
    pub(super) different_tags: usize,
    pub(super) alike: Vec<Alike>,
    /// How often the titles of other products find the category of a product again.
    pub(super) agreement: Option<f64>,
    pub(super) believes_titles: bool,
}

impl Catalogue {
    pub(super) fn count(&self, problem: Problem) -> usize {
        self.with(problem).count()
    }

    /// The products with a problem, those that sold the most first.
    pub(super) fn with(&self, problem: Problem) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.problems.contains(&problem))
    }

    /// The products of the file.
    pub(super) fn listed(&self) -> usize {
        self.items.len().saturating_sub(self.count(Problem::NotInProducts))
    }

    pub(super) fn tag_faults(&self) -> BTreeMap<TagFault, usize> {
        let mut counts = BTreeMap::new();
        for problem in self.items.iter().flat_map(|item| &item.tag_problems) {
            let count: &mut usize = counts.entry(problem.fault).or_default();
            *count = count.saturating_add(1);
        }
        counts
    }

    pub(super) fn of(ground: &Ground<'_>, inputs: &CatalogueInputs) -> Result<Self, ReviewError> {
        let products = inputs.products.as_ref().map(|products| products.rows.as_slice()).unwrap_or_default();
        let tree = &inputs.tree;
        let mut sold: HashMap<&str, (Decimal, u64, Option<&str>)> = HashMap::with_capacity(ground.articles.len());
        for article in ground.articles {
            let figures = &article.sales.figures;
            sold.insert(&article.sku, (figures.net_sales, figures.units, article.name.as_deref()));
        }
        let mut items: Vec<Item> = products.iter().map(|product| item(product, tree, &sold)).collect();
        file(tree, &mut items);
        let agreement = propose(tree, &mut items)?;
        let asked = match &inputs.definitions {
            Some(definitions) => {
                let nodes = items.iter().filter_map(|item| item.filed.first().copied());
                Some(Asked::of(definitions, tree, nodes)?)
            }
            None => None,
        };
        describe(asked.as_ref(), products, &mut items)?;
        let vocabulary = tag(inputs, products, &mut items)?;
        let listed: HashSet<&str> = products.iter().map(|product| product.sku.as_str()).collect();
        let services: HashSet<&str> = ground.services.iter().map(|service| service.sku.as_str()).collect();
        let missing = ground.articles.iter().map(|article| article.sku.as_str());
        for sku in missing.filter(|sku| !listed.contains(sku) && !services.contains(sku)) {
            items.push(not_listed(sku, &sold));
        }
        items.sort_by(|a, b| b.net_sales.cmp(&a.net_sales).then_with(|| a.sku.cmp(&b.sku)));
        let branches = roll_up(tree, &items, ground.settings.decimals())?;
        let used: HashSet<NodeIx> = items.iter().flat_map(|item| item.filed.iter().copied()).collect();
        let leaves = || tree.taxonomy.nodes().filter(|node| tree.taxonomy.is_leaf(*node));
        Ok(Self {
            branches,
            leaves: leaves().count(),
            empty_leaves: leaves().filter(|leaf| !used.contains(leaf)).count(),
            different_tags: vocabulary.len(),
            alike: vocabulary.alike,
            agreement: agreement.map(|(agreement, _)| agreement),
            believes_titles: agreement.is_some_and(|(_, believes)| believes),
            items,
        })
    }
}

/// What was sold of an article, and what the orders call it.
type Sold<'a> = HashMap<&'a str, (Decimal, u64, Option<&'a str>)>;

fn item(product: &Product, tree: &Tree, sold: &Sold<'_>) -> Item {
    let (net_sales, units, called) = sold.get(product.sku.as_str()).copied().unwrap_or_default();
    let (mut filed, mut unknown) = (Vec::new(), Vec::new());
    for text in &product.categories {
        match tree.find(text) {
            Some(node) if filed.contains(&node) => {}
            Some(node) => filed.push(node),
            None => unknown.push(text.clone()),
        }
    }
    let title = product.title.as_deref().or(product.name.as_deref()).or(called);
    Item {
        sku: product.sku.clone(),
        title: title.map(str::to_owned),
        filed,
        unknown,
        problems: BTreeSet::new(),
        proposal: None,
        tags: product.tags.clone(),
        tag_problems: Vec::new(),
        proposed_tags: None,
        described: None,
        has_attributes: !product.attributes.is_empty(),
        net_sales,
        units,
    }
}

/// An article of the orders alone.
fn not_listed(sku: &str, sold: &Sold<'_>) -> Item {
    let (net_sales, units, called) = sold.get(sku).copied().unwrap_or_default();
    Item {
        sku: sku.to_owned(),
        title: called.map(str::to_owned),
        filed: Vec::new(),
        unknown: Vec::new(),
        problems: [Problem::NotInProducts].into(),
        proposal: None,
        tags: Vec::new(),
        tag_problems: Vec::new(),
        proposed_tags: None,
        described: None,
        has_attributes: false,
        net_sales,
        units,
    }
}

/// What the categories of the products themselves tell.
fn file(tree: &Tree, items: &mut [Item]) {
    for item in items {
        if item.title.is_none() {
            item.problems.insert(Problem::Untitled);
        }
        if !item.unknown.is_empty() {
            item.problems.insert(Problem::UnknownCategory);
        } else if item.filed.is_empty() {
            item.problems.insert(Problem::Uncategorized);
        }
        if item.filed.iter().any(|node| !tree.taxonomy.is_leaf(*node)) {
            item.problems.insert(Problem::AboveLeaf);
        }
    }
}

/// Where the products belong that are in the wrong place or in none; the agreement of the titles, and whether it is believed.
fn propose(tree: &Tree, items: &mut [Item]) -> Result<Option<(f64, bool)>, ReviewError> {
    let one = |item: &Item| match (item.title.clone(), item.filed.as_slice()) {
        (Some(title), [node]) => Some((title, *node)),
        _ => None,
    };
    let owned: Vec<Option<(String, NodeIx)>> = items.iter().map(one).collect();
    let filed: Vec<Filed<'_>> = owned.iter().flatten().map(|(title, node)| Filed { title, node: *node }).collect();
    let filing = Filing::learn(tree, &filed)?;
    let mut places = filed.iter().enumerate();
    for (item, owned) in items.iter_mut().zip(&owned) {
        if owned.is_some() {
            let Some((at, filed)) = places.next() else { continue };
            let Some(proposal) = filing.elsewhere(at, filed)? else { continue };
            if !tree.taxonomy.is_ancestor(filed.node, proposal.node) {
                item.problems.insert(Problem::Misfiled);
            }
            item.proposal = Some(proposal);
        } else if item.filed.is_empty() {
            item.proposal = filing.somewhere(&item.unknown, item.title.as_deref())?;
        }
    }
    Ok(filing.agreement.map(|agreement| (agreement, filing.believes_titles())))
}

fn describe(asked: Option<&Asked>, products: &[Product], items: &mut [Item]) -> Result<(), ReviewError> {
    let Some(asked) = asked else { return Ok(()) };
    for (item, product) in items.iter_mut().zip(products) {
        let Some(node) = item.filed.first() else { continue };
        let values = asked.typed(*node, &product.attributes);
        let described = asked.judge(*node, &product.attributes, &values)?;
        if !described.missing_required.is_empty() {
            item.problems.insert(Problem::MissingAttribute);
        }
        if !described.invalid.is_empty() {
            item.problems.insert(Problem::InvalidAttribute);
        }
        item.described = Some(described);
    }
    Ok(())
}

fn tag(inputs: &CatalogueInputs, products: &[Product], items: &mut [Item]) -> Result<Vocabulary, ReviewError> {
    // the values that an attribute may have anywhere: a tag that is one of them must be the product's
    let mut listed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let choices = inputs.definitions.iter().flat_map(|definitions| &definitions.rows);
    for definition in choices.filter(|row| matches!(row.r#type, AttributeType::Enum | AttributeType::MultiEnum)) {
        listed.entry(definition.key.clone()).or_default().extend(definition.values.iter().flatten().cloned());
    }
    let brands = products.iter().filter_map(|product| product.brand.as_deref()).collect();
    let tags = products.iter().flat_map(|product| &product.tags);
    let vocabulary = Vocabulary::of(tags, &inputs.policy, brands, listed)?;
    let mut of_category: HashMap<NodeIx, Vec<&[String]>> = HashMap::new();
    for (product, item) in products.iter().zip(items.iter()).filter(|(product, _)| !product.tags.is_empty()) {
        for node in &item.filed {
            of_category.entry(*node).or_default().push(&product.tags);
        }
    }
    for (item, product) in items.iter_mut().zip(products) {
        let told = told(item, product, &inputs.tree);
        if product.tags.is_empty() {
            item.problems.insert(Problem::Untagged);
            let others = item.filed.first().and_then(|node| of_category.get(node));
            let found = others.map(|others| vocabulary.suggest(others, &told)).unwrap_or_default();
            item.proposed_tags = (!found.is_empty()).then_some(found);
            continue;
        }
        let (problems, kept) = vocabulary.judge(&product.tags, &told);
        if !problems.is_empty() {
            item.problems.insert(Problem::Tags);
        }
        item.tag_problems = problems;
        item.proposed_tags = (kept != product.tags).then_some(kept);
    }
    Ok(vocabulary)
}

/// What bears out a tag: title, brand, where the product stands or should stand, and the attribute values that can stand.
fn told(item: &Item, product: &Product, tree: &Tree) -> TaggedProduct {
    let places = item.filed.iter().copied().chain(item.proposal.map(|proposal| proposal.node));
    let title: Vec<String> = item.title.iter().cloned().chain(places.map(|node| tree.path(node))).collect();
    let invalid = |key: &String| {
        item.described.iter().flat_map(|described| &described.invalid).any(|invalid| invalid.key == *key)
    };
    let values = product.attributes.iter().filter(|(key, _)| !invalid(key));
    TaggedProduct {
        title: Some(title.join(" | ")),
        brand: product.brand.clone(),
        attributes: values.map(|(key, values)| (key.clone(), values.clone().into())).collect(),
    }
}

/// What adds up in a category.
#[derive(Debug, Clone)]
struct Sum {
    branch: Branch,
    ratios: f64,
    net_sales: Exact,
}

impl Sum {
    fn new(node: Option<NodeIx>, depth: u32) -> Self {
        let branch = Branch {
            node,
            depth,
            direct: 0,
            products: 0,
            with_title: 0,
            with_tags: 0,
            with_attributes: 0,
            judged: 0,
            complete: 0,
            required_ratio: None,
            sound: 0,
            misfiled: 0,
            net_sales: Decimal::ZERO,
            units: 0,
        };
        Self { branch, ratios: 0.0, net_sales: Exact::ZERO }
    }

    fn add(&mut self, item: &Item, direct: bool) {
        let branch = &mut self.branch;
        let count = |number: &mut usize, holds: bool| *number = number.saturating_add(usize::from(holds));
        count(&mut branch.direct, direct);
        count(&mut branch.products, true);
        count(&mut branch.with_title, item.title.is_some());
        count(&mut branch.with_tags, !item.tags.is_empty());
        count(&mut branch.with_attributes, item.has_attributes);
        count(&mut branch.judged, item.described.is_some());
        count(
            &mut branch.complete,
            item.described.as_ref().is_some_and(|described| described.missing_required.is_empty()),
        );
        count(&mut branch.sound, item.problems.is_empty());
        count(&mut branch.misfiled, item.problems.contains(&Problem::Misfiled));
        branch.units = branch.units.saturating_add(item.units);
        self.ratios += item.described.as_ref().map_or(0.0, |described| described.required_ratio);
        self.net_sales = &self.net_sales + &Exact::from(item.net_sales);
    }

    fn finish(mut self, scale: u32) -> Result<Branch, ReviewError> {
        let sum = self.net_sales.round("net sales", scale, Rounding::HalfEven);
        self.branch.net_sales = sum.map_err(ReviewError::of_section("net sales of a category"))?;
        let judged = self.branch.judged;
        self.branch.required_ratio = (judged > 0).then(|| self.ratios / judged as f64);
        Ok(self.branch)
    }
}

/// Adds every product once to each category that it is in or below.
fn roll_up(tree: &Tree, items: &[Item], scale: u32) -> Result<Vec<Branch>, ReviewError> {
    let mut sums: BTreeMap<NodeIx, Sum> = BTreeMap::new();
    let mut nowhere = Sum::new(None, 0);
    for item in items {
        if item.filed.is_empty() {
            nowhere.add(item, true);
        }
        let above = item.filed.iter().flat_map(|node| tree.taxonomy.path(*node));
        for node in above.collect::<BTreeSet<NodeIx>>() {
            let sum = sums.entry(node).or_insert_with(|| Sum::new(Some(node), tree.taxonomy.depth(node)));
            sum.add(item, item.filed.contains(&node));
        }
    }
    // a place in preorder is the order of the categories
    let rest = (nowhere.branch.products > 0).then_some(nowhere);
    sums.into_values().chain(rest).map(|sum| sum.finish(scale)).collect()
}
