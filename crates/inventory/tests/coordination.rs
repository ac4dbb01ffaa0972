//! Buyer and vendor, contracts, pooling and the bullwhip: optima by enumeration, identities, refusals.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::float_cmp,
    reason = "a test stops where its set-up fails"
)]

use mercato_core::{Coded, ErrorCode};
use mercato_inventory::{
    BullwhipRatioInput, ContractType, JointEconomicLotSizeInput, RiskPoolingInput, SupplyContractInput, bullwhip_ratio,
    joint_economic_lot_size, risk_pooling, supply_contract,
};
use proptest::prelude::*;

const ROUNDING: f64 = 1e-12;

fn near(left: f64, right: f64, tolerance: f64) -> bool {
    (left - right).abs() <= tolerance * left.abs().max(right.abs())
}

proptest! {
    #[test]
    fn no_number_of_shipments_costs_less(
        d in 1.0..10_000.0_f64, faster in 1.001..50.0_f64, kb in 0.1..200.0_f64, kv in 0.0..5000.0_f64,
        hb in 0.01..50.0_f64, hv in 0.01..50.0_f64,
    ) {
        let input = JointEconomicLotSizeInput {
            demand_rate: d, production_rate: faster * d, buyer_fixed_cost: kb, vendor_setup_cost: kv,
            buyer_holding_cost: hb, vendor_holding_cost: hv,
        };
        let rho = d / input.production_rate;
        let cost = |n: f64, q: f64| {
            d / q * (kb + kv / n) + q / 2.0 * (hb + hv * ((n - 1.0) - (n - 2.0) * rho))
        };
        let plan = joint_economic_lot_size(&input).unwrap();
        let n = plan.shipments_per_lot as f64;
        prop_assert!(near(cost(n, plan.order_quantity), plan.cost, 1e-10));
        prop_assert!(near(plan.production_lot, n * plan.order_quantity, ROUNDING));
        prop_assert!(plan.saving_fraction >= -1e-10);
        let own = (2.0 * kb * d / hb).sqrt();
        let mut alone = f64::INFINITY;
        for n in (1..2000).map(f64::from) {
            for a in [0.9, 1.0, 1.1] {
                prop_assert!(plan.cost <= cost(n, a * plan.order_quantity) * (1.0 + 1e-10));
            }
            alone = alone.min(cost(n, own));
        }
        prop_assert!(plan.independent_cost <= alone * (1.0 + 1e-10));
    }
}

/// Prices v < c < r and a season.
fn season() -> impl Strategy<Value = SupplyContractInput> {
    let prices = (-5.0..20.0_f64, 0.1..50.0_f64, 0.1..100.0_f64);
    (prices, 100.0..1000.0_f64, 0.0..0.3_f64).prop_map(|((v, margin_c, margin_r), mean, cv)| SupplyContractInput {
        retail_price: v + margin_c + margin_r,
        production_cost: v + margin_c,
        salvage_value: v,
        demand_mean: mean,
        demand_sd: cv * mean,
        ..Default::default()
    })
}

