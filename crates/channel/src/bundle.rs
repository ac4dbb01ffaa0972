//! How many of each bundle can be sold from the parts in stock, and which parts hold it back?
//!
//! Bundles are taken apart, bundles in bundles too, down to the parts that are in stock: a bundle can be had
//! `min floor(stock / need)` times, and the parts at that minimum limit it. Each bundle is asked for alone: two that need the same
//! part share its stock.
//!
//! Source: definition; bill-of-materials explosion, Orlicky (1975). Time O(the components reached from each bundle, log).

use crate::error::ChannelError;
use crate::keyed;
use mercato_core::{Error, Sku};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// A part of a bundle, or a bundle in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BundleComponent {
    /// The thing: in stock, or a bundle.
    pub sku: Sku,
    /// How many, at least 1; a thing listed twice adds up.
    pub quantity: u64,
}

/// Things sold together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The bundle's own name, unique in its list; not in stock.
    pub sku: Sku,
    /// What it is made of, at least one thing.
    pub components: Vec<BundleComponent>,
}

/// What [`bundle_availability`] takes, in units.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BundleAvailabilityInput {
    /// How many of each part are in stock.
    #[serde(deserialize_with = "keyed::unique")]
    pub stock: BTreeMap<Sku, u64>,
    /// The bundles.
    pub bundles: Vec<Bundle>,
}

/// How many of a bundle can be sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AvailableBundle {
    /// The bundle.
    pub sku: Sku,
    /// How many.
    pub available: u64,
    /// The parts that allow no more, sorted.
    pub limiting: Vec<Sku>,
}

/// How many of each bundle can be sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct BundleAvailability {
    /// By bundle.
    pub bundles: Vec<AvailableBundle>,
}

/// The ranks of the bundles, by place in the list: each before the bundles in it.
fn ranks(bundles: &[Bundle], numbers: &HashMap<&Sku, usize>) -> Result<Vec<usize>, Error> {
    let mut parents = vec![0_usize; bundles.len()];
    let inner = |bundle: &Bundle| {
        let numbers: Vec<usize> =
            bundle.components.iter().filter_map(|component| numbers.get(&component.sku).copied()).collect();
        numbers
    };
    for number in bundles.iter().flat_map(inner) {
        if let Some(count) = parents.get_mut(number) {
            *count = count.saturating_add(1);
        }
    }
    let free = |parents: &[usize], number: usize| parents.get(number) == Some(&0);
    let mut open: Vec<usize> = (0..bundles.len()).filter(|number| free(&parents, *number)).collect();
    let (mut ranks, mut done) = (vec![usize::MAX; bundles.len()], 0_usize);
    while let Some(number) = open.pop() {
        if let Some(rank) = ranks.get_mut(number) {
            *rank = done;
        }
        done = done.saturating_add(1);
        for number in bundles.get(number).map(inner).unwrap_or_default() {
            if let Some(count) = parents.get_mut(number) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    open.push(number);
                }
            }
        }
    }
    if done < bundles.len() {
        let member = in_cycle(bundles, numbers, &ranks);
        let sku = bundles.get(member).map_or("", |bundle| bundle.sku.as_str());
        return Err(Error::cycle(format!("bundles[{member}].components"), sku));
    }
    Ok(ranks)
}

/// A bundle that holds itself: from any that could not be ranked, going to one in it that could not, one comes round.
fn in_cycle(bundles: &[Bundle], numbers: &HashMap<&Sku, usize>, ranks: &[usize]) -> usize {
    let unranked = |number: &usize| ranks.get(*number) == Some(&usize::MAX);
    // what is not ranked has a parent that is not; going up, it is a bundle in the circle that is met twice
    let mut parent: HashMap<usize, usize> = HashMap::new();
    for (number, bundle) in bundles.iter().enumerate().filter(|(number, _)| unranked(number)) {
        for component in &bundle.components {
            if let Some(child) = numbers.get(&component.sku).filter(|child| unranked(child)) {
                parent.insert(*child, number);
            }
        }
    }
    let mut at = (0..bundles.len()).find(unranked).unwrap_or_default();
    for _ in 0..bundles.len() {
        at = parent.get(&at).copied().unwrap_or(at);
    }
    // after as many steps as there are bundles it is inside the circle; its first member in the list names it
    let (mut least, start) = (at, at);
    loop {
        at = parent.get(&at).copied().unwrap_or(start);
        least = least.min(at);
        if at == start {
            return least;
        }
    }
}

