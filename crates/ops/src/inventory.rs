//! The operations of `mercato-inventory`.

crate::ops! {
    /// Policies, replenishment and simulation of stock: `inventory.*`.
    INVENTORY:

    // Deterministic lots and coordination.

    // Uncertain demand: distributions, service, policies.

    // Daily operations, exact.

    "inventory.inventory_position" = mercato_inventory::inventory_position;
    summary "How much can be promised, how much is there net of what is owed, and what counts for the next order?";
    source "Silver, Pyke and Thomas (2017), section 6.2";
    example r#"{"on_hand": "40", "on_order": "100", "reserved": "15", "quarantined": "5"}"# => r#"{"available": "20", "net_stock": "35", "position": "120"}"#;

    "inventory.round_order_quantity" = mercato_inventory::round_order_quantity;
    summary "Which quantity does a supplier accept: at least the minimum, in whole packs, at most the maximum?";
    source "Order modifiers of MRP; Orlicky (1975)";
    example r#"{"quantity": "100", "min_order_quantity": "10", "order_multiple": "6", "max_order_quantity": "50"}"# => r#"{"order_quantity": "48"}"#;

    "inventory.reorder_suggestion" = mercato_inventory::reorder_suggestion;
    summary "Is it time to order, how much, and why?";
    source "Silver, Pyke and Thomas (2017), section 6.3";
    example r#"{"position": "4", "policy": {"type": "min_max", "min": "5", "max": "20"}, "order_multiple": "3"}"# => r#"{"triggered": true, "order_quantity": "18", "projected_position": "22", "reason": "ordered"}"#;
    example r#"{"position": "20", "policy": {"type": "reorder_point_quantity", "reorder_point": "120", "order_quantity": "100"}}"# => r#"{"triggered": true, "order_quantity": "200", "projected_position": "220", "reason": "ordered"}"#;

    "inventory.days_of_cover" = mercato_inventory::days_of_cover;
    summary "How many periods of the demand to come does the stock cover, and when does it run out?";
    source "Chopra and Meindl (2016), chapter 12";
    example r#"{"on_hand": "100", "demand": ["0", "0", "150"]}"# => r#"{"periods": 2.6666666666666665, "stockout_period": 3, "covers_horizon": false, "remaining": "0"}"#;

    "inventory.abc_xyz" = mercato_inventory::abc_xyz;
    summary "Which few items carry most of the value, and how steady is their demand?";
    source "Dickie (1951); Scholz-Reiter et al. (2012)";
    example r#"{"items": [{"id": "q", "value": "50", "demand": [0, 0, 30]}, {"id": "p", "value": "50", "demand": [10, 10, 10]}]}"# => r#"{"items": [{"id": "p", "rank": 1, "abc": "a", "cumulative_share": 0.5, "xyz": "x", "cv": 0.0}, {"id": "q", "rank": 2, "abc": "a", "cumulative_share": 1.0, "xyz": "z", "cv": 1.4142135623730951}]}"#;

    "inventory.stock_alert_run" = mercato_inventory::stock_alert_run;
    summary "When does a stock level deserve an alert, an escalation, a reminder, and when is it over?";
    source "Deadband, delay and shelving of ANSI/ISA-18.2 (2016)";
    example r#"{"config": {"reorder_point": "20", "hysteresis": "5"}, "inputs": [{"type": "observation", "at": "2024-05-01T08:00:00+08:00", "available": "19"}, {"type": "observation", "at": "2024-05-01T09:00:00+08:00", "available": "24"}]}"# => r#"{"events": [{"at": "2024-05-01T08:00:00+08:00", "type": "raised", "level": "low", "available": "19"}], "state": {"level": "low", "acknowledged": false, "pending_level": null, "pending_count": 0, "since": "2024-05-01T08:00:00+08:00", "last_notified_at": "2024-05-01T08:00:00+08:00", "snoozed_until": null}}"#;

    "inventory.stock_health" = mercato_inventory::stock_health;
    summary "Which stock is dead, slow, too much or missing, and how much money lies in the excess?";
    source "Excess and obsolete stock report of retail practice";
    example r#"{"items": [{"id": "mug", "on_hand": "250", "demand_per_day": "2", "unit_cost": "1.25", "days_since_last_sale": 1, "age_days": 40}], "thresholds": {"dead_after_days": 180, "slow_after_days": 60, "overstock_cover_days": 90}, "currency": "USD"}"# => r#"{"items": [{"id": "mug", "status": "overstock", "days_of_cover": 125.0, "excess_quantity": "70", "excess_value": "87.50"}], "total_excess_value": "87.50"}"#;

    "inventory.stock_aging" = mercato_inventory::stock_aging;
    summary "How old is the stock, what is it worth by age, and what must be written down?";
    source "Age bands of retail accounting; IAS 2, paragraphs 28 to 33";
    example r#"{"lots": [{"lot_id": "old", "received_date": "2024-03-22", "quantity": "4", "unit_cost": "3.333"}], "as_of": "2024-06-30", "boundaries_days": [30], "currency": "USD", "provision_rates": ["0", "0.5"]}"# => r#"{"buckets": [{"from_days": 0, "to_days": 30, "quantity": "0", "value": "0.00", "provision": "0.00"}, {"from_days": 31, "to_days": null, "quantity": "4", "value": "13.33", "provision": "6.67"}], "total_quantity": "4", "total_value": "13.33", "average_age_days": 100.0, "total_provision": "6.67"}"#;

    "inventory.kanban_cards" = mercato_inventory::kanban_cards;
    summary "How many kanban cards circulate, and how much stock do they allow?";
    source "Monden (2011)";
    example r#"{"demand_rate": "480", "lead_time": "1.5", "safety_fraction": "0.15", "container_size": "40"}"# => r#"{"cards": 21, "maximum_inventory": "840"}"#;

    "inventory.vmi_replenishment" = mercato_inventory::vmi_replenishment;
    summary "What should the vendor put on the truck, when its room may not suffice for all?";
    source "Waller, Johnson and Davis (1999); greedy by least cover";
    example r#"{"items": [{"id": "slow", "on_hand": "4", "min": "10", "max": "30", "pack_size": "6", "demand_per_day": "1"}, {"id": "fast", "on_hand": "8", "min": "10", "max": "30", "pack_size": "6", "demand_per_day": "4"}], "capacity": "20"}"# => r#"{"items": [{"id": "slow", "packs": 1, "quantity": "6", "projected_position": "10", "below_min": false}, {"id": "fast", "packs": 2, "quantity": "12", "projected_position": "20", "below_min": false}], "capacity_left": "2"}"#;

    "inventory.consignment_settlement" = mercato_inventory::consignment_settlement;
    summary "What is owed to the owner of consigned stock?";
    source "Gümüş, Jewkes and Bookbinder (2008); first in, first out";
    example r#"{"lots": [{"lot_id": "a", "received_date": "2024-01-01", "quantity": "10", "unit_cost": "2.00"}, {"lot_id": "b", "received_date": "2024-01-15", "quantity": "10", "unit_cost": "3.00"}], "consumption": [{"date": "2024-01-20", "quantity": "12"}], "currency": "EUR"}"# => r#"{"lines": [{"lot_id": "a", "date": "2024-01-20", "reason": "consumed", "quantity": "10", "amount": "20.00"}, {"lot_id": "b", "date": "2024-01-20", "reason": "consumed", "quantity": "2", "amount": "6.00"}], "total_amount": "26.00", "remaining_quantity": "8"}"#;

    "inventory.drp_plan" = mercato_inventory::drp_plan;
    summary "What must arrive and be ordered in each period so that the stock never falls below its safety stock?";
    source "Martin (1995); Orlicky (1975)";
    example r#"{"on_hand": "10", "gross_requirements": ["20", "0", "30"], "lead_time_periods": 1}"# => r#"{"projected_available": ["0", "0", "0"], "net_requirements": ["10", "0", "30"], "planned_receipts": ["10", "0", "30"], "planned_releases": ["10", "30", "0"], "exceptions": [{"period": 1, "type": "past_due_release", "quantity": "10"}]}"#;

    "inventory.available_to_promise" = mercato_inventory::available_to_promise;
    summary "How much more can be promised for each period without breaking a promise already made?";
    source "Vollmann, Berry, Whybark and Jacobs (2005), chapter 5";
    example r#"{"on_hand": "31", "receipts": ["0", "0", "20"], "commitments": ["16", "2", "12"]}"# => r#"{"projected": ["15", "13", "21"], "available_to_promise": ["13", "13", "21"], "first_short_period": null}"#;

    // Networks, batches, simulation.
}