proptest! {
    #[test]
    fn buyback_and_revenue_sharing_can_coordinate_and_wholesale_cannot(season in season(), part in 0.05..0.95_f64) {
        let SupplyContractInput { retail_price: r, production_cost: c, salvage_value: v, .. } = season;
        // Cachon (2003): the retailer keeps the part λ with b = r - λ(r - v) and w = r - λ(r - c), or φ = λ, w = λc
        let buyback = SupplyContractInput {
            contract_type: ContractType::Buyback,
            wholesale_price: r - part * (r - c),
            buyback_price: Some(r - part * (r - v)),
            ..season
        };
        let sharing = SupplyContractInput {
            contract_type: ContractType::RevenueSharing,
            wholesale_price: part * c,
            retailer_revenue_share: Some(part),
            ..season
        };
        for contract in [buyback, sharing] {
            let deal = supply_contract(&contract).unwrap();
            prop_assert!(near(deal.order_quantity, deal.coordinated_order_quantity, 1e-9));
            prop_assert!(near(deal.chain_profit, deal.coordinated_profit, 1e-9));
        }
        let split = supply_contract(&sharing).unwrap();
        let scale = r.abs() * season.demand_mean;
        prop_assert!((split.retailer_profit - part * split.chain_profit).abs() <= 1e-9 * scale);
        let wholesale = SupplyContractInput { wholesale_price: c + part * (r - c), ..season };
        let deal = supply_contract(&wholesale).unwrap();
        prop_assert!(deal.order_quantity <= deal.coordinated_order_quantity);
        prop_assert!(deal.chain_profit <= deal.coordinated_profit + 1e-9 * scale);
        prop_assert!((deal.supplier_profit - (wholesale.wholesale_price - c) * deal.order_quantity).abs() <= 1e-9 * scale);
    }

    #[test]
    fn no_other_quantity_earns_the_chain_more(season in season(), a in 0.5..1.5_f64) {
        prop_assume!(season.demand_sd > 0.0);
        let SupplyContractInput { retail_price: r, production_cost: c, salvage_value: v, .. } = season;
        // a retailer that buys at any price between v and r orders any quantity: the chain's profit there is not higher
        let w = (a * c).clamp(v + 1e-6 * (r - v), r - 1e-6 * (r - v));
        let deal = supply_contract(&SupplyContractInput { wholesale_price: w, ..season }).unwrap();
        prop_assert!(deal.chain_profit <= deal.coordinated_profit + 1e-9 * r.abs() * season.demand_mean);
    }

    #[test]
    fn pooling_never_costs_stock_and_moves_between_its_limits(
        demand_sds in prop::collection::vec(0.0..100.0_f64, 1..8), rho in 0.0..=1.0_f64, level in 0.5..0.999_f64,
    ) {
        let places = demand_sds.len();
        let pooled = |rho: f64| {
            let entry = |i: usize, j: usize| if i == j { 1.0 } else { rho };
            let matrix = (0..places).map(|i| (0..places).map(|j| entry(i, j)).collect()).collect();
            risk_pooling(&RiskPoolingInput {
                demand_sds: demand_sds.clone(), lead_time: 2.5, cycle_service_level: level, correlation: Some(matrix),
            }).unwrap()
        };
        let total: f64 = demand_sds.iter().sum();
        let squares: f64 = demand_sds.iter().map(|sd| sd * sd).sum();
        let plan = pooled(rho);
        // σᵀCσ = (1 - ρ) Σσ² + ρ (Σσ)²
        let expected = ((1.0 - rho) * squares + rho * total * total).sqrt();
        prop_assert!(near(plan.pooled_sd, expected, 1e-12));
        prop_assert!((0.0..=1.0).contains(&plan.reduction_fraction));
        prop_assert!(plan.centralized_safety_stock <= plan.decentralized_safety_stock);
        prop_assert!(near(pooled(1.0).pooled_sd, total, ROUNDING) && near(pooled(0.0).pooled_sd, squares.sqrt(), ROUNDING));
    }

    #[test]
    fn orders_that_multiply_demand_amplify_by_the_square(
        demand in prop::collection::vec(1.0..100.0_f64, 2..40), factor in 0.1..10.0_f64, base in 0.0..50.0_f64,
    ) {
        prop_assume!(demand.iter().any(|d| (d - demand.first().unwrap()).abs() > 1e-3));
        let orders: Vec<f64> = demand.iter().map(|d| base + factor * d).collect();
        let ratio = bullwhip_ratio(&BullwhipRatioInput { orders: orders.clone(), demand: demand.clone() }).unwrap();
        prop_assert!(near(ratio.variance_ratio, factor * factor, 1e-6));
        let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
        prop_assert!(near(ratio.cv_ratio.unwrap(), factor * mean(&demand) / mean(&orders), 1e-6));
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, mercato_inventory::InventoryError>) -> String {
    let error = answer.unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidArgument);
    error.path().unwrap().to_owned()
}

