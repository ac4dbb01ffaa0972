//! Where do the channels contradict the policy and one another, what is at stake, and what would settle it? The conflict section.
//!
//! Every row and key of its files must be right: half a policy finds half of the conflicts. Nothing is put right in silence.

mod actions;
mod demo;
mod figures;
mod findings;
mod inputs;
mod picture;
mod policy;
mod report;
mod summary;
mod tables;

use crate::actions::Action;
use crate::error::ReviewError;
use crate::figures::findings::Finding;
use crate::figures::{DataFacts, Review};
use crate::format::count;
use crate::section::{Ground, Part, Section, Told};
use figures::Conflicts;
use inputs::ConflictInputs;
use mercato_channel::SeverityLevel;
use std::path::Path;

pub(crate) static SECTION: Section = Section {
    key: "conflict",
    title: "Conflicts",
    files: inputs::FILES,
    policy: policy::KEYS,
    definitions: summary::DEFINITIONS,
    read: |files, policy| Ok(Box::new(ConflictInputs::read(files, policy)?)),
    demo: demo::write,
};

impl Told for ConflictInputs {
    fn figures(self: Box<Self>, ground: &Ground<'_>) -> Result<Box<dyn Part>, ReviewError> {
        let offers = self.offers.as_ref().filter(|_| self.rules());
        if offers.is_some() {
            self.known(ground)?;
        }
        let conflicts = offers.map(|offers| Conflicts::of(ground, &self, offers)).transpose()?;
        Ok(Box::new(ConflictPart { conflicts, inputs: *self }))
    }
}

/// The section, and what it was told; without offers or without rules, no section.
#[derive(Debug)]
struct ConflictPart {
    conflicts: Option<Conflicts>,
    inputs: ConflictInputs,
}

/// What is printed.
#[derive(Clone, Copy)]
struct View<'a> {
    data: &'a DataFacts,
    conflicts: &'a Conflicts,
    inputs: &'a ConflictInputs,
}

impl ConflictPart {
    fn view<'a>(&'a self, review: &'a Review) -> Option<View<'a>> {
        self.conflicts.as_ref().map(|conflicts| View { data: &review.data, conflicts, inputs: &self.inputs })
    }
}

impl Part for ConflictPart {
    fn absent(&self) -> Option<String> {
        let sentence = if self.inputs.offers.is_none() {
            "Nothing is said of conflicts between channels: there is no offers.csv beside the orders."
        } else {
            "Nothing is said of conflicts between channels: no rule is given that offers could contradict, which would be [parity] or [[map_rules]] in policy.toml, agreements.csv, or the units that each channel shows in the column published of offers.csv beside stock.csv."
        };
        self.conflicts.is_none().then(|| sentence.to_owned())
    }

    fn findings(&self, review: &Review) -> Vec<Finding> {
        self.view(review).map(findings::of).unwrap_or_default()
    }

    fn actions(&self, review: &Review) -> Vec<Action> {
        self.view(review).map(actions::of).unwrap_or_default()
    }

    fn objections(&self, _: &Review, actions: &[&Action]) -> Vec<(usize, String)> {
        match (&self.conflicts, &self.inputs.offers) {
            (Some(conflicts), Some(offers)) => figures::objections(conflicts, &self.inputs, offers, actions),
            _ => Vec::new(),
        }
    }

    fn short(&self, _: &Review) -> Vec<(String, String)> {
        let Some(conflicts) = &self.conflicts else { return Vec::new() };
        let grave = conflicts.at(SeverityLevel::Critical).saturating_add(conflicts.at(SeverityLevel::High));
        let value = format!("{}, {} of them critical or high", count(conflicts.rows.len()), count(grave));
        vec![("conflicts between channels".to_owned(), value)]
    }

    fn report(&self, page: &mut String, review: &Review) {
        if let Some(view) = self.view(review) {
            report::conflicts(page, view);
        }
    }

    fn summary(&self, review: &Review) -> serde_json::Value {
        self.view(review).map_or(serde_json::Value::Null, summary::json)
    }

    fn tables(&self, review: &Review, folder: &Path) -> Result<(), ReviewError> {
        tables::write(self.view(review), folder)
    }
}
