//! Figures at the ends of a double's range, and beyond: an answer is finite or refused, and is right where it is representable.
//!
//! The plan stands in the crate's `range` module; these tests hold every function of lots and coordination to it.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test stops where its set-up fails")]

use mercato_core::{Coded, ErrorCode};
use mercato_inventory::{
    BullwhipBoundInput, BullwhipRatioInput, CapacityMeasure, ConstrainedItem, ContractType, DiscountType, Eoq,
    EoqBackordersInput, EoqConstrainedInput, EoqInput, EoqQuantityDiscountInput, EoqSensitivityInput, EpqInput,
    InventoryError, JointEconomicLotSizeInput, JointItem, JointMethod, JointReplenishmentInput, LotSizeHeuristicInput,
    LotSizeMethod, PerPeriod, PowerOfTwoInput, RiskPoolingInput, SetupCostForLotSizeInput, SupplyContractInput,
    WagnerWhitinInput, bullwhip_bound, bullwhip_ratio, eoq, eoq_backorders, eoq_constrained, eoq_quantity_discount,
    eoq_sensitivity, epq, joint_economic_lot_size, joint_replenishment, lot_size_heuristic, power_of_two, risk_pooling,
    setup_cost_for_lot_size, supply_contract, wagner_whitin,
};
use proptest::prelude::*;
use std::fmt::Debug;

/// The ends of the range, the figures between, and what is no figure.
fn figure() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => prop::sample::select(vec![
            0.0, -0.0, f64::MIN_POSITIVE, 5e-324, 1e-308, 1e-300, 1e-160, 1e-16, 0.5, 1.0, 2.0, 3.0, 1e16, 1e155, 1e300,
            1e308, f64::MAX,
        ]),
        4 => (-320.0..308.25_f64).prop_map(|exponent| libm::pow(10.0, exponent)),
        4 => 0.001..1000.0_f64,
        1 => any::<f64>(),
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -1e308]),
    ]
}

fn figures() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(figure(), 0..6)
}

/// `Debug` prints what JSON would hide: a NaN or an infinity anywhere in the answer; and no 0 is negative.
fn finite_or_refused<T: Debug>(input: &impl Debug, answer: Result<T, InventoryError>) -> Result<(), TestCaseError> {
    match answer {
        Ok(answer) => {
            let text = format!("{answer:?}");
            prop_assert!(!text.contains("NaN") && !text.contains("inf"), "{input:?} gives {text}");
            let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.');
            prop_assert!(words.all(|word| word != "-0.0"), "{input:?} gives {text}");
        }
        Err(error) => {
            let input = format!("{input:?}");
            let expected = if input.contains("NaN") || input.contains("inf") {
                // a duplicate id or an empty list may be met first; never an overflow
                error.code() == ErrorCode::InvalidArgument || error.code() == ErrorCode::DuplicateId
            } else {
                error.code() != ErrorCode::NoConvergence
            };
            prop_assert!(expected, "{input} is refused by {error:?}");
        }
    }
    Ok(())
}