#[test]
fn contracts_refuse_prices_out_of_order_and_terms_of_another_kind() {
    let base = SupplyContractInput {
        retail_price: 10.0,
        production_cost: 4.0,
        wholesale_price: 6.0,
        salvage_value: 1.0,
        demand_mean: 50.0,
        demand_sd: 9.0,
        ..Default::default()
    };
    let buyback = SupplyContractInput { contract_type: ContractType::Buyback, buyback_price: Some(2.0), ..base };
    let sharing = SupplyContractInput {
        contract_type: ContractType::RevenueSharing,
        wholesale_price: 2.0,
        retailer_revenue_share: Some(0.5),
        ..base
    };
    assert!([base, buyback, sharing].iter().all(|contract| supply_contract(contract).is_ok()));
    for (contract, path) in [
        (SupplyContractInput { salvage_value: 4.0, ..base }, "salvage_value"),
        (SupplyContractInput { production_cost: 10.0, ..base }, "production_cost"),
        (SupplyContractInput { wholesale_price: 1.0, ..base }, "wholesale_price"),
        (SupplyContractInput { wholesale_price: 10.0, ..base }, "wholesale_price"),
        (SupplyContractInput { buyback_price: Some(2.0), ..base }, "buyback_price"),
        (SupplyContractInput { demand_sd: -1.0, ..base }, "demand_sd"),
        (SupplyContractInput { buyback_price: None, ..buyback }, "buyback_price"),
        (SupplyContractInput { buyback_price: Some(0.5), ..buyback }, "buyback_price"),
        (SupplyContractInput { buyback_price: Some(6.0), ..buyback }, "buyback_price"),
        (SupplyContractInput { retailer_revenue_share: Some(1.5), ..sharing }, "retailer_revenue_share"),
        (SupplyContractInput { retailer_revenue_share: Some(0.0), ..sharing }, "retailer_revenue_share"),
        (SupplyContractInput { retailer_revenue_share: None, ..sharing }, "retailer_revenue_share"),
        (SupplyContractInput { wholesale_price: 5.0, ..sharing }, "wholesale_price"),
        (SupplyContractInput { wholesale_price: 0.5, ..sharing }, "wholesale_price"),
    ] {
        assert_eq!(refused(supply_contract(&contract)), path, "{contract:?}");
    }
}

#[test]
fn demand_without_spread_is_ordered_as_it_is() {
    let deal = supply_contract(&SupplyContractInput {
        retail_price: 10.0,
        production_cost: 4.0,
        wholesale_price: 6.0,
        salvage_value: 1.0,
        demand_mean: 50.0,
        ..Default::default()
    })
    .unwrap();
    assert_eq!((deal.order_quantity, deal.retailer_profit, deal.supplier_profit), (50.0, 200.0, 100.0));
    assert_eq!(deal.efficiency, Some(1.0));
}

#[test]
fn a_matrix_that_is_none_of_correlations_is_refused() {
    let pool = |demand_sds: &[f64], matrix: &[&[f64]]| {
        risk_pooling(&RiskPoolingInput {
            demand_sds: demand_sds.to_vec(),
            lead_time: 1.0,
            cycle_service_level: 0.9,
            correlation: Some(matrix.iter().map(|row| row.to_vec()).collect()),
        })
    };
    assert_eq!(refused(pool(&[1.0, 2.0], &[&[1.0, 0.5]])), "correlation");
    assert_eq!(refused(pool(&[1.0, 2.0], &[&[1.0, 0.5], &[0.5]])), "correlation[1]");
    assert_eq!(refused(pool(&[1.0, 2.0], &[&[1.0, 2.0], &[2.0, 1.0]])), "correlation[0][1]");
    assert_eq!(refused(pool(&[1.0, 2.0], &[&[1.0, 0.5], &[0.4, 1.0]])), "correlation[0][1]");
    assert_eq!(refused(pool(&[1.0, 2.0], &[&[1.0, 0.5], &[0.5, 0.9]])), "correlation[1][1]");
    assert_eq!(refused(pool(&[1.0, 2.0], &[&[1.0, f64::NAN], &[f64::NAN, 1.0]])), "correlation[0][1]");
    // three demands cannot all oppose one another
    let opposed: &[&[f64]] = &[&[1.0, -1.0, -1.0], &[-1.0, 1.0, -1.0], &[-1.0, -1.0, 1.0]];
    assert_eq!(refused(pool(&[1.0, 1.0, 1.0], opposed)), "correlation");
    // two can, and then there is nothing to hold
    let none = pool(&[3.0, 3.0], &[&[1.0, -1.0], &[-1.0, 1.0]]).unwrap();
    assert_eq!((none.pooled_sd, none.centralized_safety_stock, none.reduction_fraction), (0.0, 0.0, 1.0));
}

#[test]
fn a_ratio_needs_demand_that_varies() {
    let ratio = |orders: &[f64], demand: &[f64]| {
        bullwhip_ratio(&BullwhipRatioInput { orders: orders.to_vec(), demand: demand.to_vec() })
    };
    assert_eq!(refused(ratio(&[1.0, 2.0], &[0.1, 0.1])), "demand");
    assert_eq!(refused(ratio(&[1.0], &[1.0, 2.0])), "orders");
    assert_eq!(refused(ratio(&[1.0], &[1.0])), "demand");
    assert_eq!(refused(ratio(&[1.0, f64::NAN], &[1.0, 2.0])), "orders[1]");
    let flat = ratio(&[0.0, 0.0], &[1.0, 2.0]).unwrap();
    assert_eq!((flat.variance_ratio, flat.cv_ratio), (0.0, None));
}
