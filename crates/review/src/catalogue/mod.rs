//! Is every product in its place, tagged and described, and what sells along the tree? The catalogue section.
//!
//! Every row and key of its files must be right, and a taxonomy with mistakes is refused with all of them; what is wrong with a
//! product is no refusal but a row of `catalogue.csv` with its cure.

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
use crate::format::{count, percent};
use crate::section::{Ground, Part, Section, Told};
use figures::Catalogue;
use inputs::CatalogueInputs;
use std::path::Path;

pub(crate) static SECTION: Section = Section {
    key: "catalogue",
    title: "Catalogue",
    files: inputs::FILES,
    policy: policy::KEYS,
    definitions: summary::DEFINITIONS,
    read: |files, policy| Ok(Box::new(CatalogueInputs::read(files, policy)?)),
    demo: demo::write,
};

impl Told for CatalogueInputs {
    fn figures(self: Box<Self>, ground: &Ground<'_>) -> Result<Box<dyn Part>, ReviewError> {
        let catalogue = if self.any() { Some(Catalogue::of(ground, &self)?) } else { None };
        Ok(Box::new(CataloguePart { catalogue, inputs: *self }))
    }
}

/// The section, and what it was told; without products, no section.
#[derive(Debug)]
struct CataloguePart {
    catalogue: Option<Catalogue>,
    inputs: CatalogueInputs,
}

/// What is printed.
#[derive(Clone, Copy)]
struct View<'a> {
    data: &'a DataFacts,
    catalogue: &'a Catalogue,
    inputs: &'a CatalogueInputs,
}

impl CataloguePart {
    fn view<'a>(&'a self, review: &'a Review) -> Option<View<'a>> {
        self.catalogue.as_ref().map(|catalogue| View { data: &review.data, catalogue, inputs: &self.inputs })
    }
}

impl Part for CataloguePart {
    fn absent(&self) -> Option<String> {
        let sentence = "Nothing is said of the catalogue: there is no products.csv with title, category, tags or attributes beside the orders. A taxonomy file (taxonomy.txt, taxonomy.csv or taxonomy.json) goes with it.";
        self.catalogue.is_none().then(|| sentence.to_owned())
    }

    fn findings(&self, review: &Review) -> Vec<Finding> {
        self.view(review).map(findings::of).unwrap_or_default()
    }

    fn actions(&self, review: &Review) -> Vec<Action> {
        self.view(review).map(actions::of).unwrap_or_default()
    }

    fn short(&self, _: &Review) -> Vec<(String, String)> {
        let Some(catalogue) = &self.catalogue else { return Vec::new() };
        let sound = catalogue.items.iter().filter(|item| item.problems.is_empty()).count();
        let all = catalogue.items.len();
        let share = sound as f64 / all.max(1) as f64;
        let value = format!("{} of {} ({})", count(sound), count(all), percent(share));
        vec![("products without a catalogue problem".to_owned(), value)]
    }

    fn report(&self, page: &mut String, review: &Review) {
        if let Some(view) = self.view(review) {
            report::catalogue(page, view);
        }
    }

    fn summary(&self, review: &Review) -> serde_json::Value {
        self.view(review).map_or(serde_json::Value::Null, summary::json)
    }

    fn tables(&self, review: &Review, folder: &Path) -> Result<(), ReviewError> {
        tables::write(self.view(review), folder)
    }
}
