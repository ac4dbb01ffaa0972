//! The optimum against exhaustive search, on small orders with every limit; hand-made cases by name.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

use mercato_core::{Coded, Currency, Decimal, ErrorCode, decimal};
use mercato_supplier::{
    AllocateOrdersInput, AllocationLimit, DiscountType, OfferReason, PriceBreak, SupplierError, SupplierOffer,
    allocate_orders,
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
                && quantity.is_multiple_of(self.lot.unwrap_or(1))
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

/// Offers at one price up to a capacity: no lots, least orders, breaks or rates.
fn plain() -> impl Strategy<Value = Vec<SupplierOffer>> {
    let offer = (1_i64..2_000, 1_u64..500, 0_i64..50_000);
    vec(offer, 1..12).prop_map(|offers| {
        let named = offers.into_iter().enumerate();
        named
            .map(|(index, (price, capacity, fixed))| SupplierOffer {
                fixed_cost: Some(Decimal::new(fixed, 2)),
                ..SupplierOffer::new(format!("s{index}"), Decimal::new(price, 2), capacity)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn more_demand_never_costs_less(offers in plain(), share in 1_u64..1_000, more in 1_u64..50) {
        let total: u64 = offers.iter().map(|offer| offer.capacity).sum();
        let demand = (total * share / 1_000).max(1);
        let cost = |demand: u64| allocate_orders(&AllocateOrdersInput::new(Currency::EUR, demand, offers.clone()));
        let less = cost(demand).unwrap().total_cost;
        if let Ok(plan) = cost(demand + more) {
            prop_assert!(plan.total_cost >= less);
        }
    }

    #[test]
    fn no_random_plan_is_cheaper(order in large(), seeds in vec(any::<u64>(), 20)) {
        let input = order.input();
        let Ok(plan) = allocate_orders(&input) else { return Ok(()) };
        for seed in seeds {
            if let Some(cost) = order.random_plan(seed).and_then(|plan| order.cost(&plan)) {
                prop_assert!(plan.total_cost <= cents(cost));
            }
        }
    }

    #[test]
    fn what_the_explanation_says_is_so(order in order(4, 14, 30)) {
        let input = AllocateOrdersInput { explain: true, ..order.input() };
        let Ok(plan) = allocate_orders(&input) else { return Ok(()) };
        let cost = order.least_cost().unwrap();
        let explanation = plan.explanation.unwrap();
        for (index, entry) in explanation.suppliers.iter().enumerate() {
            let used = plan.allocations.iter().any(|part| part.id == entry.id);
            // the same order with the supplier used, or not
            let least = order.least_cost_where(index, !used);
            let difference = least.map(|least| cents(least - cost));
            prop_assert_eq!(entry.cost_difference, difference);
            match entry.reason {
                OfferReason::Chosen => prop_assert!(used && least.is_some()),
                OfferReason::Indispensable => prop_assert!(used && least.is_none()),
                OfferReason::Dearer => prop_assert!(!used && least.is_some()),
                OfferReason::CannotDeliver => {
                    let possible = order.offers[index].quantities(&order);
                    prop_assert!(!used && possible.iter().filter(|quantity| **quantity <= order.demand).count() == 1);
                }
                _ => prop_assert!(!used && least.is_none()),
            }
            if let Some((cut, units)) = entry.price_cut_to_enter.zip(entry.quantity_if_used) {
                prop_assert!(cut * Decimal::from(units) >= difference.unwrap());
            }
        }
        for worth in &explanation.limits {
            let relaxed = order.without(worth.limit).least_cost().unwrap();
            prop_assert_eq!(worth.saving_without_it, cents(cost - relaxed));
        }
    }
}

/// An order too large for exhaustive search.
fn large() -> impl Strategy<Value = Order> {
    (order(1, 200, 900), vec(offer(200, 900), 8..14), 1_u64..900).prop_map(|(limits, offers, demand)| Order {
        demand,
        offers,
        least: None,
        most: None,
        share: None,
        defects: limits.defects,
        on_time: limits.on_time,
    })
}

impl Order {
    /// The order without a limit.
    fn without(&self, limit: AllocationLimit) -> Self {
        let mut order = self.clone();
        match limit {
            AllocationLimit::MaxDefectRate => order.defects = None,
            AllocationLimit::MinOnTimeRate => order.on_time = None,
            AllocationLimit::MinSuppliers => order.least = None,
            AllocationLimit::MaxSuppliers => order.most = None,
            AllocationLimit::MaxShare => order.share = None,
            AllocationLimit::MinOrder => order.offers.iter_mut().for_each(|offer| offer.least = None),
            AllocationLimit::LotSize => order.offers.iter_mut().for_each(|offer| offer.lot = None),
            _ => order.offers.iter_mut().for_each(|offer| offer.capacity = self.demand),
        }
        order
    }

    /// The least cost of the plans in which a supplier delivers, or does not.
    fn least_cost_where(&self, supplier: usize, delivers: bool) -> Option<u64> {
        let mut choices: Vec<Vec<u64>> = self.offers.iter().map(|offer| offer.quantities(self)).collect();
        choices[supplier].retain(|quantity| (*quantity > 0) == delivers);
        let mut best = None;
        self.walk(&choices, &mut Vec::new(), &mut best);
        best
    }

    /// A plan for the whole demand with each order possible, at random; limits aside.
    fn random_plan(&self, seed: u64) -> Option<Vec<u64>> {
        let mut state = seed;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut plan = vec![0; self.offers.len()];
        let mut left = self.demand;
        for _ in 0..200 {
            let at = random(plan.len());
            let choices = self.offers[at].quantities(self);
            left += plan[at];
            plan[at] = if choices.contains(&left) && random(2) == 0 { left } else { choices[random(choices.len())] };
            if plan[at] > left {
                plan[at] = 0;
            }
            left -= plan[at];
            if left == 0 {
                return Some(plan);
            }
        }
        None
    }
}

fn offer_of(id: &str, price: &str, capacity: u64) -> SupplierOffer {
    SupplierOffer::new(id, decimal::parse(price).unwrap(), capacity)
}

/// Each supplier's cost is rounded, and the total is their sum: 29.145 and 72.065 are 29.15 and 72.07.
#[test]
fn the_total_is_the_sum_of_rounded_costs() {
    let offers = vec![offer_of("a", "1.005", 29), offer_of("b", "1.015", 100)];
    let plan = allocate_orders(&AllocateOrdersInput::new(Currency::EUR, 100, offers)).unwrap();
    assert_eq!(plan.total_cost.to_string(), "101.22");
}

/// A share of 0.07 of 100 is 7 units, though 0.07 x 100 is 7.000000000000001 in doubles, and 0.29 of 100 is 29, not 28.
#[test]
fn shares_and_rates_are_decimals() {
    let offers = vec![
        offer_of("a", "1.00", 100),
        offer_of("b", "2.00", 100),
        offer_of("c", "3.00", 100),
        offer_of("d", "4.00", 100),
    ];
    let mut input = AllocateOrdersInput::new(Currency::EUR, 100, offers);
    input.max_share = Some(0.29);
    let plan = allocate_orders(&input).unwrap();
    assert_eq!(plan.allocations.iter().map(|part| part.quantity).collect::<Vec<_>>(), [29, 29, 29, 13]);
    // 0.1 x 10 + 0.2 x 10 are 0.15 x 20, but not in doubles
    let mut offers = vec![offer_of("a", "1.00", 10), offer_of("b", "2.00", 20)];
    offers[0].defect_rate = Some(0.2);
    offers[1].defect_rate = Some(0.1);
    let mut input = AllocateOrdersInput::new(Currency::EUR, 20, offers);
    input.max_defect_rate = Some(0.15);
    assert_eq!(allocate_orders(&input).unwrap().total_cost.to_string(), "30.00");
}

/// Lots of 6, 10 and 15 leave no way to order 29, and one to order 31.
#[test]
fn lots_are_combined() {
    let lot = |id: &str, lot: u64| SupplierOffer { lot_size: Some(lot), ..offer_of(id, "1.00", 1_000_000_000_000) };
    let offers = vec![lot("a", 6), lot("b", 10), lot("c", 15)];
    let order = |demand| allocate_orders(&AllocateOrdersInput::new(Currency::EUR, demand, offers.clone()));
    assert_eq!(order(31).unwrap().allocations.len(), 3);
    match order(29).unwrap_err() {
        SupplierError::Collision { limits, .. } => assert_eq!(limits, [AllocationLimit::LotSize]),
        other => panic!("{other}"),
    }
    // and the larger the demand, the easier
    assert_eq!(order(999_999_999_999).unwrap().total_cost.to_string(), "999999999999.00");
    // all lots even, the demand odd
    let even = vec![lot("a", 2), lot("b", 4)];
    let odd = AllocateOrdersInput::new(Currency::EUR, 999_999_999_999, even);
    assert_eq!(allocate_orders(&odd).unwrap_err().code(), ErrorCode::Infeasible);
}

/// Forty suppliers alike, of which four are needed: no search among the 91,390 ways to choose them.
#[test]
fn suppliers_alike_are_one_question() {
    let offers = (0..40).map(|index| SupplierOffer {
        fixed_cost: Some(Decimal::new(10_000, 2)),
        ..offer_of(&format!("s{index}"), "9.99", 100)
    });
    let plan = allocate_orders(&AllocateOrdersInput::new(Currency::EUR, 350, offers.collect())).unwrap();
    assert_eq!(plan.total_cost.to_string(), "3896.50");
    assert!(plan.nodes < 200, "{} nodes", plan.nodes);
}

/// Two hundred suppliers nearly alike: thousands of plans within a few cents, which bounds do not tell apart. Against the textbook
/// dynamic programme over the demand.
#[test]
fn suppliers_nearly_alike_are_told_apart() {
    let mut offers = Vec::new();
    for index in 0_u64..200 {
        let (capacity, price, fixed) = (97 + index * 31 % 7, 990 + index * 37 % 21, 9_000 + index * 7_919 % 2_001);
        offers.push(SupplierOffer {
            fixed_cost: Some(cents(fixed)),
            min_order: Some(1 + index * 13 % 30),
            ..SupplierOffer::new(format!("s{index}"), cents(price), capacity)
        });
    }
    let demand = 4_037_usize;
    let mut least: Vec<Option<u64>> = vec![None; demand + 1];
    least[0] = Some(0);
    for offer in &offers {
        let cost = |units: u64| {
            let in_cents = |amount: Decimal| u64::try_from(amount.mantissa()).unwrap();
            in_cents(offer.fixed_cost.unwrap()) + in_cents(offer.unit_price) * units
        };
        for total in (1..=demand).rev() {
            for units in offer.min_order.unwrap()..=offer.capacity.min(total as u64) {
                let before = least[total - units as usize];
                let with = before.map(|before| before + cost(units));
                if with.is_some_and(|with| least[total].is_none_or(|without| with < without)) {
                    least[total] = with;
                }
            }
        }
    }
    let plan = allocate_orders(&AllocateOrdersInput::new(Currency::EUR, demand as u64, offers)).unwrap();
    assert_eq!(plan.total_cost, cents(least[demand].unwrap()));
}

#[test]
fn a_search_that_gives_up_says_so() {
    let offers = (0_u64..12).map(|index| SupplierOffer {
        fixed_cost: Some(Decimal::new(5_000 + i64::try_from(index * 37 % 11).unwrap() * 100, 2)),
        defect_rate: Some((index * 7 % 12) as f64 / 100.0),
        ..offer_of(&format!("s{index}"), &format!("9.{:02}", index * 5 % 13), 90 + index)
    });
    let mut input = AllocateOrdersInput::new(Currency::EUR, 555, offers.collect());
    input.max_defect_rate = Some(0.04);
    let full = allocate_orders(&input).unwrap();
    assert!(full.nodes > 1);
    input.node_limit = Some(1);
    let error = allocate_orders(&input).unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::NoConvergence, Some("node_limit")));
    assert!(error.to_string().contains("1 nodes were searched"), "{error}");
}

#[test]
fn a_collision_names_the_limits_and_their_figures() {
    let offers = vec![offer_of("a", "1.00", 60), offer_of("b", "2.00", 30)];
    let error = allocate_orders(&AllocateOrdersInput::new(Currency::EUR, 100, offers.clone())).unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::Infeasible, Some("suppliers[].capacity")));
    assert_eq!(error.to_string(), "no split of the demand of 100 keeps the capacities (90 in all)");
    let mut input = AllocateOrdersInput::new(Currency::EUR, 80, offers);
    input.max_share = Some(0.5);
    let error = allocate_orders(&input).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no split of the demand of 80 keeps the capacities (90 in all), max_share 0.5 together; without any one of them the \
         others can be kept"
    );
    assert_eq!(error.path(), Some("suppliers[].capacity"));
    input.max_share = None;
    input.min_suppliers = Some(3);
    let error = allocate_orders(&input).unwrap_err();
    assert_eq!(error.path(), Some("min_suppliers"));
    input.demand = 50;
    input.min_suppliers = Some(2);
    input.max_suppliers = Some(1);
    match allocate_orders(&input).unwrap_err() {
        SupplierError::Collision { limits, .. } => {
            assert_eq!(limits, [AllocationLimit::MinSuppliers, AllocationLimit::MaxSuppliers]);
        }
        other => panic!("{other}"),
    }
}

