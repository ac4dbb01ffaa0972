//! What is it about, over more rows than memory? Sketches: distinct counts and quantiles from a few kilobytes (feature
//! `sketches`, on Apache `DataSketches`).
//!
//! Of the quantile sketches only t-digest is here: KLL draws its coins from the clock, and the same rows must give the same
//! answer.

use crate::accumulator::Accumulator;
use crate::codec::{Kind, Reader, Writer, malformed};
use crate::error::KpiError;
use datasketches::hll::{HllSketch, HllType, HllUnion};
use datasketches::tdigest::TDigestMut;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// About how many different texts there were, by the registers of a `HyperLogLog` sketch (one byte each).
///
/// The estimate looks at the registers only, so it is the same for any order and any split of the rows. Relative standard
/// error: 1.04 / sqrt(2^`lg_k`).
///
/// ```
/// use mercato_kpi::{Accumulator, HllDistinct};
/// let mut visitors = HllDistinct::new(12)?;
/// for visitor in 0..100_000 {
///     visitors.update(&visitor.to_string())?;
/// }
/// assert!((visitors.finish()? - 100_000.0).abs() < 4.0 * 0.0163 * 100_000.0);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
#[derive(Debug, Clone)]
pub struct HllDistinct {
    sketch: HllSketch,
}

impl HllDistinct {
    /// An empty sketch of 2^`lg_k` registers.
    ///
    /// # Errors
    /// `invalid_argument` for an `lg_k` outside 4..=21.
    pub fn new(lg_k: u8) -> Result<Self, KpiError> {
        let sketch =
            HllSketch::new(lg_k, HllType::Hll8).map_err(|_| Error::invalid("lg_k", lg_k, "must be from 4 to 21"))?;
        Ok(Self { sketch })
    }
}

impl Accumulator for HllDistinct {
    type Item = str;
    type Output = f64;

    fn update(&mut self, item: &str) -> Result<(), KpiError> {
        self.sketch.update(item);
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<(), KpiError> {
        let lg_k = self.sketch.lg_config_k();
        if lg_k != other.sketch.lg_config_k() {
            let reason = format!("differs from the {lg_k} of the state that it is merged into");
            return Err(Error::invalid("lg_k", other.sketch.lg_config_k(), reason).into());
        }
        let mut union = HllUnion::new(lg_k).map_err(|_| Error::invalid("lg_k", lg_k, "must be from 4 to 21"))?;
        union.update(&self.sketch);
        union.update(&other.sketch);
        self.sketch = union.to_sketch(HllType::Hll8);
        Ok(())
    }

    fn finish(&self) -> Result<f64, KpiError> {
        Ok(self.sketch.composite_estimate())
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(Kind::HllDistinct);
        out.bytes(&self.sketch.serialize());
        out.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, KpiError> {
        let mut from = Reader::new(bytes, Kind::HllDistinct)?;
        let sketch = HllSketch::deserialize(from.bytes()?).map_err(malformed)?;
        from.finish()?;
        if sketch.target_type() != HllType::Hll8 || !sketch.composite_estimate().is_finite() {
            return Err(malformed("registers that no rows give"));
        }
        Ok(Self { sketch })
    }
}

/// An estimate as a count: the nearest whole number.
pub(crate) fn whole(estimate: f64) -> u64 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate lies in 0..=2^64, and `as` saturates"
    )]
    let count = estimate.round() as u64;
    count
}

/// About which values lie where: a t-digest (Dunning & Ertl 2019), finest at the tails.
///
/// With `compression` k the state holds about 2 k centroids; the error in rank at share q is about `4 q (1 - q) / k`.
///
/// ```
/// use mercato_kpi::{Accumulator, TDigest};
/// let mut baskets = TDigest::new(200)?;
/// for value in 1..=10_000 {
///     baskets.update(&f64::from(value))?;
/// }
/// assert!((baskets.quantile(0.9)?.unwrap() - 9_000.0).abs() < 30.0);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
#[derive(Debug, Clone)]
pub struct TDigest {
    digest: TDigestMut,
}

/// Tukey's five numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct FiveNumbers {
    /// The smallest, exactly.
    pub min: f64,
    /// A quarter lies below.
    pub lower_quartile: f64,
    /// Half lies below.
    pub median: f64,
    /// Three quarters lie below.
    pub upper_quartile: f64,
    /// The largest, exactly.
    pub max: f64,
}

impl TDigest {
    /// An empty digest; more `compression` (10 or more, usually 100 to 500) is finer.
    ///
    /// # Errors
    /// `invalid_argument` for a `compression` below 10.
    pub fn new(compression: u16) -> Result<Self, KpiError> {
        let digest = TDigestMut::new(compression)
            .map_err(|_| Error::invalid("compression", compression, "must be at least 10"))?;
        Ok(Self { digest })
    }

    /// How many values went in.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.digest.total_weight()
    }

    /// About the value below which the share `probability` lies; `None` without values.
    ///
    /// # Errors
    /// `invalid_argument` for a `probability` outside 0..=1.
    pub fn quantile(&self, probability: f64) -> Result<Option<f64>, KpiError> {
        self.digest
            .clone()
            .quantile(probability)
            .map_err(|_| Error::invalid("probability", probability, "must be from 0 to 1").into())
    }

    fn check_weight(&self, more: u64) -> Result<(), KpiError> {
        crate::accumulator::add_count("count", self.count(), more).map(|_| ())
    }
}

impl Accumulator for TDigest {
    type Item = f64;
    type Output = Option<FiveNumbers>;

    fn update(&mut self, item: &f64) -> Result<(), KpiError> {
        if !item.is_finite() {
            return Err(Error::invalid("value", item, "must be finite").into());
        }
        self.check_weight(1)?;
        self.digest.update(*item);
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<(), KpiError> {
        if self.digest.k() != other.digest.k() {
            let reason = format!("differs from the {} of the state that it is merged into", self.digest.k());
            return Err(Error::invalid("compression", other.digest.k(), reason).into());
        }
        self.check_weight(other.count())?;
        self.digest.merge(&other.digest);
        Ok(())
    }

    fn finish(&self) -> Result<Option<FiveNumbers>, KpiError> {
        let quantiles = self.digest.clone().quantiles(&[0.0, 0.25, 0.5, 0.75, 1.0]).map_err(malformed)?;
        Ok(match quantiles.as_deref() {
            Some(&[min, lower_quartile, median, upper_quartile, max]) => {
                Some(FiveNumbers { min, lower_quartile, median, upper_quartile, max })
            }
            _ => None,
        })
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(Kind::TDigest);
        out.bytes(&self.digest.clone().serialize());
        out.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, KpiError> {
        let mut from = Reader::new(bytes, Kind::TDigest)?;
        let digest = TDigestMut::deserialize(from.bytes()?).map_err(malformed)?;
        from.finish()?;
        Ok(Self { digest })
    }
}