macro_rules! finite_or_refused {
    ($($function:ident($input:expr)),+ $(,)?) => {$(
        let input = $input;
        finite_or_refused(&input, $function(&input))?;
    )+};
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn single_lots_are_finite_or_refused(
        [k, h, d, p] in prop::array::uniform4(figure()),
        q in prop::option::of(figure()),
        x in prop::option::of(figure()),
    ) {
        finite_or_refused! {
            eoq(EoqInput { fixed_cost: k, holding_cost: h, demand_rate: d, order_quantity: q }),
            eoq_sensitivity(EoqSensitivityInput { order_quantity: k, optimal_order_quantity: h }),
            eoq_backorders(EoqBackordersInput {
                fixed_cost: k, holding_cost: h, stockout_cost: p, demand_rate: d, order_quantity: q, stockout_fraction: x,
            }),
            epq(EpqInput { fixed_cost: k, holding_cost: h, demand_rate: d, production_rate: p, order_quantity: q }),
            setup_cost_for_lot_size(SetupCostForLotSizeInput {
                target_order_quantity: k, holding_cost: h, demand_rate: d, production_rate: q,
            }),
            power_of_two(PowerOfTwoInput { fixed_cost: k, holding_cost: h, demand_rate: d, base_period: p }),
            bullwhip_bound(BullwhipBoundInput { lead_time: k, moving_average_periods: 3 }),
        }
    }

    #[test]
    fn discounts_are_finite_or_refused(
        kind in prop::sample::select(vec![
            DiscountType::AllUnits, DiscountType::Incremental, DiscountType::ModifiedAllUnits,
        ]),
        [k, i, d] in prop::array::uniform3(figure()),
        mut breakpoints in figures(),
        mut unit_costs in figures(),
        q in prop::option::of(figure()),
        sorted in any::<bool>(),
    ) {
        if sorted {
            breakpoints.sort_by(f64::total_cmp);
            unit_costs.sort_by(|a, b| b.total_cmp(a));
            breakpoints.insert(0, 0.0);
            let regions = breakpoints.len().min(unit_costs.len());
            breakpoints.truncate(regions);
            unit_costs.truncate(regions);
        }
        finite_or_refused! {
            eoq_quantity_discount(EoqQuantityDiscountInput {
                discount_type: kind, fixed_cost: k, holding_cost_rate: i, demand_rate: d,
                breakpoints, unit_costs, order_quantity: q,
            }),
        }
    }

    #[test]
    fn lots_of_many_items_are_finite_or_refused(
        items in prop::collection::vec(prop::array::uniform4(figure()), 0..5),
        shared in figure(),
        capacity in figure(),
        optimal in any::<bool>(),
    ) {
        let constrained = items.iter().map(|[k, h, d, a]| ConstrainedItem {
            id: String::new(), fixed_cost: *k, holding_cost: *h, demand_rate: *d, resource_per_unit: *a,
        });
        let joint = items.iter().enumerate().map(|(index, [k, h, d, _])| JointItem {
            id: index.to_string(), fixed_cost: *k, holding_cost: *h, demand_rate: *d,
        });
        finite_or_refused! {
            eoq_constrained(EoqConstrainedInput {
                items: constrained.collect(),
                capacity,
                capacity_measure: if optimal { CapacityMeasure::Average } else { CapacityMeasure::Maximum },
            }),
            joint_replenishment(JointReplenishmentInput {
                shared_fixed_cost: shared,
                items: joint.collect(),
                method: if optimal { JointMethod::Optimal } else { JointMethod::Silver },
            }),
        }
    }

    #[test]
    fn plans_are_finite_or_refused(
        periods in prop::collection::vec(prop::array::uniform4(figure()), 0..8),
        k in prop::option::of(figure()),
        stock in prop::option::of(figure()),
    ) {
        let column = |index: usize| -> Vec<f64> { periods.iter().map(|period| period[index]).collect() };
        finite_or_refused! {
            wagner_whitin(WagnerWhitinInput {
                demand: column(0),
                fixed_cost: k.map_or_else(|| column(1).into(), PerPeriod::Same),
                holding_cost: column(2).into(),
                purchase_cost: Some(column(3).into()),
                initial_inventory: stock,
            }),
        }
        let [fixed_cost, holding_cost] = [k.unwrap_or(1.0), stock.unwrap_or(1.0)];
        for method in [
            LotSizeMethod::LotForLot,
            LotSizeMethod::SilverMeal,
            LotSizeMethod::LeastUnitCost,
            LotSizeMethod::PartPeriodBalancing,
            LotSizeMethod::PeriodOrderQuantity,
        ] {
            finite_or_refused! {
                lot_size_heuristic(LotSizeHeuristicInput { method, demand: column(0), fixed_cost, holding_cost }),
            }
        }
    }

    #[test]
    fn coordination_is_finite_or_refused(
        [a, b, c, d, e, f] in prop::array::uniform6(figure()),
        g in prop::option::of(figure()),
        kind in prop::sample::select(vec![
            ContractType::Wholesale, ContractType::Buyback, ContractType::RevenueSharing,
        ]),
        sds in figures(),
        orders in figures(),
        ordered in any::<bool>(),
    ) {
        let mut prices = [a, b, c, d];
        if ordered {
            prices.sort_by(f64::total_cmp);
        }
        let [salvage_value, production_cost, wholesale_price, retail_price] = prices;
        let demand = sds.clone();
        finite_or_refused! {
            joint_economic_lot_size(JointEconomicLotSizeInput {
                demand_rate: salvage_value, production_rate: retail_price, buyer_fixed_cost: production_cost,
                vendor_setup_cost: wholesale_price, buyer_holding_cost: e, vendor_holding_cost: f,
            }),
            supply_contract(SupplyContractInput {
                contract_type: kind, retail_price, production_cost, wholesale_price, salvage_value,
                demand_mean: e, demand_sd: f,
                buyback_price: g.filter(|_| kind == ContractType::Buyback),
                retailer_revenue_share: g.filter(|_| kind == ContractType::RevenueSharing),
            }),
            risk_pooling(RiskPoolingInput {
                demand_sds: sds, lead_time: a, cycle_service_level: if ordered { 0.999 } else { 0.3 }, correlation: None,
            }),
            bullwhip_ratio(BullwhipRatioInput { orders, demand }),
        }
    }

    #[test]
    fn powers_of_two_scale_to_the_bit(
        [k, h, d] in prop::array::uniform3(0.01..100.0_f64), [a, b] in prop::array::uniform2(-400_i32..400),
    ) {
        // K·2^2a and λ·2^2b make Q and g 2^(a+b) times as large, whatever 2Kλ would be
        let base = Eoq::new(k, h, d).unwrap().optimal().unwrap();
        let scaled = Eoq::new(libm::ldexp(k, 2 * a), h, libm::ldexp(d, 2 * b)).unwrap().optimal();
        let quantity = libm::ldexp(base.order_quantity, a + b);
        if let Ok(scaled) = scaled {
            prop_assert_eq!(scaled.order_quantity.to_bits(), quantity.to_bits());
            prop_assert_eq!(scaled.cost.to_bits(), libm::ldexp(base.cost, a + b).to_bits());
        } else {
            let cycle = libm::ldexp(base.cycle_time.unwrap(), a - b);
            prop_assert!(!(quantity.is_normal() && cycle.is_normal()), "{quantity} is a figure");
        }
    }
}

