//! What does each price leave on each channel, which ones lose money, and what should they be? The price section.
//!
//! Every row and key of its files must be right: a wrong fee makes every price of a channel wrong. Nothing is put right in
//! silence.

mod actions;
mod demo;
mod figures;
mod findings;
mod inputs;
mod policy;
mod report;
mod summary;
mod tables;

use crate::actions::Action;
use crate::error::ReviewError;
use crate::figures::findings::Finding;
use crate::figures::{DataFacts, Review};
use crate::format::{amount, count};
use crate::section::{Ground, Part, Section, Told};
use figures::{Issue, Prices};
use inputs::PriceInputs;
use std::path::Path;

pub(crate) static SECTION: Section = Section {
    key: "price",
    title: "Prices",
    files: inputs::FILES,
    policy: policy::KEYS,
    definitions: summary::DEFINITIONS,
    read: |files, policy| Ok(Box::new(PriceInputs::read(files, policy)?)),
    demo: demo::write,
};

impl Told for PriceInputs {
    fn figures(self: Box<Self>, ground: &Ground<'_>) -> Result<Box<dyn Part>, ReviewError> {
        let prices = if self.any() { Some(Prices::of(ground, &self)?) } else { None };
        Ok(Box::new(PricePart { prices, inputs: *self }))
    }
}

/// The section, and what it was told; without a file, no section.
#[derive(Debug)]
struct PricePart {
    prices: Option<Prices>,
    inputs: PriceInputs,
}

/// What is printed.
#[derive(Clone, Copy)]
struct View<'a> {
    data: &'a DataFacts,
    prices: &'a Prices,
    inputs: &'a PriceInputs,
}

impl PricePart {
    fn view<'a>(&'a self, review: &'a Review) -> Option<View<'a>> {
        self.prices.as_ref().map(|prices| View { data: &review.data, prices, inputs: &self.inputs })
    }
}

impl Part for PricePart {
    fn absent(&self) -> Option<String> {
        let sentence = "Nothing is said of prices: there is no products.csv with costs, channels.csv with fees, offers.csv, competitors.csv, tiers.csv or promotions.json beside the orders. Any one of them is a start.";
        self.prices.is_none().then(|| sentence.to_owned())
    }

    fn findings(&self, review: &Review) -> Vec<Finding> {
        self.view(review).map(findings::of).unwrap_or_default()
    }

    fn actions(&self, review: &Review) -> Vec<Action> {
        self.view(review).map(actions::of).unwrap_or_default()
    }

    fn objections(&self, review: &Review, actions: &[&Action]) -> Vec<(usize, String)> {
        self.view(review).map(|view| actions::objections(view, actions)).unwrap_or_default()
    }

    fn short(&self, review: &Review) -> Vec<(String, String)> {
        let Some(prices) = &self.prices else { return Vec::new() };
        let row = |name: &str, issue: Issue, money: mercato_core::Decimal| {
            let value = format!("{}, {} {} a month", count(prices.count(issue)), review.data.currency, amount(money));
            (name.to_owned(), value)
        };
        vec![
            row("prices below cost", Issue::BelowCost, prices.loss),
            row("prices below target", Issue::BelowTarget, prices.shortfall),
        ]
    }

    fn report(&self, page: &mut String, review: &Review) {
        if let Some(view) = self.view(review) {
            report::prices(page, view);
        }
    }

    fn summary(&self, review: &Review) -> serde_json::Value {
        self.view(review).map_or(serde_json::Value::Null, summary::json)
    }

    fn tables(&self, review: &Review, folder: &Path) -> Result<(), ReviewError> {
        tables::write(self.view(review), folder)
    }
}