/// How many of each bundle can be sold?
///
/// ```
/// use mercato_channel::{BundleAvailabilityInput, bundle_availability};
/// let input: BundleAvailabilityInput = serde_json::from_str(r#"{"stock": {"cup": 10, "tin": 7}, "bundles": [
///     {"sku": "set", "components": [{"sku": "cup", "quantity": 2}, {"sku": "tin", "quantity": 1}]},
///     {"sku": "gift", "components": [{"sku": "set", "quantity": 2}, {"sku": "cup", "quantity": 1}]}]}"#)?;
/// let bundles = bundle_availability(&input)?.bundles;
/// assert_eq!((bundles[0].available, bundles[0].limiting[0].as_str()), (2, "cup")); // a gift takes 5 cups
/// assert_eq!((bundles[1].available, bundles[1].limiting[0].as_str()), (5, "cup"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `cycle_detected` for a bundle that holds itself; `not_found` for a component that is neither in stock nor a bundle;
/// `duplicate_id` for a bundle twice; `invalid_argument` for a bundle that is in stock, one of nothing, a quantity of 0.
pub fn bundle_availability(input: &BundleAvailabilityInput) -> Result<BundleAvailability, ChannelError> {
    crate::check::unique("bundles", "sku", input.bundles.iter().map(|bundle| bundle.sku.as_str()))?;
    let numbers: HashMap<&Sku, usize> =
        input.bundles.iter().enumerate().map(|(number, bundle)| (&bundle.sku, number)).collect();
    for (index, bundle) in input.bundles.iter().enumerate() {
        check(bundle, input, &numbers).map_err(|error| error.at("bundles", index))?;
    }
    let ranks = ranks(&input.bundles, &numbers)?;
    let mut by_rank: Vec<(usize, &Bundle)> = ranks.iter().copied().zip(&input.bundles).collect();
    by_rank.sort_unstable_by_key(|(rank, _)| *rank);
    let rank_of = |sku: &Sku| numbers.get(sku).and_then(|number| ranks.get(*number)).copied();
    let mut bundles: Vec<AvailableBundle> =
        by_rank.iter().map(|(rank, bundle)| available(*rank, bundle, &by_rank, rank_of, &input.stock)).collect();
    bundles.sort_unstable_by(|a, b| a.sku.cmp(&b.sku));
    Ok(BundleAvailability { bundles })
}

fn check(bundle: &Bundle, input: &BundleAvailabilityInput, numbers: &HashMap<&Sku, usize>) -> Result<(), Error> {
    if input.stock.contains_key(&bundle.sku) {
        let reason = "is in stock and a bundle: a bundle is made of its parts, give those in stock";
        return Err(Error::invalid("sku", &bundle.sku, reason));
    }
    if bundle.components.is_empty() {
        return Err(Error::invalid("components", "an empty list", "makes no bundle: name at least one part"));
    }
    for (index, component) in bundle.components.iter().enumerate() {
        let at = |error: Error| error.at("components", index);
        if component.quantity == 0 {
            return Err(at(Error::invalid("quantity", 0, "must be at least 1")));
        }
        if !input.stock.contains_key(&component.sku) && !numbers.contains_key(&component.sku) {
            return Err(at(Error::not_found("sku", component.sku.as_str())));
        }
    }
    Ok(())
}

/// Takes one bundle apart, outer bundles before inner ones, so that each is opened once.
fn available(
    rank: usize,
    bundle: &Bundle,
    by_rank: &[(usize, &Bundle)],
    rank_of: impl Fn(&Sku) -> Option<usize>,
    stock: &BTreeMap<Sku, u64>,
) -> AvailableBundle {
    // more than 2^128 of a part is as much as can be said: no stock has them
    let mut needs: BTreeMap<&Sku, u128> = BTreeMap::new();
    let mut open: BTreeMap<usize, u128> = BTreeMap::from([(rank, 1)]);
    while let Some((rank, count)) = open.pop_first() {
        let Some((_, bundle)) = by_rank.get(rank) else { continue };
        for component in &bundle.components {
            let need = count.saturating_mul(component.quantity.into());
            let sum = match rank_of(&component.sku) {
                Some(inner) => open.entry(inner).or_default(),
                None => needs.entry(&component.sku).or_default(),
            };
            *sum = sum.saturating_add(need);
        }
    }
    let times = |(sku, need): (&&Sku, &u128)| {
        let have = u128::from(stock.get(*sku).copied().unwrap_or_default());
        // a need is at least 1, and no quotient exceeds the stock
        have.checked_div(*need).and_then(|times| u64::try_from(times).ok()).unwrap_or_default()
    };
    let least = needs.iter().map(times).min().unwrap_or_default();
    let limiting = needs.iter().filter(|(sku, need)| times((sku, need)) == least).map(|(sku, _)| (*sku).clone());
    AvailableBundle { sku: bundle.sku.clone(), available: least, limiting: limiting.collect() }
}
