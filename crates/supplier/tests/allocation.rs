//! The optimum against exhaustive search, on small orders with every limit; hand-made cases by name.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

use mercato_core::{Currency, Decimal};
use mercato_supplier::{
    AllocateOrdersInput, AllocationLimit, DiscountType, PriceBreak, SupplierError, SupplierOffer, allocate_orders,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

/// An order in whole numbers: prices in cents, rates and shares in hundredths.
#[derive(Debug, Clone)]
struct Order {
    demand: u64,
    offers: Vec<Offer>,
    defects: Option<u64>,
    on_time: Option<u64>,
    least: Option<u64>,
    most: Option<u64>,
    share: Option<u64>,
}

#[derive(Debug, Clone)]
struct Offer {
    capacity: u64,
    fixed: u64,
    least: Option<u64>,
    lot: Option<u64>,
    defects: u64,
    on_time: u64,
    /// First quantity and price of each break.
    prices: Vec<(u64, u64)>,
    incremental: bool,
}

impl Offer {
    /// Unit by unit.
    fn cost(&self, quantity: u64) -> u64 {
        let price = |unit: u64| self.prices.iter().rev().find(|(from, _)| *from <= unit).unwrap().1;
        match (quantity, self.incremental) {
            (0, _) => 0,
            (_, false) => self.fixed + quantity * price(quantity),
            (_, true) => self.fixed + (1..=quantity).map(price).sum::<u64>(),
        }
    }

    fn quantities(&self, order: &Order) -> Vec<u64> {
        let possible = |quantity: &u64| {
            *quantity >= self.least.unwrap_or(0)
                && quantity % self.lot.unwrap_or(1) == 0
                && order.share.is_none_or(|share| quantity * 100 <= share * order.demand)
        };
        std::iter::once(0).chain((1..=self.capacity).filter(possible)).collect()
    }
}

impl Order {
    /// The least cost of all plans, by trying all.
    fn least_cost(&self) -> Option<u64> {
        let choices: Vec<Vec<u64>> = self.offers.iter().map(|offer| offer.quantities(self)).collect();
        let mut best = None;
        let mut plan = Vec::new();
        self.walk(&choices, &mut plan, &mut best);
        best
    }

    fn walk(&self, choices: &[Vec<u64>], plan: &mut Vec<u64>, best: &mut Option<u64>) {
        let total: u64 = plan.iter().sum();
        if plan.len() == choices.len() {
            if total == self.demand
                && let Some(cost) = self.cost(plan)
                && best.is_none_or(|best| cost < best)
            {
                *best = Some(cost);
            }
            return;
        }
        for quantity in &choices[plan.len()] {
            if total + quantity <= self.demand {
                plan.push(*quantity);
                self.walk(choices, plan, best);
                plan.pop();
            }
        }
    }

    /// What a plan for the whole demand costs, if it keeps the limits.
    fn cost(&self, plan: &[u64]) -> Option<u64> {
        let sum = |rate: fn(&Offer) -> u64| self.offers.iter().zip(plan).map(|(o, q)| rate(o) * q).sum::<u64>();
        let used = plan.iter().filter(|quantity| **quantity > 0).count() as u64;
        let kept = self.defects.is_none_or(|most| sum(|offer| offer.defects) <= most * self.demand)
            && self.on_time.is_none_or(|least| sum(|offer| offer.on_time) >= least * self.demand)
            && self.least.is_none_or(|least| used >= least)
            && self.most.is_none_or(|most| used <= most);
        kept.then(|| self.offers.iter().zip(plan).map(|(offer, quantity)| offer.cost(*quantity)).sum())
    }

    fn input(&self) -> AllocateOrdersInput {
        let hundredths = |value: u64| value as f64 / 100.0;
        let offers = self.offers.iter().enumerate().map(|(index, offer)| SupplierOffer {
            fixed_cost: Some(cents(offer.fixed)),
            min_order: offer.least,
            lot_size: offer.lot,
            defect_rate: Some(hundredths(offer.defects)),
            on_time_rate: Some(hundredths(offer.on_time)),
            price_breaks: offer
                .prices
                .iter()
                .map(|(min_quantity, price)| PriceBreak { min_quantity: *min_quantity, unit_price: cents(*price) })
                .collect(),
            discount_type: if offer.incremental { DiscountType::Incremental } else { DiscountType::AllUnits },
            ..SupplierOffer::new(format!("s{index}"), cents(offer.prices[0].1), offer.capacity)
        });
        AllocateOrdersInput {
            max_defect_rate: self.defects.map(hundredths),
            min_on_time_rate: self.on_time.map(hundredths),
            min_suppliers: self.least,
            max_suppliers: self.most,
            max_share: self.share.map(hundredths),
            ..AllocateOrdersInput::new(Currency::EUR, self.demand, offers.collect())
        }
    }

    /// Holds mercato to exhaustive search.
    fn check(&self) {
        let input = self.input();
        match (allocate_orders(&input), self.least_cost()) {
            (Ok(plan), Some(least)) => {
                assert_eq!(plan.total_cost, cents(least), "{plan:?}");
                let quantity = |index: usize| {
                    let id = format!("s{index}");
                    plan.allocations.iter().find(|part| part.id == id).map_or(0, |part| part.quantity)
                };
                let quantities: Vec<u64> = (0..self.offers.len()).map(quantity).collect();
                assert_eq!(quantities.iter().sum::<u64>(), self.demand);
                for (offer, quantity) in self.offers.iter().zip(&quantities) {
                    assert!(offer.quantities(self).contains(quantity), "{quantity} of {offer:?}");
                }
                assert_eq!(self.cost(&quantities), Some(least));
            }
            (Err(SupplierError::Collision { limits, .. }), None) => self.check_collision(&limits),
            (got, want) => panic!("{got:?} where exhaustive search says {want:?}"),
        }
    }

    /// The limits named collide by themselves, and no fewer of them do.
    fn check_collision(&self, limits: &[AllocationLimit]) {
        let keep = |kept: &[AllocationLimit]| {
            let holds = |limit: AllocationLimit| kept.contains(&limit);
            let mut order = self.clone();
            order.defects = order.defects.filter(|_| holds(AllocationLimit::MaxDefectRate));
            order.on_time = order.on_time.filter(|_| holds(AllocationLimit::MinOnTimeRate));
            order.least = order.least.filter(|_| holds(AllocationLimit::MinSuppliers));
            order.most = order.most.filter(|_| holds(AllocationLimit::MaxSuppliers));
            order.share = order.share.filter(|_| holds(AllocationLimit::MaxShare));
            for offer in &mut order.offers {
                offer.least = offer.least.filter(|_| holds(AllocationLimit::MinOrder));
                offer.lot = offer.lot.filter(|_| holds(AllocationLimit::LotSize));
                if !holds(AllocationLimit::Capacity) {
                    offer.capacity = self.demand;
                }
            }
            order.least_cost()
        };
        assert!(!limits.is_empty());
        assert_eq!(keep(limits), None, "{limits:?} do not collide");
        for limit in limits {
            let rest: Vec<AllocationLimit> = limits.iter().copied().filter(|other| other != limit).collect();
            assert!(keep(&rest).is_some(), "{limits:?} collide without {limit:?}, too");
        }
    }
}

fn cents(cents: u64) -> Decimal {
    Decimal::new(i64::try_from(cents).unwrap(), 2)
}

/// Few different figures, so that costs tie and suppliers are alike.
fn offer(quantity: u64, price: u64) -> impl Strategy<Value = Offer> {
    let breaks = vec((2..quantity, 1..price), 0..3);
    (
        (0..quantity, prop_oneof![Just(0), 0..price * 3], of(0..quantity / 2), of(1..4_u64)),
        (0..8_u64, 80..100_u64),
        (1..price, breaks, any::<bool>()),
    )
        .prop_map(|((capacity, fixed, least, lot), (defects, on_time), (first, breaks, incremental))| {
            let mut prices: Vec<(u64, u64)> = breaks;
            prices.push((1, first));
            prices.sort_unstable();
            prices.dedup_by_key(|(from, _)| *from);
            Offer { capacity, fixed, least, lot, defects, on_time, prices, incremental }
        })
}

fn order(suppliers: usize, quantity: u64, price: u64) -> impl Strategy<Value = Order> {
    let limits = (of(0..6_u64), of(85..98_u64), of(0..4_u64), of(1..4_u64), of(30..100_u64));
    let offers = vec((offer(quantity, price), any::<bool>()), 1..=suppliers);
    (1..quantity * 2, offers, limits).prop_map(|(demand, offers, (defects, on_time, least, most, share))| {
        let mut list: Vec<Offer> = Vec::new();
        for (offer, again) in offers {
            // a supplier like the one before, but for its name
            let before = list.last().cloned();
            list.push(before.filter(|_| again).unwrap_or(offer));
        }
        Order { demand, offers: list, defects, on_time, least, most, share }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_optimum_is_that_of_exhaustive_search(order in order(4, 16, 40)) {
        order.check();
    }

    #[test]
    fn ties_do_not_hide_the_optimum(order in order(5, 9, 4)) {
        order.check();
    }

    #[test]
    fn without_quality_limits_it_holds_too(order in order(4, 18, 30)) {
        Order { defects: None, on_time: None, ..order }.check();
    }

    #[test]
    fn offers_alone_are_limits_enough(order in order(4, 18, 30)) {
        Order { defects: None, on_time: None, least: None, most: None, share: None, ..order }.check();
    }
}