/// √(2Kλ/h) and √(2Kλh) where 2Kλ is 0 or infinite as a double.
#[test]
fn answers_that_are_figures_are_given() {
    let near = |left: f64, right: f64| (left / right - 1.0).abs() < 1e-14;
    for size in [1e-300, 1e-200, 1e200, 1e300] {
        let plan = Eoq::new(size, 1.0, size).unwrap().optimal().unwrap();
        let root = std::f64::consts::SQRT_2 * size;
        assert!(near(plan.order_quantity, root) && near(plan.cost, root), "{size}: {plan:?}");
        assert!(near(Eoq::new(size, 1.0, size).unwrap().cost_at(root).unwrap(), root));
        let pooled = risk_pooling(&RiskPoolingInput {
            demand_sds: vec![3.0 * size, 4.0 * size],
            lead_time: 1.0,
            cycle_service_level: 0.9,
            correlation: None,
        });
        assert!(near(pooled.unwrap().pooled_sd, 5.0 * size));
        let ratio =
            bullwhip_ratio(&BullwhipRatioInput { orders: vec![size, 3.0 * size], demand: vec![size, 2.0 * size] });
        assert!(near(ratio.unwrap().variance_ratio, 4.0));
        let joint = joint_economic_lot_size(&JointEconomicLotSizeInput {
            demand_rate: size,
            production_rate: 2.0 * size,
            buyer_fixed_cost: size,
            vendor_setup_cost: size,
            buyer_holding_cost: 1.0,
            vendor_holding_cost: 1.0,
        })
        .unwrap();
        // n = 1: √(2λ·2K·1.5)
        assert!(near(joint.cost, 6.0_f64.sqrt() * size), "{size}: {joint:?}");
    }
}

#[test]
fn answers_that_are_no_figures_overflow() {
    let code = |error: InventoryError| error.code();
    let huge = Eoq::new(1e300, 1e-300, 1e300).unwrap();
    assert_eq!(code(huge.optimal().unwrap_err()), ErrorCode::Overflow);
    assert_eq!(code(huge.cost_at(1e-300).unwrap_err()), ErrorCode::Overflow);
    // Q underflows to 0, and so many orders are no figure
    let tiny = Eoq::new(1e-300, 1e300, 1e-100).unwrap();
    assert_eq!(tiny.optimal().unwrap_err().path(), Some("order_frequency"));
    let sum = eoq_backorders(&EoqBackordersInput {
        fixed_cost: 1.0,
        holding_cost: 1e308,
        stockout_cost: 1e308,
        demand_rate: 1.0,
        ..Default::default()
    });
    assert_eq!(code(sum.unwrap_err()), ErrorCode::Overflow);
}
