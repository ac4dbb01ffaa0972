//! How does a part of the review that has files of its own plug in?
//!
//! A section is a folder beside this file (see `stock`) with a [`Section`] in its `mod.rs`, and one line in [`SECTIONS`]. It
//! declares its files, its tables of `policy.toml` and the meaning of its keys in `summary.json`; it reads its files before the
//! orders ([`Section::read`]), computes its figures from them and the orders ([`Told::figures`]), and prints them ([`Part`]).
//! Nothing else of the review knows it.

use crate::actions::Action;
use crate::error::ReviewError;
use crate::figures::findings::Finding;
use crate::figures::{ArticleSales, ChannelSales, DataFacts, Review};
use crate::files::Files;
use crate::intake::Cleaned;
use crate::policy::PolicyFile;
use crate::settings::Settings;
use std::path::Path;

/// The sections, in the order of the report.
pub(crate) static SECTIONS: &[&Section] = &[
    &crate::conflict::SECTION,
    &crate::stock::SECTION,
    &crate::price::SECTION,
    &crate::catalogue::SECTION,
    &crate::supplier::SECTION,
    &crate::platform::SECTION,
];

/// What a section declares.
#[derive(Debug)]
pub(crate) struct Section {
    /// Its anchor in the report and its key in `summary.json`.
    pub(crate) key: &'static str,
    /// Its name in the navigation of the report.
    pub(crate) title: &'static str,
    /// The files that it looks up in the folder; two sections may share one.
    pub(crate) files: &'static [&'static str],
    /// The keys at the top of `policy.toml` that it reads, tables in brackets; no two sections share one.
    pub(crate) policy: &'static [&'static str],
    /// List, key, unit (`money` is the currency of the review) and definition of plain keys in its part of `summary.json`.
    pub(crate) definitions: &'static [Definition],
    /// Reads its files and its part of the policy.
    pub(crate) read: Read,
    /// Invents its files for the invented shop.
    pub(crate) demo: fn(&crate::demo::Shop, u64, &mut crate::demo::DemoFiles),
}

/// Reads the files of a section and its part of the policy.
pub(crate) type Read = fn(&mut Files<'_>, &PolicyFile<'_>) -> Result<Box<dyn Told>, ReviewError>;

/// List, key, unit, definition.
pub(crate) type Definition = (&'static str, &'static str, &'static str, &'static str);

/// What the files of a section say.
pub(crate) trait Told {
    /// Computes the section.
    ///
    /// # Errors
    /// [`ReviewError`], also for what only the orders can refute: an article that exists nowhere.
    fn figures(self: Box<Self>, ground: &Ground<'_>) -> Result<Box<dyn Part>, ReviewError>;
}

/// What every section may compute from.
pub(crate) struct Ground<'a> {
    pub(crate) cleaned: &'a Cleaned,
    pub(crate) data: &'a DataFacts,
    /// By net sales, the largest first; so are the articles, services among them.
    pub(crate) channels: &'a [ChannelSales],
    pub(crate) articles: &'a [ArticleSales],
    pub(crate) services: &'a [ArticleSales],
    pub(crate) settings: &'a Settings,
}

/// A section with its figures.
pub(crate) trait Part: std::fmt::Debug {
    /// Why there is no such section in this review, in a sentence for the report; then nothing of it is printed but its tables.
    fn absent(&self) -> Option<String> {
        None
    }

    /// What deserves attention. With a [`Finding::stake`], in money a month, it is ranked among all that have one.
    fn findings(&self, review: &Review) -> Vec<Finding>;

    /// What is to be done about it.
    fn actions(&self, _review: &Review) -> Vec<Action> {
        Vec::new()
    }

    /// Brings an action, also of another section, into line with what this one decides.
    fn amend(&self, _review: &Review, _action: &mut Action) {}

    /// Which of these actions, taken together, would break what this section checks: their places in the list, and why.
    fn objections(&self, _review: &Review, _actions: &[&Action]) -> Vec<(usize, String)> {
        Vec::new()
    }

    /// Its rows in the short table of the terminal.
    fn short(&self, review: &Review) -> Vec<(String, String)>;

    /// Its section of the report.
    fn report(&self, page: &mut String, review: &Review);

    /// Its key of `summary.json`.
    fn summary(&self, review: &Review) -> serde_json::Value;

    /// Writes its tables.
    ///
    /// # Errors
    /// [`ReviewError::Io`].
    fn tables(&self, review: &Review, folder: &Path) -> Result<(), ReviewError>;
}

#[cfg(test)]
mod tests {
    use super::SECTIONS;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_sections_share_a_key() {
        let keys: Vec<&str> = SECTIONS.iter().flat_map(|section| section.policy.iter().copied()).collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{keys:?}");
        let names: BTreeSet<&str> = SECTIONS.iter().map(|section| section.key).collect();
        assert_eq!(names.len(), SECTIONS.len());
    }
}
