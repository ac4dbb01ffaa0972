//! The operations of `mercato-inventory`.

crate::ops! {
    /// Policies, replenishment and simulation of stock: `inventory.*`.
    INVENTORY:

    // Deterministic lots and coordination.

    // Uncertain demand: distributions, service, policies.

    "inventory.standard_normal_loss" = mercato_inventory::standard_normal_loss;
    summary "How many standard deviations of normal demand are short, and left over, at a stock of z of them?";
    source "Zipkin (2000), appendix C.3.2; Silver, Pyke and Thomas (2017), appendix B";
    example r#"{"z": 20}"# => r#"{"loss": 1.3700124947295798e-90, "complementary_loss": 20.0, "second_loss": 6.799564573536905e-92, "complementary_second_loss": 200.5}"#;

    "inventory.loss_function" = mercato_inventory::loss_function;
    summary "How much of a demand is short, and left over, at a given stock?";
    source "Zipkin (2000), appendix C.2-C.3; Snyder and Shen (2019), appendix C.3";
    example r#"{"distribution": {"type": "discrete", "values": [-5, 0, 5], "probabilities": [0.25, 0.5, 0.25]}, "x": 3}"# => r#"{"loss": 0.5, "complementary_loss": 3.5, "second_loss": 0.25, "complementary_second_loss": 12.0, "cdf": 0.75}"#;

    "inventory.quantile" = mercato_inventory::quantile;
    summary "Which stock covers demand with a given probability?";
    source "definition: the smallest x with F(x) >= p";
    example r#"{"distribution": {"type": "discrete", "values": [1, 2, 3, 4], "probabilities": [0.1, 0.2, 0.3, 0.4]}, "probability": 0.6}"# => r#"{"quantile": 3.0}"#;

    // Daily operations, exact.

    // Networks, batches, simulation.
    "inventory.gsm_tree" = mercato_inventory::gsm_tree;
    summary "Where in a network safety stock belongs: guaranteed service times and stocks of least cost on a tree.";
    source "Graves and Willems (2000), Manufacturing & Service Operations Management 2, 68-83";
    example r#"{"nodes": [{"id": "depot", "processing_time": 5, "holding_cost": 1}, {"id": "shop", "processing_time": 4, "holding_cost": 3, "external_outbound_cst": 0, "demand_mean": 20, "demand_sd": 10, "demand_bound_constant": 2}], "edges": [["depot", "shop"]]}"#
        => r#"{"cost": 164.72135954999578, "committed_service_times": {"depot": 0, "shop": 0}, "net_lead_times": {"depot": 5, "shop": 4}, "safety_stocks": {"depot": 44.721359549995796, "shop": 40.0}, "base_stock_levels": {"depot": 144.7213595499958, "shop": 120.0}}"#;

    "inventory.simulate_trace" = mercato_inventory::simulate_trace;
    summary "What an (r,Q), (s,S) or base-stock policy would have cost and served on the demand of the past.";
    source "Axsäter (2015), Inventory Control, section 3.2; exact unit counts";
    example r#"{"policy": {"type": "base_stock", "order_up_to_level": 5}, "demand": [3, 4, 0], "lead_time": 1, "initial_on_hand": 5, "fixed_cost": 10, "holding_cost": 1, "stockout_cost": 7, "include_rows": true}"#
        => r#"{"holding_cost": 3.0, "stockout_cost": 14.0, "ordering_cost": 20.0, "total_cost": 37.0, "average_on_hand": 1.0, "average_backorders": 0.6666666666666666, "fill_rate": 0.7142857142857143, "stockout_periods": 1, "orders_placed": 2, "rows": [{"period": 1, "order_quantity": 0, "received": 0, "filled": 3, "shortage": 0, "on_hand": 2, "backorders": 0, "on_order": 0}, {"period": 2, "order_quantity": 3, "received": 0, "filled": 2, "shortage": 2, "on_hand": 0, "backorders": 2, "on_order": 3}, {"period": 3, "order_quantity": 4, "received": 3, "filled": 0, "shortage": 0, "on_hand": 1, "backorders": 0, "on_order": 4}]}"#;

    "inventory.simulate_perishable_trace" = mercato_inventory::simulate_perishable_trace;
    summary "How much of a perishable stock is sold, lost and thrown away on a given demand.";
    source "Nahmias (2011), Perishable Inventory Systems, chapters 2 and 3";
    example r#"{"order_up_to_level": 10, "shelf_life": 2, "lead_time": 0, "issuing": "fifo", "demand": [6, 3, 12]}"#
        => r#"{"expired_quantity": 1, "filled_quantity": 19, "lost_quantity": 2, "ordered_quantity": 20, "final_on_hand": 0, "average_on_hand": 3.3333333333333335, "fill_rate": 0.9047619047619048}"#;

    "inventory.simulate_monte_carlo" = mercato_inventory::simulate_monte_carlo;
    summary "What a policy costs and serves under random demand, with a 95 % interval of the cost.";
    source "Law (2015), Simulation Modeling and Analysis, section 9.5.2; Philox streams, Salmon et al. (2011)";
    example r#"{"policy": {"type": "base_stock", "order_up_to_level": 6}, "distribution": {"type": "discrete", "values": [5], "probabilities": [1]}, "lead_time": 0, "initial_on_hand": 6, "fixed_cost": 3, "holding_cost": 2, "stockout_cost": 9, "num_periods": 11, "warmup_periods": 1, "replications": 2, "seed": 7}"#
        => r#"{"mean_cost_per_period": 5.0, "half_width_95": 0.0, "fill_rate": 1.0, "mean_on_hand": 1.0, "mean_backorders": 0.0, "orders_per_period": 1.0}"#;

    "inventory.plan_batch" = mercato_inventory::plan_batch;
    summary "How much to order and when, for every item of a catalogue: economic lot, safety stock, reorder point.";
    source "Harris (1913); Silver, Pyke and Thomas (2017), sections 4.2 and 6.7";
    example r#"{"items": [{"id": "mug", "demand_mean_per_day": 10, "demand_sd_per_day": 3, "lead_time_days": 16, "fixed_cost": 73, "unit_cost": 4, "holding_rate": 0.25, "service_level": 0.5}, {"id": "cup", "demand_mean_per_day": 10, "demand_sd_per_day": 3, "lead_time_days": 16, "fixed_cost": 73, "unit_cost": 4, "holding_rate": 0.25, "service_level": 1.5}]}"#
        => r#"{"items": [{"id": "mug", "order_quantity": 730.0, "safety_stock": 0.0, "reorder_point": 160.0, "annual_cost": 730.0}, {"id": "cup", "error": "invalid_argument", "message": "service_level: 1.5 must be strictly between 0 and 1"}]}"#;

    "inventory.ssm_serial" = mercato_inventory::ssm_serial;
    summary "The echelon base-stock levels that make a serial supply chain cheapest, and its cost.";
    source "Clark and Scarf (1960); Chen and Zheng (1994), Management Science 40, 1426-1443";
    example r#"{"stages": [{"id": "shop", "echelon_holding_cost": 1, "lead_time": 0}, {"id": "depot", "echelon_holding_cost": 1, "lead_time": 2}], "stockout_cost": 9, "distribution": {"type": "normal", "mean": 5, "sd": 0}}"#
        => r#"{"echelon_base_stock_levels": [0.0, 10.0], "cost": 0.0}"#;

    "inventory.ssm_heuristic" = mercato_inventory::ssm_heuristic;
    summary "Echelon base-stock levels near the best of a serial supply chain, by two newsvendor levels a stage.";
    source "Shang and Song (2003), Management Science 49, 618-638";
    example r#"{"stages": [{"id": "shop", "echelon_holding_cost": 1, "lead_time": 4}], "stockout_cost": 1, "distribution": {"type": "normal", "mean": 5, "sd": 2}}"#
        => r#"{"echelon_base_stock_levels": [20.0]}"#;
}
