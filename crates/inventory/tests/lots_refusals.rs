//! What lots and coordination refuse, with the code and the field to blame; and the edges they answer.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its set-up fails")]

use mercato_core::{Coded, ErrorCode};
use mercato_inventory::{
    InventoryError, WagnerWhitinInput, bullwhip_bound, eoq, eoq_backorders, eoq_constrained, eoq_quantity_discount,
    eoq_sensitivity, epq, joint_economic_lot_size, joint_replenishment, lot_size_heuristic, power_of_two,
    setup_cost_for_lot_size,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The refusal of a well-formed input: code and path.
fn refusal<I: DeserializeOwned, O: std::fmt::Debug>(
    function: fn(&I) -> Result<O, InventoryError>,
    json: &str,
) -> (ErrorCode, String) {
    let error = function(&serde_json::from_str(json).unwrap()).expect_err(json);
    (error.code(), error.path().unwrap_or_default().to_owned())
}

fn answer<I: DeserializeOwned, O: Serialize>(function: fn(&I) -> Result<O, InventoryError>, json: &str) -> Value {
    serde_json::to_value(function(&serde_json::from_str(json).unwrap()).unwrap()).unwrap()
}

macro_rules! refuses {
    ($function:ident: $($json:literal => $code:ident $path:literal;)+) => {
        $(assert_eq!(refusal($function, $json), (ErrorCode::$code, $path.to_owned()), "{}", $json);)+
    };
}

macro_rules! answers {
    ($function:ident: $($json:literal => $answer:tt;)+) => {
        $(assert_eq!(answer($function, $json), json!($answer), "{}", $json);)+
    };
}

#[test]
fn single_lots_refuse_figures_out_of_range() {
    refuses! { eoq:
        r#"{"fixed_cost": -1, "holding_cost": 1, "demand_rate": 1}"# => InvalidArgument "fixed_cost";
        r#"{"fixed_cost": 1, "holding_cost": 0, "demand_rate": 1}"# => InvalidArgument "holding_cost";
        r#"{"fixed_cost": 1, "holding_cost": 1, "demand_rate": -1}"# => InvalidArgument "demand_rate";
        r#"{"fixed_cost": 1, "holding_cost": 1, "demand_rate": 1, "order_quantity": 0}"# => InvalidArgument "order_quantity";
    }
    refuses! { eoq_sensitivity:
        r#"{"order_quantity": 0, "optimal_order_quantity": 1}"# => InvalidArgument "order_quantity";
        r#"{"order_quantity": 1, "optimal_order_quantity": 0}"# => InvalidArgument "optimal_order_quantity";
    }
    refuses! { eoq_backorders:
        r#"{"fixed_cost": 1, "holding_cost": 1, "stockout_cost": 0, "demand_rate": 1}"# => InvalidArgument "stockout_cost";
        r#"{"fixed_cost": 1, "holding_cost": 1, "stockout_cost": 1, "demand_rate": 1, "order_quantity": 1}"# => InvalidArgument "stockout_fraction";
        r#"{"fixed_cost": 1, "holding_cost": 1, "stockout_cost": 1, "demand_rate": 1, "stockout_fraction": 1}"# => InvalidArgument "order_quantity";
        r#"{"fixed_cost": 1, "holding_cost": 1, "stockout_cost": 1, "demand_rate": 1, "order_quantity": 1, "stockout_fraction": 1.5}"# => InvalidArgument "stockout_fraction";
    }
    refuses! { epq:
        r#"{"fixed_cost": 1, "holding_cost": 1, "demand_rate": 1, "production_rate": 0}"# => InvalidArgument "production_rate";
        r#"{"fixed_cost": 1, "holding_cost": 1, "demand_rate": 2, "production_rate": 2}"# => Infeasible "production_rate";
        r#"{"fixed_cost": 1, "holding_cost": 1, "demand_rate": 2, "production_rate": 2, "order_quantity": -1}"# => InvalidArgument "order_quantity";
    }
    refuses! { setup_cost_for_lot_size:
        r#"{"target_order_quantity": 1, "holding_cost": 1, "demand_rate": 0}"# => InvalidArgument "demand_rate";
        r#"{"target_order_quantity": 1, "holding_cost": 1, "demand_rate": 2, "production_rate": 2}"# => InvalidArgument "production_rate";
    }
    refuses! { power_of_two:
        r#"{"fixed_cost": 0, "holding_cost": 1, "demand_rate": 1, "base_period": 1}"# => InvalidArgument "fixed_cost";
        r#"{"fixed_cost": 1, "holding_cost": 1, "demand_rate": 1, "base_period": 0}"# => InvalidArgument "base_period";
    }
    refuses! { bullwhip_bound:
        r#"{"lead_time": 1, "moving_average_periods": 0}"# => InvalidArgument "moving_average_periods";
        r#"{"lead_time": -1, "moving_average_periods": 1}"# => InvalidArgument "lead_time";
    }
}

#[test]
fn price_lists_start_at_0_and_fall() {
    refuses! { eoq_quantity_discount:
        r#"{"discount_type": "all_units", "fixed_cost": 8, "holding_cost_rate": 0.3, "demand_rate": 9, "breakpoints": [], "unit_costs": []}"# => InvalidArgument "breakpoints";
        r#"{"discount_type": "all_units", "fixed_cost": 8, "holding_cost_rate": 0.3, "demand_rate": 9, "breakpoints": [0, 4], "unit_costs": [1]}"# => InvalidArgument "unit_costs";
        r#"{"discount_type": "all_units", "fixed_cost": 8, "holding_cost_rate": 0.3, "demand_rate": 9, "breakpoints": [1], "unit_costs": [1]}"# => InvalidArgument "breakpoints[0]";
        r#"{"discount_type": "all_units", "fixed_cost": 8, "holding_cost_rate": 0.3, "demand_rate": 9, "breakpoints": [0, 4, 4], "unit_costs": [3, 2, 1]}"# => InvalidArgument "breakpoints[2]";
        r#"{"discount_type": "all_units", "fixed_cost": 8, "holding_cost_rate": 0.3, "demand_rate": 9, "breakpoints": [0, 4], "unit_costs": [3, 3]}"# => InvalidArgument "unit_costs[1]";
        r#"{"discount_type": "all_units", "fixed_cost": 8, "holding_cost_rate": 0.3, "demand_rate": 9, "breakpoints": [0, 4], "unit_costs": [3, 0]}"# => InvalidArgument "unit_costs[1]";
        r#"{"discount_type": "all_units", "fixed_cost": 0, "holding_cost_rate": 0.3, "demand_rate": 9, "breakpoints": [0], "unit_costs": [3]}"# => InvalidArgument "fixed_cost";
        r#"{"discount_type": "all_units", "fixed_cost": 8, "holding_cost_rate": 0.3, "demand_rate": 0, "breakpoints": [0], "unit_costs": [3]}"# => InvalidArgument "demand_rate";
    }
    // a given quantity needs neither an order cost nor demand: 10 units at 3 bind 30·0.3/2
    answers! { eoq_quantity_discount:
        r#"{"discount_type": "all_units", "fixed_cost": 0, "holding_cost_rate": 0.5, "demand_rate": 0, "breakpoints": [0], "unit_costs": [3], "order_quantity": 10}"# =>
            {"order_quantity": 10.0, "region": 0, "cost": 7.5, "unit_cost": 3.0};
        r#"{"discount_type": "all_units", "fixed_cost": 0, "holding_cost_rate": 0.5, "demand_rate": 0, "breakpoints": [0, 10], "unit_costs": [3, 2], "order_quantity": 10}"# =>
            {"order_quantity": 10.0, "region": 1, "cost": 5.0, "unit_cost": 2.0};
    }
}

#[test]
fn many_items_are_named_by_their_index() {
    refuses! { eoq_constrained:
        r#"{"items": [], "capacity": 5, "capacity_measure": "maximum"}"# => InvalidArgument "items";
        r#"{"items": [{"id": "a", "fixed_cost": 1, "holding_cost": 1, "demand_rate": 1, "resource_per_unit": -1}], "capacity": 0, "capacity_measure": "maximum"}"# => InvalidArgument "items[0].resource_per_unit";
        r#"{"items": [{"id": "a", "fixed_cost": 1, "holding_cost": 1, "demand_rate": 1, "resource_per_unit": 1}], "capacity": 0, "capacity_measure": "average"}"# => Infeasible "capacity";
    }
    refuses! { joint_replenishment:
        r#"{"shared_fixed_cost": 1, "items": [], "method": "silver"}"# => InvalidArgument "items";
        r#"{"shared_fixed_cost": -1, "items": [{"id": "a", "fixed_cost": 1, "holding_cost": 1, "demand_rate": 1}, {"id": "a", "fixed_cost": 1, "holding_cost": 1, "demand_rate": 1}], "method": "silver"}"# => DuplicateId "items[1].id";
        r#"{"shared_fixed_cost": 0, "items": [{"id": "a", "fixed_cost": 1, "holding_cost": 1, "demand_rate": 1}], "method": "optimal"}"# => InvalidArgument "shared_fixed_cost";
        r#"{"shared_fixed_cost": 0, "items": [{"id": "a", "fixed_cost": 0, "holding_cost": 1, "demand_rate": 1}], "method": "silver"}"# => InvalidArgument "shared_fixed_cost";
        r#"{"shared_fixed_cost": 1, "items": [{"id": "a", "fixed_cost": 1, "holding_cost": 1, "demand_rate": 0}], "method": "optimal"}"# => InvalidArgument "items[0].demand_rate";
    }
    refuses! { lot_size_heuristic:
        r#"{"method": "silver_meal", "demand": [], "fixed_cost": 1, "holding_cost": 1}"# => InvalidArgument "demand";
        r#"{"method": "silver_meal", "demand": [1, -1], "fixed_cost": 1, "holding_cost": 1}"# => InvalidArgument "demand[1]";
        r#"{"method": "silver_meal", "demand": [1], "fixed_cost": 1, "holding_cost": 0}"# => InvalidArgument "holding_cost";
    }
    refuses! { joint_economic_lot_size:
        r#"{"demand_rate": 2, "production_rate": 2, "buyer_fixed_cost": 1, "vendor_setup_cost": 1, "buyer_holding_cost": 1, "vendor_holding_cost": 1}"# => Infeasible "production_rate";
        r#"{"demand_rate": 2, "production_rate": 3, "buyer_fixed_cost": 0, "vendor_setup_cost": 1, "buyer_holding_cost": 1, "vendor_holding_cost": 1}"# => InvalidArgument "buyer_fixed_cost";
    }
}

#[test]
fn no_demand_and_free_orders_have_answers() {
    answers! { eoq:
        r#"{"fixed_cost": 8, "holding_cost": 2, "demand_rate": 0}"# =>
            {"order_quantity": 0.0, "cost": 0.0, "cycle_time": null, "order_frequency": null};
        r#"{"fixed_cost": 8, "holding_cost": 2, "demand_rate": 0, "order_quantity": 3}"# =>
            {"order_quantity": 3.0, "cost": 3.0, "cycle_time": null, "order_frequency": null};
        r#"{"fixed_cost": 0, "holding_cost": 2, "demand_rate": 9}"# =>
            {"order_quantity": 0.0, "cost": 0.0, "cycle_time": 0.0, "order_frequency": null};
        r#"{"fixed_cost": 0, "holding_cost": 2, "demand_rate": 6, "order_quantity": 3}"# =>
            {"order_quantity": 3.0, "cost": 3.0, "cycle_time": 0.5, "order_frequency": 2.0};
    }
    answers! { eoq_backorders:
        r#"{"fixed_cost": 0, "holding_cost": 1, "stockout_cost": 3, "demand_rate": 5}"# =>
            {"order_quantity": 0.0, "stockout_fraction": 0.25, "cost": 0.0, "maximum_inventory": 0.0, "maximum_backorders": 0.0};
    }
    answers! { epq:
        r#"{"fixed_cost": 5, "holding_cost": 2, "demand_rate": 0, "production_rate": 4}"# =>
            {"order_quantity": 0.0, "cost": 0.0, "maximum_inventory": 0.0, "cycle_time": null, "run_time": 0.0};
    }
    answers! { lot_size_heuristic:
        r#"{"method": "period_order_quantity", "demand": [0, 0], "fixed_cost": 5, "holding_cost": 1}"# =>
            {"order_quantities": [0.0, 0.0], "cost": 0.0};
    }
}

#[test]
fn a_cost_a_period_is_a_number_or_a_list() {
    let read = |fixed_cost: &str| {
        serde_json::from_str::<WagnerWhitinInput>(&format!(
            r#"{{"demand": [1, 2], "fixed_cost": {fixed_cost}, "holding_cost": 1}}"#
        ))
    };
    assert_eq!(read("5").unwrap().fixed_cost, 5.0.into());
    assert_eq!(read("[5, 6]").unwrap().fixed_cost, vec![5.0, 6.0].into());
    let message = read("\"5\"").unwrap_err().to_string();
    assert!(message.starts_with("must be a number, or a list of one number a period"), "{message}");
    assert!(read("5, \"extra\": 1").unwrap_err().to_string().contains("unknown field `extra`"));
}