#[test]
fn refusals_name_the_field() {
    let refused = |change: &dyn Fn(&mut AllocateOrdersInput), path: &str| {
        let mut input =
            AllocateOrdersInput::new(Currency::EUR, 10, vec![offer_of("a", "1.00", 60), offer_of("b", "2.00", 30)]);
        change(&mut input);
        let error = allocate_orders(&input).unwrap_err();
        assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some(path)), "{error}");
    };
    let step = |min_quantity| PriceBreak { min_quantity, unit_price: Decimal::ONE };
    refused(&|input| input.demand = 0, "demand");
    refused(&|input| input.demand = 1_000_000_000_001, "demand");
    refused(&|input| input.suppliers.clear(), "suppliers");
    refused(&|input| input.max_share = Some(1.5), "max_share");
    refused(&|input| input.node_limit = Some(0), "node_limit");
    refused(&|input| input.max_defect_rate = Some(0.1), "suppliers[0].defect_rate");
    refused(&|input| input.suppliers[1].lot_size = Some(0), "suppliers[1].lot_size");
    refused(&|input| input.suppliers[1].unit_price = Decimal::new(-1, 2), "suppliers[1].unit_price");
    refused(&|input| input.suppliers[1].unit_price = Decimal::new(1, 13), "suppliers[1].unit_price");
    refused(&|input| input.suppliers[1].on_time_rate = Some(f64::NAN), "suppliers[1].on_time_rate");
    refused(&|input| input.suppliers[0].price_breaks = vec![step(2)], "suppliers[0].price_breaks[0].min_quantity");
    refused(
        &|input| input.suppliers[0].price_breaks = vec![step(1), step(1)],
        "suppliers[0].price_breaks[1].min_quantity",
    );
    refused(&|input| input.suppliers[1].id = " ".to_owned(), "suppliers[1].id");
}

/// Prices and demands at the edge of what is accepted are answered or refused, and never wrap around.
#[test]
fn extremes_are_answered_or_refused() {
    for price in ["79228162514264337593543950335", "0.000000000001", "0", "999999999999.999999999999"] {
        for demand in [1, 999_999_999_999, 1_000_000_000_000] {
            for rate in [0.0, 5e-324, 1e-20, 0.1 + 0.2, 1.0] {
                let mut offer = offer_of("a", price, u64::MAX);
                offer.defect_rate = Some(rate);
                offer.min_order = Some(demand);
                let mut other = offer_of("b", price, demand);
                other.defect_rate = Some(0.0);
                other.lot_size = Some(u64::MAX);
                let mut input = AllocateOrdersInput::new(Currency::EUR, demand, vec![offer, other]);
                input.max_defect_rate = Some(rate);
                input.max_share = Some(1.0);
                match allocate_orders(&input) {
                    Ok(plan) => assert_eq!(plan.allocations[0].quantity, demand),
                    Err(error) => assert_eq!(error.code(), ErrorCode::Overflow, "{error}"),
                }
            }
        }
    }
}
