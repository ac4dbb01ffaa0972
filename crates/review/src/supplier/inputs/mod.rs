//! What does the shop know of its suppliers? Terms, deliveries and quotes, each of which may be missing.

mod deliveries;
mod quotes;
mod terms;

pub(super) use deliveries::Deliveries;
pub(super) use quotes::{Quote, Quotes, Step};
pub(super) use terms::Terms;

use super::policy::SourcingPolicy;
use crate::error::ReviewError;
use crate::files::Files;
use crate::policy::PolicyFile;

/// The files that the section reads.
pub(super) const FILES: &[&str] = &["suppliers.csv", "deliveries.csv", "quotes.csv"];

/// What the files say.
#[derive(Debug, Default)]
pub(super) struct SupplierInputs {
    pub(super) terms: Option<Terms>,
    pub(super) deliveries: Option<Deliveries>,
    pub(super) quotes: Option<Quotes>,
    pub(super) policy: SourcingPolicy,
}

impl SupplierInputs {
    pub(super) fn read(files: &mut Files<'_>, policy: &PolicyFile<'_>) -> Result<Self, ReviewError> {
        Ok(Self {
            terms: Terms::read(files)?,
            deliveries: Deliveries::read(files)?,
            quotes: Quotes::read(files)?,
            policy: SourcingPolicy::read(policy)?,
        })
    }

    /// Is there anything to judge suppliers by? Who supplies what is not enough.
    pub(super) const fn any(&self) -> bool {
        self.deliveries.is_some() || self.quotes.is_some()
    }
}
