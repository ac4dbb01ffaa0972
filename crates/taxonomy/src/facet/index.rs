//! The sets of products behind every count and query.

use super::product::{Product, check_ids};
use super::value::{FacetNumber, FacetValue};
use crate::text::norm;
use crate::tree::{NodeIx, Taxonomy};
use hashbrown::{DefaultHashBuilder, HashTable};
use mercato_core::Error;
use roaring::{MultiOps, RoaringBitmap};
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;
use std::ops::Bound;
use std::sync::Arc;

/// A set of products of one [`FacetIndex`], as it was when the set was made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProductSet(pub(crate) RoaringBitmap);

impl ProductSet {
    /// How many products it holds.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.0.len()
    }

    /// Does it hold none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The number of a tag or a value among all of them.
type Facet = u32;

/// Stands for the category of a product that stands in none or in several: no number of a category is as high.
const NO_SINGLE: u32 = u32::MAX;

/// Products by category, tag and attribute value: built once, asked often, changed one product at a time.
///
/// ```
/// use mercato_taxonomy::facet::{FacetIndex, Product};
/// use mercato_taxonomy::{NodeSpec, Taxonomy};
/// use std::sync::Arc;
/// let taxonomy = Taxonomy::compile(&[NodeSpec::new("1", None, "Clothing"), NodeSpec::new("2", Some("1"), "Dresses")])?;
/// let clothing = taxonomy.node("1").unwrap();
/// let product = |id: &str, category: &str| Product {
///     id: id.into(),
///     category_ids: vec![category.into()],
///     ..Product::default()
/// };
/// let mut index = FacetIndex::build(Arc::new(taxonomy), &[product("hat", "1"), product("gown", "2")])?;
/// assert_eq!(index.count(clothing), 2);
/// index.insert(&product("frock", "2"))?;
/// index.remove("hat")?;
/// assert_eq!((index.count(clothing), index.count_direct(clothing)), (2, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct FacetIndex {
    taxonomy: Arc<Taxonomy>,
    // By the number of a product.
    ids: Vec<Box<str>>,
    /// When it came, which is the order of answers.
    arrival: Vec<u64>,
    /// The categories that it stands in, by preorder, then its tags and values, each after the number of categories.
    facets: Vec<Box<[u32]>>,
    /// The category of a product that stands in exactly one, by preorder; of the others [`NO_SINGLE`].
    single: Vec<u32>,
    by_id: HashTable<u32>,
    hasher: DefaultHashBuilder,
    arrivals: u64,
    /// The numbers in use, and those of products that have gone.
    live: RoaringBitmap,
    free: Vec<u32>,
    // By preorder.
    /// Of categories with children: the products that stand in them themselves. Of a leaf those are all of `below`.
    direct: Vec<RoaringBitmap>,
    /// The products that stand in them or below.
    below: Vec<RoaringBitmap>,
    /// By tag or value.
    bearers: Vec<RoaringBitmap>,
    tags: HashMap<String, Facet>,
    attributes: HashMap<String, BTreeMap<FacetValue, Facet>>,
    none: RoaringBitmap,
}

fn get<'a>(sets: &'a [RoaringBitmap], place: usize, none: &'a RoaringBitmap) -> &'a RoaringBitmap {
    sets.get(place).unwrap_or(none)
}

impl FacetIndex {
    /// Indexes products. A category that is not in the taxonomy is passed by; [`check_products`](super::check_products) finds
    /// those.
    ///
    /// Time O(products log products + pairs of a product and a facet, each category counting with all above it).
    ///
    /// # Errors
    /// `duplicate_id` for two products with one id; `overflow` for more than 2³² - 1 products or values.
    pub fn build(taxonomy: Arc<Taxonomy>, products: &[Product]) -> Result<Self, Error> {
        check_ids(products)?;
        let nodes = taxonomy.len();
        let mut index = Self {
            taxonomy,
            ids: Vec::with_capacity(products.len()),
            arrival: Vec::with_capacity(products.len()),
            facets: Vec::with_capacity(products.len()),
            single: Vec::with_capacity(products.len()),
            by_id: HashTable::with_capacity(products.len()),
            hasher: DefaultHashBuilder::default(),
            arrivals: 0,
            live: RoaringBitmap::new(),
            free: Vec::new(),
            direct: vec![RoaringBitmap::new(); nodes],
            below: vec![RoaringBitmap::new(); nodes],
            bearers: Vec::new(),
            tags: HashMap::new(),
            attributes: HashMap::new(),
            none: RoaringBitmap::new(),
        };
        // in the order of the tree, so that a category is a few runs of numbers
        let place = |product: &Product| {
            let categories = product.category_ids.iter().filter_map(|id| index.taxonomy.node(id));
            categories.map(NodeIx::index).next().unwrap_or(usize::MAX)
        };
        let mut order: Vec<(usize, u64, &Product)> =
            (0..).zip(products).map(|(arrival, product)| (place(product), arrival, product)).collect();
        order.sort_unstable_by_key(|(place, arrival, _)| (*place, *arrival));
        for (_, arrival, product) in order {
            index.add(product, arrival)?;
        }
        index.arrivals = products.len() as u64;
        for set in index.direct.iter_mut().chain(&mut index.below).chain(&mut index.bearers) {
            set.optimize();
        }
        index.live.optimize();
        Ok(index)
    }

