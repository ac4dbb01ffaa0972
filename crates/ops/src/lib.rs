#![doc = include_str!("../README.md")]

mod batch;
pub mod catalogue;
mod channel;
mod decision;
mod error;
mod fields;
mod finite;
mod index;
mod inventory;
mod kpi;
pub mod openapi;
mod pricing;
pub mod reference;
mod risk;
mod strict;
mod supplier;
mod taxonomy;
pub mod vectors;

pub use batch::{MAX_LINE_BYTES, Outcome, answer_line, refuse_long_line};
pub use catalogue::{Example, Op};
pub use channel::CHANNEL;
pub use decision::DECISION;
pub use error::OpError;
pub use fields::{Field, fields};
pub use inventory::INVENTORY;
pub use kpi::KPI;
pub use pricing::PRICING;
pub use risk::RISK;
pub use supplier::SUPPLIER;
pub use taxonomy::TAXONOMY;

use mercato_core::ErrorCode;

/// The operations of mercato, kernel by kernel; a new kernel adds its list here.
pub static CATALOGUE: &[&[Op]] = &[CHANNEL, DECISION, INVENTORY, KPI, PRICING, RISK, SUPPLIER, TAXONOMY];

/// Every operation, by name.
///
/// ```
/// assert!(mercato_ops::all().any(|op| op.name == "kpi.ratio"));
/// assert!(mercato_ops::all().is_sorted_by_key(|op| op.name));
/// ```
#[must_use]
pub fn all() -> impl ExactSizeIterator<Item = &'static Op> {
    index::BY_NAME.iter().copied()
}

/// The operation with this name.
///
/// ```
/// assert_eq!(mercato_ops::find("kpi.ratio")?.name, "kpi.ratio");
/// let error = mercato_ops::find("kpi.ration").unwrap_err();
/// assert!(error.message.contains("kpi.ratio"));
/// # Ok::<(), mercato_ops::OpError>(())
/// ```
///
/// # Errors
/// `not_found`, with the nearest names.
pub fn find(name: &str) -> Result<&'static Op, OpError> {
    index::get(name).ok_or_else(|| unknown(name))
}

/// How many names an unknown one is answered with, and how much further than the nearest they may be.
const NEAREST: usize = 3;
const FURTHER: usize = 2;
/// The longest name that is compared and shown; the cost of a comparison grows with it.
const LONGEST_NAME: usize = 64;

fn unknown(name: &str) -> OpError {
    let shown: String = name.chars().take(LONGEST_NAME).collect();
    let distance = |op: &Op| {
        // the function's name alone, without its kernel, is a usual slip
        let function = op.name.split_once('.').map_or(op.name, |(_, function)| function);
        strsim::osa_distance(op.name, &shown).min(strsim::osa_distance(function, &shown))
    };
    let mut near: Vec<(usize, &str)> = all().map(|op| (distance(op), op.name)).collect();
    near.sort_unstable();
    let furthest = near.first().map_or(0, |(distance, _)| distance.saturating_add(FURTHER));
    let names: Vec<&str> = near
        .into_iter()
        .take_while(|(distance, _)| *distance <= furthest)
        .take(NEAREST)
        .map(|(_, name)| name)
        .collect();
    let cut = if shown.len() < name.len() { "..." } else { "" };
    OpError::new(
        ErrorCode::NotFound,
        format!("no operation is called {shown:?}{cut}; the nearest: {}", names.join(", ")),
    )
}
