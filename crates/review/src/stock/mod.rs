//! What is on the shelf, who supplies it, and how is it to be kept? The three optional files of the stock section.
//!
//! Every row and key must be right: half of a stock list orders the wrong things. Nothing is put right in silence.

mod on_hand;
mod policy;
mod suppliers;
mod table;

pub(crate) use on_hand::{OnHand, StockList};
pub(crate) use policy::Policy;
pub(crate) use suppliers::{Supplier, Suppliers};

use crate::error::ReviewError;
use crate::settings::Settings;
use std::path::PathBuf;

/// Where the files are; each may be missing.
#[derive(Debug, Clone, Default)]
pub(crate) struct StockFiles {
    pub(crate) stock: Option<PathBuf>,
    pub(crate) suppliers: Option<PathBuf>,
    pub(crate) policy: Option<PathBuf>,
}

/// What the files say.
#[derive(Debug, Default)]
pub(crate) struct StockInputs {
    pub(crate) stock: Option<StockList>,
    pub(crate) suppliers: Option<Suppliers>,
    pub(crate) policy: Policy,
}

impl StockInputs {
    pub(crate) fn read(files: &StockFiles, settings: &Settings) -> Result<Self, ReviewError> {
        Ok(Self {
            stock: files.stock.as_deref().map(|file| StockList::read(file, settings)).transpose()?,
            suppliers: files.suppliers.as_deref().map(|file| Suppliers::read(file, settings)).transpose()?,
            policy: files.policy.as_deref().map(Policy::read).transpose()?.unwrap_or_default(),
        })
    }
}
