//! Units one by one to the channel where the next earns the most.

use super::{StockAllocation, StockClaim};
use mercato_core::{Decimal, Error, Exact};
use mercato_numeric::distribution::Poisson;
use mercato_numeric::sum::Sum;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// A share of the profit of a unit that a double does not see.
const UNSEEN: f64 = 1.0 / (1_u64 << 60) as f64;

/// How often an upper tail that shrinks may lose a bit before it is summed anew.
const RENEWED_AT: f64 = 1.0 / 1024.0;

/// The Poisson demand of a channel, seen from its next unit `k`: `P(D <= k - 1)` and `P(D >= k)`, carried from unit to unit.
#[derive(Debug, Clone)]
struct Demand {
    mean: f64,
    /// The number of the next unit, from 1.
    k: f64,
    /// `P(D = k - 1)`.
    at_before: f64,
    below: Sum,
    above: f64,
    /// The upper tail when it was last summed: what is taken off since then loses digits.
    renewed: f64,
}

impl Demand {
    /// The demand seen from unit `k`, above 0; below it, `P(D <= k - 2)` is nothing.
    fn new(mean: f64, k: f64) -> Result<Self, Error> {
        let poisson = Poisson::new(mean).map_err(|_| Error::invalid("demand_mean", mean, "must be at least 0"))?;
        let at_before = poisson.pmf(k - 1.0);
        let mut below = Sum::new();
        below.add(at_before);
        let mut demand = Self { mean, k, at_before, below, above: 1.0, renewed: 1.0 };
        demand.above = 1.0 - demand.below.value();
        if demand.above < 0.5 {
            demand.renew();
        }
        Ok(demand)
    }

    /// Sums the upper tail: `P(D = k) (1 + m/(k+1) + m^2/((k+1)(k+2)) + ..)`, which falls faster than a geometric series.
    fn renew(&mut self) {
        let (mut term, mut place) = (self.at_before * self.mean / self.k, self.k);
        let mut sum = Sum::new();
        while term > 0.0 {
            sum.add(term);
            place += 1.0;
            let next = term * self.mean / place;
            if place > self.mean && next < sum.value() * f64::EPSILON / 8.0 {
                break;
            }
            term = next;
        }
        self.above = sum.value();
        self.renewed = self.above;
    }

    /// On to the unit after.
    fn step(&mut self) {
        let at = self.at_before * self.mean / self.k;
        self.k += 1.0;
        self.at_before = at;
        self.below.add(at);
        self.above -= at;
        if self.above < self.renewed * RENEWED_AT {
            self.renew();
        }
    }
}

/// A channel on its way through its units: first those that earn all of `cu`, then those that earn less and less, then those
/// that nobody will buy.
struct Seller<'a> {
    claim: &'a StockClaim,
    /// Its place in order of ids.
    rank: usize,
    under: f64,
    over: f64,
    /// How many units from the first on earn `under` to the last digit.
    sure: u64,
    given: u64,
    /// From the first unit on that is not sure.
    demand: Demand,
    profit: Sum,
}

/// The larger double as an integer, where it fits: the profits are compared as they are, the counts never exceed 10^12.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 0 to 10^12")]
const fn count(whole: f64) -> u64 {
    whole as u64
}

impl<'a> Seller<'a> {
    fn new(claim: &'a StockClaim, rank: usize) -> Result<Self, Error> {
        let mean = claim.mean()?;
        let number = |name: &str, value: Decimal| Exact::from(value).to_f64(name);
        let under = number("unit_profit", claim.unit_profit()?)?;
        let over = number("overage_cost", claim.overage_cost.unwrap_or_default())?;
        // P(D <= x) <= exp(-(m - x)^2 / 2m) below the mean (Chernoff): where that is unseen, a unit is sure to sell
        let sure = if under > 0.0 {
            let unseen = UNSEEN * under / (under + over);
            let deep = mean - (-2.0 * mean * libm::log(unseen)).sqrt();
            deep.floor().max(0.0)
        } else {
            0.0
        };
        let demand = Demand::new(mean, sure + 1.0)?;
        Ok(Self { claim, rank, under, over, sure: count(sure), given: 0, demand, profit: Sum::new() })
    }

    /// What the next unit earns.
    fn next(&self) -> f64 {
        if self.given < self.sure {
            self.under
        } else {
            self.under * self.demand.above - self.over * self.demand.below.value().min(1.0)
        }
    }

    /// Takes so many units, or fewer where what they earn changes on the way; how many it took.
    fn take(&mut self, most: u64) -> u64 {
        let next = self.next();
        let taken = if self.given < self.sure {
            most.min(self.sure.saturating_sub(self.given))
        } else if self.demand.above <= 0.0 {
            // nobody will buy this one, nor any after it
            most
        } else {
            self.demand.step();
            1
        };
        self.profit.add(next * taken as f64);
        self.given = self.given.saturating_add(taken);
        taken
    }
}

/// The next unit of a seller, the best first.
struct Offer {
    profit: f64,
    rank: usize,
}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.profit.total_cmp(&other.profit).then_with(|| other.rank.cmp(&self.rank))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Offer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Offer {}

/// Shares `left` units among channels in order of their ids, after each has had its `min`.
pub(super) fn shared(claims: &[&StockClaim], mut left: u64) -> Result<StockAllocation, Error> {
    let mut sellers = Vec::with_capacity(claims.len());
    for (rank, claim) in claims.iter().enumerate() {
        let mut seller = Seller::new(claim, rank)?;
        let mut first = claim.least();
        while first > 0 {
            first = first.saturating_sub(seller.take(first));
        }
        sellers.push(seller);
    }
    let offer = |seller: &Seller<'_>| Offer { profit: seller.next(), rank: seller.rank };
    let mut offers: BinaryHeap<Offer> = sellers.iter().map(offer).collect();
    while left > 0 {
        let Some(best) = offers.pop().filter(|best| best.profit > 0.0) else { break };
        let Some(seller) = sellers.get_mut(best.rank) else { break };
        left = left.saturating_sub(seller.take(left));
        offers.push(offer(seller));
    }
    let profit = sellers.iter().fold(Sum::new(), |mut sum, seller| {
        sum.merge(seller.profit);
        sum
    });
    Ok(StockAllocation {
        allocations: sellers
            .iter()
            .map(|seller| (seller.claim.channel_id.clone(), seller.given))
            .collect::<BTreeMap<_, _>>(),
        unallocated: left,
        unmet: None,
        expected_profit: Some(profit.value()),
    })
}
