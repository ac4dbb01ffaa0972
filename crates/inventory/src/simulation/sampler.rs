//! Independent draws of demand from a stream of random words, fast enough for hundreds of millions of periods.
//!
//! A count whose likely values fit a table is drawn by inversion: one word, a guide to where its search begins, and one or
//! two comparisons (H.-C. Chen and Y. Asau, "On generating random variates from an empirical distribution", AIIE
//! Transactions 6, 1974). The thresholds are the distribution function times 2^64, from its upper tail in the upper half,
//! so that a value of probability 1e-18 comes as often as it should. Normal, lognormal, uniform and exponential demand is the
//! quantile of a uniform number; the rest has samplers of its own in `mercato_numeric::random`.

use crate::distribution::{Demand, DemandDistribution};
use crate::error::InventoryError;
use mercato_core::Error;
use mercato_numeric::distribution::{Gamma, NegativeBinomial, Poisson};
use mercato_numeric::random::Stream;

/// The most values in a table: 128 KiB of thresholds, Poisson demand of a mean up to 700 000.
const WIDEST: f64 = 16_384.0;

/// What lies in a tail below this is less than one word in 2^64 and left to the table's ends.
const TAIL: f64 = 1e-20;

/// A way to draw demand.
#[derive(Debug)]
pub(super) enum Sampler<'a> {
    Table(Table),
    Poisson(Poisson),
    NegativeBinomial(NegativeBinomial),
    Gamma(Gamma),
    Normal { mean: f64, sd: f64 },
    Quantile(&'a DemandDistribution),
}

impl<'a> Sampler<'a> {
    /// The sampler of a distribution.
    pub(super) fn new(demand: &'a DemandDistribution) -> Result<Self, InventoryError> {
        let (mean, variance) = (demand.mean(), demand.variance());
        match demand {
            DemandDistribution::Discrete(discrete) => {
                if let Some(least) = discrete.values().first().filter(|least| **least < 0.0) {
                    return Err(Error::invalid("distribution.values", least, "must be at least 0").into());
                }
                return Ok(Self::Table(Table::new(discrete.values().to_vec(), demand)));
            }
            DemandDistribution::Normal(_) => return Ok(Self::Normal { mean, sd: variance.sqrt() }),
            DemandDistribution::Gamma(_) => {
                return Ok(Self::Gamma(Gamma::new(mean * mean / variance, variance / mean)?));
            }
            DemandDistribution::Lognormal(_) | DemandDistribution::Uniform(_) | DemandDistribution::Exponential(_) => {
                return Ok(Self::Quantile(demand));
            }
            DemandDistribution::Poisson(_)
            | DemandDistribution::NegativeBinomial(_)
            | DemandDistribution::Geometric(_) => {}
        }
        let (least, most) = (demand.quantile(TAIL)?, demand.isf(TAIL)?);
        if most - least < WIDEST {
            let mut values = Vec::new();
            let mut value = least;
            while value <= most {
                values.push(value);
                value += 1.0;
            }
            return Ok(Self::Table(Table::new(values, demand)));
        }
        Ok(match demand {
            DemandDistribution::Poisson(_) => Self::Poisson(Poisson::new(mean)?),
            DemandDistribution::NegativeBinomial(_) => {
                Self::NegativeBinomial(NegativeBinomial::from_mean_variance(mean, variance)?)
            }
            _ => Self::Quantile(demand),
        })
    }

    /// The next demand; below 0 counts as 0.
    #[inline]
    pub(super) fn draw(&self, stream: &mut Stream) -> Result<f64, InventoryError> {
        Ok(match self {
            Self::Table(table) => table.draw(stream.next_u64()),
            Self::Poisson(poisson) => stream.poisson(poisson) as f64,
            Self::NegativeBinomial(negative_binomial) => stream.negative_binomial(negative_binomial)? as f64,
            Self::Gamma(gamma) => stream.gamma(gamma),
            Self::Normal { mean, sd } => (mean + sd * stream.normal()).max(0.0),
            Self::Quantile(demand) => demand.quantile(stream.uniform_open())?.max(0.0),
        })
    }
}

/// Values with the words that give them: word `w` gives the first value whose threshold is above `w`, or the last value.
#[derive(Debug)]
pub(super) struct Table {
    values: Vec<f64>,
    thresholds: Vec<u64>,
    /// For each leading part of a word, the first value that a word with it can give.
    guide: Vec<usize>,
    /// Bits of a word after its leading part.
    shift: u32,
}

