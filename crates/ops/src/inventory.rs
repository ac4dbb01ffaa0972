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

    "inventory.newsvendor" = mercato_inventory::newsvendor;
    summary "Which stock is best when demand comes once, or what does a given stock cost?";
    source "Arrow, Harris and Marschak (1951); Snyder and Shen (2019), section 4.3";
    example r#"{"holding_cost": 500000, "stockout_cost": 1000000, "distribution": {"type": "discrete", "values": [1, 2, 3, 4, 5, 6, 7, 8], "probabilities": [0.25, 0.05, 0.1, 0.2, 0.15, 0.1, 0.1, 0.05]}}"# => r#"{"base_stock_level": 5.0, "cost": 1225000.0, "critical_ratio": 0.6666666666666666}"#;

    "inventory.newsvendor_explicit" = mercato_inventory::newsvendor_explicit;
    summary "Which quantity earns most at given prices when demand comes once, or what does a given quantity earn?";
    source "Snyder and Shen (2019), section 4.3; Zipkin (2000), section 9.4";
    example r#"{"revenue": 10, "purchase_cost": 4, "salvage_value": 2, "distribution": {"type": "uniform", "lower": 0, "upper": 100}}"# => r#"{"order_quantity": 75.0, "profit": 225.0, "critical_ratio": 0.75, "expected_sales": 46.875, "expected_leftover": 28.125, "expected_shortage": 3.125}"#;

    "inventory.newsvendor_multi" = mercato_inventory::newsvendor_multi;
    summary "Which stocks of several items are best when they share a budget or a space?";
    source "Hadley and Whitin (1963), section 6-4; Silver, Pyke and Thomas (2017), section 10.3";
    example r#"{"items": [{"id": "a", "holding_cost": 1, "stockout_cost": 3, "mean": 100, "sd": 20, "resource_per_unit": 2}, {"id": "b", "holding_cost": 1, "stockout_cost": 3, "mean": 100, "sd": 20, "resource_per_unit": 2}], "capacity": 500}"# => r#"{"base_stock_levels": [113.48979500392163, 113.48979500392163], "multiplier": 0.0, "cost": 50.84425162945711, "resource_used": 453.9591800156865, "binding": false}"#;

    "inventory.lead_time_demand" = mercato_inventory::lead_time_demand;
    summary "How large and how uncertain is demand over the lead time and the review period?";
    source "Variance of a random sum; Silver, Pyke and Thomas (2017), equation 6.41";
    example r#"{"demand_mean": 50, "demand_sd": 5, "lead_time": 6, "lead_time_sd": 2}"# => r#"{"mean": 300.0, "sd": 100.74720839804942}"#;

    "inventory.safety_stock" = mercato_inventory::safety_stock;
    summary "How much stock must be held beyond the expected demand for a given service?";
    source "Silver, Pyke and Thomas (2017), chapter 6; Hadley and Whitin (1963), chapter 4";
    example r#"{"demand_mean": 100, "demand_sd": 20, "lead_time": 4, "service": {"type": "fill_rate", "target": 0.99}, "order_quantity": 300}"# => r#"{"safety_factor": 1.054648066753421, "safety_stock": 42.18592267013684, "reorder_point": 442.18592267013685, "lead_time_demand_mean": 400.0, "lead_time_demand_sd": 40.0, "cycle_service_level": 0.854206844153149, "units_short_per_cycle": 3.0000000000000027, "fill_rate": 0.99}"#;

    "inventory.service_level" = mercato_inventory::service_level;
    summary "Which service and which stock do a reorder point and a lot give, for any demand over the lead time?";
    source "Hadley and Whitin (1963), chapter 4; Zipkin (2000), section 6.2";
    example r#"{"lead_time_demand": {"type": "uniform", "lower": 0, "upper": 10}, "reorder_point": 8, "order_quantity": 20, "demand_mean_per_period": 5}"# => r#"{"cycle_service_level": 0.8, "fill_rate": 0.99, "units_short_per_cycle": 0.2, "expected_backorders": 0.006666666666666666, "expected_on_hand": 13.006666666666666, "safety_stock": 3.0, "gamma_service_level": 0.9986666666666667}"#;

    "inventory.reorder_point" = mercato_inventory::reorder_point;
    summary "At which stock must one order for a given service, for any demand over the lead time?";
    source "Hadley and Whitin (1963), chapter 4; Zipkin (2000), section 6.2";
    example r#"{"lead_time_demand": {"type": "poisson", "mean": 10}, "service": {"type": "fill_rate", "target": 0.98}, "order_quantity": 12}"# => r#"{"reorder_point": 14.0, "cycle_service_level": 0.9165415270653372, "fill_rate": 0.9844227211674836}"#;

    "inventory.rq_cost" = mercato_inventory::rq_cost;
    summary "What does an (r,Q) policy cost under normal demand?";
    source "Zheng (1992); Hadley and Whitin (1963), section 4-3";
    example r#"{"holding_cost": 1, "stockout_cost": 4, "fixed_cost": 20, "demand_mean": 10, "demand_sd": 0, "lead_time": 2, "reorder_point": 15, "order_quantity": 25}"# => r#"{"cost": 18.0}"#;

    "inventory.rq_reorder_point_for_quantity" = mercato_inventory::rq_reorder_point_for_quantity;
    summary "At which stock is a given lot best ordered under normal demand?";
    source "Zheng (1992)";
    example r#"{"holding_cost": 1, "stockout_cost": 4, "demand_mean": 10, "demand_sd": 0, "lead_time": 2, "order_quantity": 50}"# => r#"{"reorder_point": 10.0}"#;

    "inventory.rq_optimal" = mercato_inventory::rq_optimal;
    summary "When to order and how much under continuous review and normal demand?";
    source "Zheng (1992); Snyder and Shen (2019), chapter 5";
    example r#"{"holding_cost": 1, "stockout_cost": 4, "fixed_cost": 20, "demand_mean": 10, "demand_sd": 3, "lead_time": 4}"# => r#"{"reorder_point": 35.777076213184074, "order_quantity": 25.371745781231834, "cost": 21.150411145285894}"#;

    "inventory.rq_approximation" = mercato_inventory::rq_approximation;
    summary "When to order and how much by one of the usual short cuts, and what does that cost?";
    source "Hadley and Whitin (1963), section 4-2; Zheng (1992); Snyder and Shen (2019), chapter 5";
    example r#"{"method": "eoqss", "holding_cost": 2, "stockout_cost": 2, "fixed_cost": 100, "demand_mean": 400, "demand_sd": 30, "lead_time": 0.25}"# => r#"{"reorder_point": 100.0, "order_quantity": 200.0, "cost": 401.125}"#;

    "inventory.rq_poisson_optimal" = mercato_inventory::rq_poisson_optimal;
    summary "When to order and how many units under continuous review and Poisson demand?";
    source "Federgruen and Zheng (1992)";
    example r#"{"holding_cost": 20, "stockout_cost": 150, "fixed_cost": 100, "demand_rate": 1.5, "lead_time": 2}"# => r#"{"reorder_point": 3, "order_quantity": 5, "cost": 107.92358063314975}"#;

    "inventory.rq_poisson_cost" = mercato_inventory::rq_poisson_cost;
    summary "What does an (r,Q) policy in whole units cost under Poisson demand?";
    source "Federgruen and Zheng (1992)";
    example r#"{"holding_cost": 1, "stockout_cost": 9, "fixed_cost": 3, "demand_rate": 2, "lead_time": 0, "reorder_point": 0, "order_quantity": 4}"# => r#"{"cost": 4.0}"#;

    "inventory.ss_optimal" = mercato_inventory::ss_optimal;
    summary "When to order and up to which level under periodic review?";
    source "Zheng and Federgruen (1991)";
    example r#"{"holding_cost": 1, "stockout_cost": 4, "fixed_cost": 5, "distribution": {"type": "poisson", "mean": 6}}"# => r#"{"reorder_point": 4, "order_up_to_level": 10, "cost": 8.034111561471642}"#;

    "inventory.ss_cost" = mercato_inventory::ss_cost;
    summary "What does an (s,S) policy cost under periodic review?";
    source "Zheng and Federgruen (1991)";
    example r#"{"holding_cost": 1, "stockout_cost": 9, "fixed_cost": 6, "distribution": {"type": "discrete", "values": [1], "probabilities": [1]}, "reorder_point": 0, "order_up_to_level": 2}"# => r#"{"cost": 3.5}"#;

    "inventory.ss_power_approximation" = mercato_inventory::ss_power_approximation;
    summary "Which (s,S) policy is nearly best, from the mean and the standard deviation of demand alone?";
    source "Ehrhardt and Mosier (1984)";
    example r#"{"holding_cost": 0.18, "stockout_cost": 0.7, "fixed_cost": 2.5, "demand_mean": 50, "demand_sd": 8}"# => r#"{"reorder_point": 40.19461695647407, "order_up_to_level": 74.29017010980579}"#;

    "inventory.finite_horizon" = mercato_inventory::finite_horizon;
    summary "When to order and up to which level in each of a few periods that differ?";
    source "Scarf (1960); Snyder and Shen (2019), section 4.5";
    example r#"{"periods": [{"holding_cost": 1, "stockout_cost": 9, "fixed_cost": 3, "distribution": {"type": "discrete", "values": [1], "probabilities": [1]}}, {"holding_cost": 1, "stockout_cost": 9, "fixed_cost": 3, "distribution": {"type": "discrete", "values": [1], "probabilities": [1]}}], "terminal_holding_cost": 0, "terminal_stockout_cost": 9, "initial_inventory": 0}"# => r#"{"reorder_points": [0, 0], "order_up_to_levels": [2, 1], "cost": 4.0}"#;

    "inventory.eoq_with_disruptions" = mercato_inventory::eoq_with_disruptions;
    summary "How much to order from a supplier who is out of action now and then?";
    source "Parlar and Berkin (1991); Berk and Arreola-Risa (1994); Snyder and Shen (2019), section 9.2";
    example r#"{"fixed_cost": 8, "holding_cost": 0.225, "stockout_cost": 5, "demand_rate": 1300, "disruption_rate": 1.5, "recovery_rate": 14}"# => r#"{"order_quantity": 772.811068256706, "cost": 173.95000257319708}"#;

    "inventory.newsvendor_with_disruptions" = mercato_inventory::newsvendor_with_disruptions;
    summary "How many periods of known demand to hold against a supplier who fails?";
    source "Snyder and Shen (2019), section 9.2";
    example r#"{"holding_cost": 1, "stockout_cost": 4, "demand": 20, "disruption_prob": 0.25, "recovery_prob": 0.75}"# => r#"{"base_stock_level": 40.0, "cost": 21.666666666666664}"#;

    "inventory.eoq_with_yield" = mercato_inventory::eoq_with_yield;
    summary "How much to order when what arrives is not what was ordered?";
    source "Silver (1976); Snyder and Shen (2019), section 9.3";
    example r#"{"yield_type": "multiplicative", "fixed_cost": 50, "holding_cost": 1, "demand_rate": 100, "yield_mean": 0.5, "yield_sd": 0}"# => r#"{"order_quantity": 200.0, "cost": 100.0}"#;

    "inventory.newsvendor_with_yield" = mercato_inventory::newsvendor_with_yield;
    summary "Which level is best for known demand when receipts are uncertain?";
    source "Snyder and Shen (2019), section 9.3";
    example r#"{"holding_cost": 1, "stockout_cost": 3, "demand": 100, "yield_distribution": {"type": "uniform", "lower": -20, "upper": 0}}"# => r#"{"base_stock_level": 115.0, "cost": 7.5}"#;

    // Daily operations, exact.

    // Networks, batches, simulation.
    "inventory.gsm_tree" = mercato_inventory::gsm_tree;
    summary "Where in a network safety stock belongs: guaranteed service times and stocks of least cost on a tree.";
    source "Graves and Willems (2000), Manufacturing & Service Operations Management 2, 68-83";
    example r#"{"nodes": [{"id": "depot", "processing_time": 5, "holding_cost": 1}, {"id": "shop", "processing_time": 4, "holding_cost": 3, "external_outbound_cst": 0, "demand_mean": 20, "demand_sd": 10, "demand_bound_constant": 2}], "edges": [["depot", "shop"]]}"#
        => r#"{"cost": 164.72135954999578, "committed_service_times": {"depot": 0, "shop": 0}, "net_lead_times": {"depot": 5, "shop": 4}, "safety_stocks": {"depot": 44.721359549995796, "shop": 40.0}, "base_stock_levels": {"depot": 144.72135954999578, "shop": 120.0}}"#;

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
