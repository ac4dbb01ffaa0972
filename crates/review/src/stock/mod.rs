//! How is the assortment to be stocked, what is to be ordered now, and what lies there for nothing? The stock section.
//!
//! Every row and key of its files must be right: half of a stock list orders the wrong things. Nothing is put right in silence.

mod actions;
mod demo;
mod figures;
mod findings;
mod on_hand;
mod policy;
mod report;
mod summary;
mod suppliers;
mod tables;

use crate::actions::Action;
use crate::error::ReviewError;
use crate::figures::findings::Finding;
use crate::figures::{DataFacts, Review};
use crate::files::Files;
use crate::format;
use crate::policy::PolicyFile;
use crate::section::{Ground, Part, Section, Told};
use figures::Stock;
use on_hand::{OnHand, StockList};
use policy::Policy;
use std::path::Path;
use suppliers::{Supplier, Suppliers};

pub(crate) static SECTION: Section = Section {
    key: "stock",
    title: "Stock",
    files: &["stock.csv", "suppliers.csv"],
    policy: policy::KEYS,
    definitions: &[],
    read: |files, policy| Ok(Box::new(StockInputs::read(files, policy)?)),
    demo: demo::write,
};

/// What the files say.
#[derive(Debug, Default)]
struct StockInputs {
    stock: Option<StockList>,
    suppliers: Option<Suppliers>,
    policy: Policy,
}

impl StockInputs {
    fn read(files: &mut Files<'_>, policy: &PolicyFile<'_>) -> Result<Self, ReviewError> {
        Ok(Self { stock: StockList::read(files)?, suppliers: Suppliers::read(files)?, policy: Policy::read(policy)? })
    }
}

impl Told for StockInputs {
    fn figures(self: Box<Self>, ground: &Ground<'_>) -> Result<Box<dyn Part>, ReviewError> {
        let stock = Stock::of(ground.cleaned, ground.services, &self, ground.settings)?;
        Ok(Box::new(StockPart { stock, inputs: *self }))
    }
}

/// The section, and what it was told.
#[derive(Debug)]
struct StockPart {
    stock: Stock,
    inputs: StockInputs,
}

/// What is printed.
#[derive(Clone, Copy)]
struct View<'a> {
    data: &'a DataFacts,
    stock: &'a Stock,
    inputs: &'a StockInputs,
}

impl StockPart {
    const fn view<'a>(&'a self, review: &'a Review) -> View<'a> {
        View { data: &review.data, stock: &self.stock, inputs: &self.inputs }
    }
}

impl Part for StockPart {
    fn findings(&self, review: &Review) -> Vec<Finding> {
        findings::of(self.view(review))
    }

    fn actions(&self, review: &Review) -> Vec<Action> {
        actions::of(self.view(review))
    }

    fn short(&self, review: &Review) -> Vec<(String, String)> {
        let mut table = Vec::new();
        if self.stock.all.units > 0 {
            let all = &self.stock.all;
            let served = format!(
                "{} ({} with the present policy)",
                format::percent(all.proposed.fill_rate),
                format::percent(all.present.fill_rate)
            );
            table.push(("served by the plan".to_owned(), served));
        }
        match &self.stock.shelf {
            Some(shelf) => table.extend([
                (
                    "to order now".to_owned(),
                    format!(
                        "{} articles, {} {}",
                        format::count(shelf.orders.len()),
                        review.data.currency,
                        format::amount(shelf.order_value)
                    ),
                ),
                ("alerts".to_owned(), format::count(shelf.alerts.len())),
                ("excess stock".to_owned(), format::amount(shelf.excess_value)),
            ]),
            None => table.push(("to order now".to_owned(), "unknown: no stock.csv".to_owned())),
        }
        table
    }

    fn report(&self, page: &mut String, review: &Review) {
        report::stock(page, self.view(review));
    }

    fn summary(&self, review: &Review) -> serde_json::Value {
        summary::json(self.view(review))
    }

    fn tables(&self, review: &Review, folder: &Path) -> Result<(), ReviewError> {
        tables::write(self.view(review), folder)
    }
}
