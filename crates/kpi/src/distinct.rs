//! How many different ones are there? Exactly, or within a percent or two from a few kilobytes.
//!
//! `exact` keeps every text once ([`ExactDistinct`]). `hll` keeps the registers of a `HyperLogLog` sketch (Flajolet, Fusy,
//! Gandouet & Meunier 2007, in the Apache `DataSketches` form): relative standard error about `1.04 / sqrt(2^lg_k)`, 1.6% at the
//! default `lg_k` of 12; small counts are nearly exact.

use crate::accumulator::{Accumulator, ExactDistinct};
use crate::error::KpiError;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// How distinct values are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DistinctMethod {
    /// One by one.
    Exact,
    /// By a `HyperLogLog` sketch; needs the feature `sketches`.
    Hll,
}

/// What [`distinct_count`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DistinctCountInput {
    /// The values, each as often as it occurs.
    pub values: Vec<String>,
    /// How to count.
    pub method: DistinctMethod,
    /// The logarithm to base 2 of the number of registers, 4 to 21; 12 if left out. Only `hll` looks at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lg_k: Option<u8>,
}

/// What [`distinct_count`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct DistinctCount {
    /// How many different values there are: counted, or estimated to the nearest whole number.
    pub estimate: u64,
}

/// The default of `lg_k`: 4,096 registers.
const DEFAULT_LG_K: u8 = 12;

/// How many different values there are.
///
/// ```
/// use mercato_kpi::{DistinctCountInput, DistinctMethod, distinct_count};
/// let values = ["u1", "u2", "u1"].map(String::from).to_vec();
/// let input = DistinctCountInput { values, method: DistinctMethod::Exact, lg_k: None };
/// assert_eq!(distinct_count(&input)?.estimate, 2);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an `lg_k` outside 4..=21; `unsupported` for [`DistinctMethod::Hll`] without the feature `sketches`.
pub fn distinct_count(input: &DistinctCountInput) -> Result<DistinctCount, KpiError> {
    let lg_k = input.lg_k.unwrap_or(DEFAULT_LG_K);
    if !(4..=21).contains(&lg_k) {
        return Err(Error::invalid("lg_k", lg_k, "must be from 4 to 21").into());
    }
    let estimate = match input.method {
        DistinctMethod::Exact => count(ExactDistinct::default(), &input.values)?,
        #[cfg(feature = "sketches")]
        DistinctMethod::Hll => crate::sketches::whole(count(crate::sketches::HllDistinct::new(lg_k)?, &input.values)?),
        #[cfg(not(feature = "sketches"))]
        DistinctMethod::Hll => {
            return Err(KpiError::Unsupported { path: "method".into(), what: "hll needs the feature `sketches`" });
        }
    };
    Ok(DistinctCount { estimate })
}

fn count<A: Accumulator<Item = str>>(mut state: A, values: &[String]) -> Result<A::Output, KpiError> {
    values.iter().try_for_each(|value| state.update(value))?;
    state.finish()
}
