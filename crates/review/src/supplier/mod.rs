//! How good is each supplier, is it getting worse, how dependent is the shop, and who should get the next order? The supplier
//! section.
//!
//! Every row and key of its files must be right: a date in the wrong year makes a good supplier late. Nothing is put right in
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
use figures::Sourcing;
use inputs::SupplierInputs;
use std::path::Path;

pub(crate) static SECTION: Section = Section {
    key: "supplier",
    title: "Suppliers",
    files: inputs::FILES,
    policy: policy::KEYS,
    definitions: summary::DEFINITIONS,
    read: |files, policy| Ok(Box::new(SupplierInputs::read(files, policy)?)),
    demo: demo::write,
};

impl Told for SupplierInputs {
    fn figures(self: Box<Self>, ground: &Ground<'_>) -> Result<Box<dyn Part>, ReviewError> {
        let sourcing = if self.any() { Some(Sourcing::of(ground, &self)?) } else { None };
        Ok(Box::new(SupplierPart { sourcing, inputs: *self }))
    }
}

/// The section, and what it was told; without a file of its own, no section.
#[derive(Debug)]
struct SupplierPart {
    sourcing: Option<Sourcing>,
    inputs: SupplierInputs,
}

/// What is printed.
#[derive(Clone, Copy)]
struct View<'a> {
    data: &'a DataFacts,
    sourcing: &'a Sourcing,
    inputs: &'a SupplierInputs,
}

impl SupplierPart {
    fn view<'a>(&'a self, review: &'a Review) -> Option<View<'a>> {
        self.sourcing.as_ref().map(|sourcing| View { data: &review.data, sourcing, inputs: &self.inputs })
    }
}

impl Part for SupplierPart {
    fn absent(&self) -> Option<String> {
        let sentence = "Nothing is said of suppliers: there is neither deliveries.csv, what was ordered, promised and received, nor quotes.csv beside the orders. Either is a start.";
        self.sourcing.is_none().then(|| sentence.to_owned())
    }

    fn findings(&self, review: &Review) -> Vec<Finding> {
        self.view(review).map(findings::of).unwrap_or_default()
    }

    fn actions(&self, review: &Review) -> Vec<Action> {
        self.view(review).map(actions::of).unwrap_or_default()
    }

    fn amend(&self, review: &Review, action: &mut Action) {
        if let Some(view) = self.view(review) {
            actions::amend(view, action);
        }
    }

    fn objections(&self, review: &Review, actions: &[&Action]) -> Vec<(usize, String)> {
        self.view(review).map(|view| actions::objections(view, actions)).unwrap_or_default()
    }

    fn short(&self, review: &Review) -> Vec<(String, String)> {
        let Some(sourcing) = &self.sourcing else { return Vec::new() };
        let mut grades: Vec<String> = Vec::new();
        for rule in &self.inputs.policy.grades {
            let with = |card: &&figures::Card| card.scorecard.as_ref().is_some_and(|card| card.grade == rule.grade);
            grades.push(format!("{} {}", rule.grade, sourcing.cards.iter().filter(with).count()));
        }
        let mut table = vec![("supplier grades".to_owned(), grades.join(", "))];
        if let Some(awards) = &sourcing.awards {
            let planned = awards.rows.iter().filter(|award| award.plan().is_some()).count();
            let cost = amount(awards.total_cost);
            let all = count(awards.rows.len());
            table.push((
                "award proposal".to_owned(),
                format!("{} of {all} articles, {} {cost}", count(planned), review.data.currency),
            ));
        }
        table
    }

    fn report(&self, page: &mut String, review: &Review) {
        if let Some(view) = self.view(review) {
            report::suppliers(page, view);
        }
    }

    fn summary(&self, review: &Review) -> serde_json::Value {
        self.view(review).map_or(serde_json::Value::Null, summary::json)
    }

    fn tables(&self, review: &Review, folder: &Path) -> Result<(), ReviewError> {
        tables::write(self.view(review), folder)
    }
}