    /// The categories.
    #[must_use]
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// How many products there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.live.len()
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.live.is_empty()
    }

    /// Takes one more product in, as the last. Time O(its facets, each category with all above it).
    ///
    /// # Errors
    /// `duplicate_id` where a product has this id; `overflow` for more than 2³² - 1 products or values.
    pub fn insert(&mut self, product: &Product) -> Result<(), Error> {
        if self.number(&product.id).is_some() {
            return Err(Error::duplicate("id", &product.id));
        }
        self.add(product, self.arrivals)?;
        self.arrivals = self.arrivals.saturating_add(1);
        Ok(())
    }

    /// Takes a product out. Time as of [`FacetIndex::insert`].
    ///
    /// # Errors
    /// `not_found` where no product has this id.
    pub fn remove(&mut self, id: &str) -> Result<(), Error> {
        let number = self.number(id).ok_or_else(|| Error::not_found("id", id))?;
        if let Ok(entry) = self.by_id.find_entry(self.hasher.hash_one(id), |other| *other == number) {
            entry.remove();
        }
        let facets = self.facets.get_mut(number as usize).map(std::mem::take).unwrap_or_default();
        if let Some(single) = self.single.get_mut(number as usize) {
            *single = NO_SINGLE;
        }
        for facet in facets {
            self.each_set(facet, |set| {
                set.remove(number);
            });
        }
        self.live.remove(number);
        self.free.push(number);
        Ok(())
    }

    /// The number of the product with this id.
    fn number(&self, id: &str) -> Option<u32> {
        let is = |number: &u32| self.ids.get(*number as usize).is_some_and(|other| **other == *id);
        self.by_id.find(self.hasher.hash_one(id), is).copied()
    }

    /// Calls `change` with each set that the facet of a product puts it into.
    fn each_set(&mut self, facet: u32, mut change: impl FnMut(&mut RoaringBitmap)) {
        let Some(node) = self.taxonomy.at(facet as usize) else {
            let place = (facet as usize).saturating_sub(self.taxonomy.len());
            if let Some(set) = self.bearers.get_mut(place) {
                change(set);
            }
            return;
        };
        if let Some(set) = self.direct.get_mut(node.index()).filter(|_| !self.taxonomy.is_leaf(node)) {
            change(set);
        }
        let mut change_below = |node: NodeIx| {
            if let Some(set) = self.below.get_mut(node.index()) {
                change(set);
            }
        };
        change_below(node);
        if self.taxonomy.is_polyhierarchy() {
            self.taxonomy.ancestors(node).into_iter().for_each(change_below);
        } else {
            self.taxonomy.path_up(node).for_each(change_below);
        }
    }

    fn add(&mut self, product: &Product, arrival: u64) -> Result<(), Error> {
        let facets = self.facets_of(product)?;
        let reused = self.free.pop();
        let number = match reused {
            Some(number) => number,
            None => u32::try_from(self.ids.len())
                .ok()
                .filter(|number| *number < u32::MAX)
                .ok_or_else(|| Error::overflow("products", self.ids.len(), "2^32 - 1 products"))?,
        };
        for facet in &facets {
            self.each_set(*facet, |set| {
                // in the order of building this is a mere push
                if set.try_push(number).is_err() {
                    set.insert(number);
                }
            });
        }
        self.live.insert(number);
        let single = match self.categories(&facets) {
            [category] => *category,
            _ => NO_SINGLE,
        };
        put(&mut self.ids, number, product.id.as_str().into());
        put(&mut self.arrival, number, arrival);
        put(&mut self.facets, number, facets.into_boxed_slice());
        put(&mut self.single, number, single);
        let (hasher, ids) = (&self.hasher, &self.ids);
        let hash = |number: &u32| hasher.hash_one(ids.get(*number as usize).map_or("", |id| &**id));
        self.by_id.insert_unique(hasher.hash_one(product.id.as_str()), number, hash);
        Ok(())
    }

    /// Those of the facets of a product that are categories.
    fn categories<'a>(&self, facets: &'a [u32]) -> &'a [u32] {
        let end = facets.partition_point(|facet| (*facet as usize) < self.taxonomy.len());
        facets.get(..end).unwrap_or_default()
    }

    /// The facets of a product, each once; tags and values that are new get a number.
    fn facets_of(&mut self, product: &Product) -> Result<Vec<u32>, Error> {
        let mut facets: Vec<u32> =
            product.category_ids.iter().filter_map(|id| self.taxonomy.node(id)).map(u32::from).collect();
        for tag in &product.tags {
            let norm = norm(tag);
            if norm.is_empty() {
                continue;
            }
            let next = self.bearers.len();
            let facet = match self.tags.get(&norm) {
                Some(facet) => *facet,
                None => *self.tags.entry(norm).or_insert(facet_number(next)?),
            };
            facets.push(self.bearer(facet)?);
        }
        for (key, value) in &product.attributes {
            for value in FacetValue::each(value) {
                let next = self.bearers.len();
                if !self.attributes.contains_key(key) {
                    self.attributes.insert(key.clone(), BTreeMap::new());
                }
                let Some(values) = self.attributes.get_mut(key) else { continue };
                let facet = match values.get(&value) {
                    Some(facet) => *facet,
                    None => *values.entry(value).or_insert(facet_number(next)?),
                };
                facets.push(self.bearer(facet)?);
            }
        }
        facets.sort_unstable();
        facets.dedup();
        Ok(facets)
    }

    /// The number of a tag or value among the facets of a product; a set is made for one that is new.
    fn bearer(&mut self, facet: Facet) -> Result<u32, Error> {
        if facet as usize == self.bearers.len() {
            self.bearers.push(RoaringBitmap::new());
        }
        facet_number((facet as usize).saturating_add(self.taxonomy.len()))
    }

    /// How many products stand in the category or below, each once.
    #[must_use]
    pub fn count(&self, node: NodeIx) -> u64 {
        self.under(node).len()
    }

    /// How many products stand in the category itself.
    #[must_use]
    pub fn count_direct(&self, node: NodeIx) -> u64 {
        self.in_itself(node).len()
    }

    /// How many products of the set stand in the category or below, each once. Time O(the parts of the two sets that overlap).
    #[must_use]
    pub fn count_in(&self, set: &ProductSet, node: NodeIx) -> u64 {
        self.under(node).intersection_len(&set.0)
    }

    /// How many products of the set stand in each category or below, by place in preorder, each once.
    ///
    /// Time O(products of the set + categories) in a tree, O(categories) for all products, and O(categories × overlap) where a
    /// category has several parents.
    #[must_use]
    pub fn totals(&self, set: &ProductSet) -> Vec<u64> {
        if set.len() == self.len() && set.0 == self.live {
            return self.taxonomy.preorder().map(|node| self.count(node)).collect();
        }
        if self.taxonomy.is_polyhierarchy() {
            return self.taxonomy.preorder().map(|node| self.count_in(set, node)).collect();
        }
        self.rolled_up(set)
    }

    /// The same in a tree: each product is counted in its categories, and the counts are added to those of the parents.
    ///
    /// A product of several categories would count more than once in what stands over two of them. With its categories in
    /// preorder, that is what stands over two neighbours, so one is taken off at the lowest category over each two.
    fn rolled_up(&self, set: &ProductSet) -> Vec<u64> {
        // below 0 on the way where two categories meet, so that the sums wrap; those at the end are counts
        let mut totals = vec![0_u64; self.taxonomy.len()];
        let mut add = |place: usize, count: u64| {
            if let Some(total) = totals.get_mut(place) {
                *total = total.wrapping_add(count);
            }
        };
        // those of several come in a loop of their own, where the processor waits for the memory of many at once
        let mut others = Vec::new();
        let mut numbers = set.0.iter();
        let mut batch = [0_u32; 256];
        loop {
            let batch = numbers.next_many(&mut batch);
            if batch.is_empty() {
                break;
            }
            for number in batch {
                match self.single.get(*number as usize) {
                    Some(&NO_SINGLE) | None => others.push(*number),
                    Some(category) => add(*category as usize, 1),
                }
            }
        }
        for number in others {
            let facets = self.facets.get(number as usize).map_or(&[][..], |facets| facets);
            let mut before = None;
            for node in self.categories(facets).iter().filter_map(|place| self.taxonomy.at(*place as usize)) {
                add(node.index(), 1);
                let meet = before.replace(node).and_then(|before| self.taxonomy.lca_of_two(before, node));
                if let Some(meet) = meet {
                    add(meet.index(), 1_u64.wrapping_neg());
                }
            }
        }
        // a parent stands before its children
        for node in (0..totals.len()).rev().filter_map(|place| self.taxonomy.at(place)) {
            let total = totals.get(node.index()).copied().unwrap_or(0);
            if let Some(above) = self.taxonomy.parent(node).and_then(|parent| totals.get_mut(parent.index())) {
                *above = above.wrapping_add(total);
            }
        }
        totals
    }

    /// The ids of the products of a set, in the order in which they came. Time O(n log n) in its size.
    #[must_use]
    pub fn ids(&self, set: &ProductSet) -> Vec<&str> {
        let record = |number: u32| Some((self.arrival.get(number as usize)?, self.ids.get(number as usize)?));
        let mut found: Vec<(&u64, &Box<str>)> = set.0.iter().filter_map(record).collect();
        found.sort_unstable_by_key(|(arrival, _)| **arrival);
        found.into_iter().map(|(_, id)| &**id).collect()
    }

    /// Every product.
    #[must_use]
    pub fn all(&self) -> ProductSet {
        ProductSet(self.live.clone())
    }

    pub(crate) fn live(&self) -> &RoaringBitmap {
        &self.live
    }

    pub(crate) fn nothing(&self) -> &RoaringBitmap {
        &self.none
    }

    /// The products in the category or below.
    pub(crate) fn under(&self, node: NodeIx) -> &RoaringBitmap {
        get(&self.below, node.index(), &self.none)
    }

    /// The products in the category itself.
    pub(crate) fn in_itself(&self, node: NodeIx) -> &RoaringBitmap {
        if self.taxonomy.is_leaf(node) { self.under(node) } else { get(&self.direct, node.index(), &self.none) }
    }

    /// The products with a tag that is in its norm.
    pub(crate) fn tagged(&self, norm: &str) -> &RoaringBitmap {
        self.tags.get(norm).map_or(&self.none, |facet| get(&self.bearers, *facet as usize, &self.none))
    }

    /// The products with a value.
    pub(crate) fn bearing(&self, key: &str, value: &FacetValue) -> &RoaringBitmap {
        let facet = self.attributes.get(key).and_then(|values| values.get(value));
        facet.map_or(&self.none, |facet| get(&self.bearers, *facet as usize, &self.none))
    }

    /// Every value of an attribute, in order, with the products that bear it.
    pub(crate) fn values<'a>(
        &'a self,
        key: &str,
    ) -> impl Iterator<Item = (&'a FacetValue, &'a RoaringBitmap)> + use<'a> {
        let values = self.attributes.get(key).into_iter().flatten();
        values.map(|(value, facet)| (value, get(&self.bearers, *facet as usize, &self.none)))
    }

    /// The products with a number within the bounds, both of which count.
    pub(crate) fn within(&self, key: &str, min: Option<FacetNumber>, max: Option<FacetNumber>) -> RoaringBitmap {
        let Some(values) = self.attributes.get(key) else { return RoaringBitmap::new() };
        let least =
            min.map_or(Bound::Excluded(FacetValue::Boolean(true)), |min| Bound::Included(FacetValue::Number(min)));
        let most = max
            .map_or(Bound::Excluded(FacetValue::Text(String::new())), |max| Bound::Included(FacetValue::Number(max)));
        let facets = values.range((least, most)).map(|(_, facet)| *facet as usize);
        facets.map(|facet| get(&self.bearers, facet, &self.none)).union()
    }
}

/// Puts what is known of a product at its number, which is in use already or the next.
fn put<T>(column: &mut Vec<T>, number: u32, value: T) {
    match column.get_mut(number as usize) {
        Some(place) => *place = value,
        None => column.push(value),
    }
}

fn facet_number(number: usize) -> Result<u32, Error> {
    u32::try_from(number).map_err(|_| Error::overflow("products", number, "2^32 - 1 categories, tags and values"))
}