impl Table {
    /// The table of increasing values.
    fn new(values: Vec<f64>, demand: &DemandDistribution) -> Self {
        let mut reached = 0;
        let thresholds: Vec<u64> = values
            .iter()
            .map(|&value| {
                let below = demand.cdf(value);
                // Rounding in a tail must not lead back.
                reached = reached.max(if below < 0.5 {
                    words(below)
                } else {
                    u64::MAX.saturating_sub(words(demand.sf(value)))
                });
                reached
            })
            .collect();
        // Four leading parts a value: most searches end where they begin.
        let parts = values.len().saturating_mul(4).next_power_of_two().max(64);
        let shift = u64::BITS.saturating_sub(parts.trailing_zeros());
        let mut first = 0_usize;
        let guide = (0_u64..)
            .take(parts)
            .map(|part| {
                let word = part.checked_shl(shift).unwrap_or(0);
                let passed = thresholds.get(first..).unwrap_or_default().iter().take_while(|t| **t <= word).count();
                first = first.saturating_add(passed);
                first
            })
            .collect();
        Self { values, thresholds, guide, shift }
    }

    #[inline]
    fn draw(&self, word: u64) -> f64 {
        let part = usize::try_from(word.checked_shr(self.shift).unwrap_or(0)).unwrap_or(0);
        let mut index = self.guide.get(part).copied().unwrap_or(0);
        while self.thresholds.get(index).is_some_and(|threshold| *threshold <= word) {
            index = index.saturating_add(1);
        }
        self.values.get(index).or(self.values.last()).copied().unwrap_or(0.0)
    }
}

/// How many of the 2^64 words a probability is.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float-to-integer cast saturates")]
fn words(probability: f64) -> u64 {
    (probability * 18_446_744_073_709_551_616.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use mercato_numeric::distribution::ChiSquared;

    /// The p-value of a million draws against the probabilities of their values, cells of few draws joined.
    fn goodness(demand: &DemandDistribution) -> f64 {
        let sampler = Sampler::new(demand).unwrap();
        let mut stream = Stream::new(20, 25);
        let draws = 1_000_000_u32;
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..draws {
            let draw = sampler.draw(&mut stream).unwrap();
            counts.entry(draw.to_bits()).and_modify(|n: &mut u32| *n = n.saturating_add(1)).or_insert(1);
        }
        let (mut statistic, mut cells) = (0.0, 0.0);
        let (mut rest_expected, mut rest_found) = (f64::from(draws), f64::from(draws));
        for (value, found) in counts {
            let expected = f64::from(draws) * demand.pmf(f64::from_bits(value));
            if expected > 20.0 {
                statistic += (f64::from(found) - expected) * (f64::from(found) - expected) / expected;
                cells += 1.0;
                rest_expected -= expected;
                rest_found -= f64::from(found);
            }
        }
        if rest_expected > 5.0 {
            statistic += (rest_found - rest_expected) * (rest_found - rest_expected) / rest_expected;
            cells += 1.0;
        }
        ChiSquared::new(cells - 1.0).unwrap().sf(statistic)
    }

    #[test]
    fn tables_follow_their_distributions() {
        for demand in [
            DemandDistribution::poisson(0.3).unwrap(),
            DemandDistribution::poisson(10.0).unwrap(),
            DemandDistribution::poisson(4321.5).unwrap(),
            DemandDistribution::negative_binomial(2.5, 0.3).unwrap(),
            DemandDistribution::geometric(0.2).unwrap(),
            DemandDistribution::discrete(&[0.0, 2.0, 2.5, 100.0], &[0.5, 0.25, 0.2, 0.05]).unwrap(),
        ] {
            assert!(matches!(Sampler::new(&demand).unwrap(), Sampler::Table(_)));
            let p = goodness(&demand);
            assert!(p > 1e-3, "{demand:?}: {p}");
        }
    }

    #[test]
    fn extreme_words_give_the_ends_of_the_support() {
        let demand = DemandDistribution::poisson(5.0).unwrap();
        let Sampler::Table(table) = Sampler::new(&demand).unwrap() else { panic!("a table is expected") };
        assert!(table.draw(0) <= 0.0);
        // P(X > 36) = 1.4e-20 < 2^-64 <= P(X > 35)
        let last = table.draw(u64::MAX);
        assert!((35.0..=38.0).contains(&last), "{last}");
    }

    #[test]
    fn wide_counts_have_the_moments_of_their_distributions() {
        for demand in [
            DemandDistribution::poisson(1e9).unwrap(),
            DemandDistribution::negative_binomial(0.5, 1e-5).unwrap(),
            DemandDistribution::geometric(1e-6).unwrap(),
            DemandDistribution::gamma(2.5, 4.0).unwrap(),
            DemandDistribution::uniform(3.0, 9.0).unwrap(),
            DemandDistribution::normal(100.0, 3.0).unwrap(),
        ] {
            let sampler = Sampler::new(&demand).unwrap();
            assert!(!matches!(sampler, Sampler::Table(_)));
            let mut stream = Stream::new(7, 7);
            let n = 20_000;
            let total: f64 = (0..n).map(|_| sampler.draw(&mut stream).unwrap()).sum();
            let error = (total / f64::from(n) - demand.mean()) / (demand.variance() / f64::from(n)).sqrt();
            assert!(error.abs() < 4.0, "{demand:?}: {error} standard errors");
        }
    }
}
