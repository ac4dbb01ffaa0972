//! The operations of `mercato-inventory`.

crate::ops! {
    /// Policies, replenishment and simulation of stock: `inventory.*`.
    INVENTORY:

    // Deterministic lots and coordination.

    "inventory.eoq" = mercato_inventory::eoq;
    summary "How much to order at a time when demand is steady, and what does a given quantity cost?";
    source "Harris (1913); Snyder and Shen (2019), section 3.2";
    example r#"{"fixed_cost": 50, "holding_cost": 4, "demand_rate": 100}"# => r#"{"order_quantity": 50.0, "cost": 200.0, "cycle_time": 0.5, "order_frequency": 2.0}"#;
    example r#"{"fixed_cost": 8, "holding_cost": 0.225, "demand_rate": 1300, "order_quantity": 400}"# => r#"{"order_quantity": 400.0, "cost": 71.0, "cycle_time": 0.3076923076923077, "order_frequency": 3.25}"#;

    "inventory.eoq_sensitivity" = mercato_inventory::eoq_sensitivity;
    summary "What does ordering another quantity than the optimum cost, as a multiple of the least cost?";
    source "Snyder and Shen (2019), section 3.2";
    example r#"{"order_quantity": 200, "optimal_order_quantity": 100}"# => r#"{"cost_ratio": 1.25}"#;

    "inventory.eoq_backorders" = mercato_inventory::eoq_backorders;
    summary "How much to order, and how much of it to owe, when customers wait and waiting has a price?";
    source "Hadley and Whitin (1963); Snyder and Shen (2019), section 3.5";
    example r#"{"fixed_cost": 54, "holding_cost": 1, "stockout_cost": 3, "demand_rate": 100}"# => r#"{"order_quantity": 120.0, "stockout_fraction": 0.25, "cost": 90.0, "maximum_inventory": 90.0, "maximum_backorders": 30.0}"#;
    example r#"{"fixed_cost": 54, "holding_cost": 1, "stockout_cost": 3, "demand_rate": 100, "order_quantity": 100, "stockout_fraction": 0.5}"# => r#"{"order_quantity": 100.0, "stockout_fraction": 0.5, "cost": 104.0, "maximum_inventory": 50.0, "maximum_backorders": 50.0}"#;

    "inventory.epq" = mercato_inventory::epq;
    summary "How much to make in one run when stock builds up at a finite rate?";
    source "Taft (1918); Snyder and Shen (2019), section 3.6";
    example r#"{"fixed_cost": 50, "holding_cost": 2, "demand_rate": 100, "production_rate": 200}"# => r#"{"order_quantity": 100.0, "cost": 100.0, "maximum_inventory": 50.0, "cycle_time": 1.0, "run_time": 0.5}"#;

    "inventory.setup_cost_for_lot_size" = mercato_inventory::setup_cost_for_lot_size;
    summary "To which cost must a setup fall so that a small lot is the economic one?";
    source "The economic production quantity solved for its fixed cost; Silver, Pyke and Thomas (2017)";
    example r#"{"target_order_quantity": 100, "holding_cost": 2, "demand_rate": 5000, "production_rate": 20000}"# => r#"{"fixed_cost": 1.5}"#;
    example r#"{"target_order_quantity": 50, "holding_cost": 4, "demand_rate": 100}"# => r#"{"fixed_cost": 50.0}"#;

    "inventory.eoq_quantity_discount" = mercato_inventory::eoq_quantity_discount;
    summary "How much to order when the price falls with the quantity?";
    source "Snyder and Shen (2019), section 3.4";
    example r#"{"discount_type": "all_units", "fixed_cost": 8, "holding_cost_rate": 0.3, "demand_rate": 1300, "breakpoints": [0, 400, 800], "unit_costs": [0.75, 0.72, 0.68]}"# => r#"{"order_quantity": 800.0, "region": 2, "cost": 978.6, "unit_cost": 0.68}"#;
    example r#"{"discount_type": "incremental", "fixed_cost": 8, "holding_cost_rate": 0.3, "demand_rate": 1300, "breakpoints": [0, 400, 800], "unit_costs": [0.75, 0.72, 0.68], "order_quantity": 500}"# => r#"{"order_quantity": 500.0, "region": 1, "cost": 1043.8, "unit_cost": 0.72}"#;

    "inventory.eoq_constrained" = mercato_inventory::eoq_constrained;
    summary "How much of each of many items to order when they share a budget or a shelf?";
    source "Hadley and Whitin (1963); Silver, Pyke and Thomas (2017)";
    example r#"{"items": [{"id": "a", "fixed_cost": 50, "holding_cost": 4, "demand_rate": 100, "resource_per_unit": 1}, {"id": "b", "fixed_cost": 50, "holding_cost": 4, "demand_rate": 100, "resource_per_unit": 1}], "capacity": 50, "capacity_measure": "maximum"}"# => r#"{"order_quantities": [25.0, 25.0], "multiplier": 6.0, "cost": 500.0, "resource_used": 50.0, "binding": true}"#;

    "inventory.joint_replenishment" = mercato_inventory::joint_replenishment;
    summary "How often to place a joint order, and which items to put on every one, every second, every third?";
    source "Silver (1976); Goyal (1974)";
    example r#"{"shared_fixed_cost": 40, "items": [{"id": "p0", "fixed_cost": 15, "holding_cost": 0.24, "demand_rate": 86000}, {"id": "p1", "fixed_cost": 15, "holding_cost": 0.24, "demand_rate": 12500}, {"id": "p2", "fixed_cost": 15, "holding_cost": 0.24, "demand_rate": 1400}, {"id": "p3", "fixed_cost": 15, "holding_cost": 0.24, "demand_rate": 3000}], "method": "silver"}"# => r#"{"base_cycle_time": 0.07617340262784976, "order_multiples": [1, 1, 4, 3], "order_quantities": [6550.912625995079, 952.1675328481219, 426.57105471595867, 685.5606236506478], "cost": 2067.650840930354}"#;
    example r#"{"shared_fixed_cost": 2, "items": [{"id": "a", "fixed_cost": 1, "holding_cost": 2, "demand_rate": 3}, {"id": "b", "fixed_cost": 12, "holding_cost": 1, "demand_rate": 1}], "method": "optimal"}"# => r#"{"base_cycle_time": 0.9908673886137246, "order_multiples": [1, 5], "order_quantities": [2.972602165841174, 4.954336943068623], "cost": 10.89954127475097}"#;

    "inventory.power_of_two" = mercato_inventory::power_of_two;
    summary "How often to order when the cycle must be a base period doubled or halved?";
    source "Roundy (1985); Snyder and Shen (2019), section 3.3";
    example r#"{"fixed_cost": 100, "holding_cost": 2, "demand_rate": 16, "base_period": 1}"# => r#"{"exponent": 1, "cycle_time": 2.0, "order_quantity": 32.0, "cost": 82.0, "cost_ratio": 1.025}"#;

    "inventory.wagner_whitin" = mercato_inventory::wagner_whitin;
    summary "Which orders cover known demand at the least cost?";
    source "Wagner and Whitin (1958); Wagelmans, Van Hoesel and Kolen (1992)";
    example r#"{"demand": [90, 120, 80, 70], "fixed_cost": 500, "holding_cost": 2}"# => r#"{"order_quantities": [210.0, 0.0, 150.0, 0.0], "cost": 1380.0}"#;
    example r#"{"demand": [10, 10, 10], "fixed_cost": [100, 100, 5], "holding_cost": [1, 10, 1], "initial_inventory": 15}"# => r#"{"order_quantities": [0.0, 5.0, 10.0], "cost": 110.0}"#;

    "inventory.lot_size_heuristic" = mercato_inventory::lot_size_heuristic;
    summary "Which orders cover known demand by a simple rule?";
    source "Silver and Meal (1973); DeMatteis (1968); Silver, Pyke and Thomas (2017), chapter 5";
    example r#"{"method": "silver_meal", "demand": [10, 20, 30], "fixed_cost": 50, "holding_cost": 1}"# => r#"{"order_quantities": [30.0, 0.0, 30.0], "cost": 120.0}"#;
    example r#"{"method": "part_period_balancing", "demand": [10, 20, 0, 20], "fixed_cost": 80, "holding_cost": 1}"# => r#"{"order_quantities": [50.0, 0.0, 0.0, 0.0], "cost": 160.0}"#;

    "inventory.joint_economic_lot_size" = mercato_inventory::joint_economic_lot_size;
    summary "Which lot suits a buyer and its supplier together, and in how many shipments?";
    source "Banerjee (1986); Lu (1995)";
    example r#"{"demand_rate": 1000, "production_rate": 3200, "buyer_fixed_cost": 25, "vendor_setup_cost": 400, "buyer_holding_cost": 5, "vendor_holding_cost": 4}"# => r#"{"shipments_per_lot": 5, "order_quantity": 110.33545687347409, "production_lot": 551.6772843673705, "cost": 1903.286631067428, "independent_cost": 1912.5, "saving_fraction": 0.004817447807880737}"#;

    "inventory.supply_contract" = mercato_inventory::supply_contract;
    summary "How much does a retailer order under a contract, and does the contract make the chain act as one?";
    source "Cachon (2003); Pasternack (1985)";
    example r#"{"contract_type": "wholesale", "retail_price": 100, "production_cost": 40, "wholesale_price": 70, "salvage_value": 10, "demand_mean": 500, "demand_sd": 120}"# => r#"{"order_quantity": 448.3127240845451, "retailer_profit": 11073.122433506567, "supplier_profit": 13449.381722536353, "chain_profit": 24522.50415604292, "coordinated_order_quantity": 551.6872759154548, "coordinated_profit": 26073.12243350657, "efficiency": 0.9405280943462702}"#;
    example r#"{"contract_type": "buyback", "retail_price": 100, "production_cost": 40, "wholesale_price": 70, "salvage_value": 10, "buyback_price": 55, "demand_mean": 500, "demand_sd": 120}"# => r#"{"order_quantity": 551.6872759154548, "retailer_profit": 13036.561216753282, "supplier_profit": 13036.561216753289, "chain_profit": 26073.12243350657, "coordinated_order_quantity": 551.6872759154548, "coordinated_profit": 26073.12243350657, "efficiency": 1.0}"#;

    "inventory.risk_pooling" = mercato_inventory::risk_pooling;
    summary "How much safety stock does one central stock save against a stock at each place?";
    source "Eppen (1979)";
    example r#"{"demand_sds": [30, 40], "lead_time": 4, "cycle_service_level": 0.975}"# => r#"{"pooled_sd": 50.0, "decentralized_safety_stock": 274.3949578356075, "centralized_safety_stock": 195.99639845400537, "reduction_fraction": 0.2857142857142857}"#;
    example r#"{"demand_sds": [30, 40], "lead_time": 4, "cycle_service_level": 0.975, "correlation": [[1, 1], [1, 1]]}"# => r#"{"pooled_sd": 70.0, "decentralized_safety_stock": 274.3949578356075, "centralized_safety_stock": 274.3949578356075, "reduction_fraction": 0.0}"#;

    "inventory.bullwhip_bound" = mercato_inventory::bullwhip_bound;
    summary "By how much, at least, does forecasting by a moving average amplify the variance of demand?";
    source "Chen, Drezner, Ryan and Simchi-Levi (2000)";
    example r#"{"lead_time": 4, "moving_average_periods": 8}"# => r#"{"variance_ratio": 2.5}"#;

    "inventory.bullwhip_ratio" = mercato_inventory::bullwhip_ratio;
    summary "How much more did orders vary than demand?";
    source "Lee, Padmanabhan and Whang (1997)";
    example r#"{"orders": [0, 8, 0, 8], "demand": [2, 4, 4, 6]}"# => r#"{"variance_ratio": 8.0, "cv_ratio": 2.8284271247461903}"#;

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
    source "Snyder and Shen (2019), section 4.3.2.4; Zipkin (2000), section 9.4";
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
    source "Zheng (1992); Snyder and Shen (2019), section 5.2";
    example r#"{"holding_cost": 1, "stockout_cost": 4, "fixed_cost": 20, "demand_mean": 10, "demand_sd": 3, "lead_time": 4}"# => r#"{"reorder_point": 35.777076213184074, "order_quantity": 25.371745781231834, "cost": 21.150411145285894}"#;

    "inventory.rq_approximation" = mercato_inventory::rq_approximation;
    summary "When to order and how much by one of the usual short cuts, and what does that cost?";
    source "Hadley and Whitin (1963), section 4-2; Zheng (1992); Snyder and Shen (2019), sections 5.3-5.4";
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
    source "Parlar and Berkin (1991); Berk and Arreola-Risa (1994); Snyder and Shen (2019), section 9.2.1";
    example r#"{"fixed_cost": 8, "holding_cost": 0.225, "stockout_cost": 5, "demand_rate": 1300, "disruption_rate": 1.5, "recovery_rate": 14}"# => r#"{"order_quantity": 772.811068256706, "cost": 173.95000257319708}"#;

    "inventory.newsvendor_with_disruptions" = mercato_inventory::newsvendor_with_disruptions;
    summary "How many periods of known demand to hold against a supplier who fails?";
    source "Snyder and Shen (2019), section 9.2.2";
    example r#"{"holding_cost": 1, "stockout_cost": 4, "demand": 20, "disruption_prob": 0.25, "recovery_prob": 0.75}"# => r#"{"base_stock_level": 40.0, "cost": 21.666666666666664}"#;

    "inventory.eoq_with_yield" = mercato_inventory::eoq_with_yield;
    summary "How much to order when what arrives is not what was ordered?";
    source "Silver (1976); Snyder and Shen (2019), section 9.3.1";
    example r#"{"yield_type": "multiplicative", "fixed_cost": 50, "holding_cost": 1, "demand_rate": 100, "yield_mean": 0.5, "yield_sd": 0}"# => r#"{"order_quantity": 200.0, "cost": 100.0}"#;

    "inventory.newsvendor_with_yield" = mercato_inventory::newsvendor_with_yield;
    summary "Which level is best for known demand when receipts are uncertain?";
    source "Snyder and Shen (2019), section 9.3.2";
    example r#"{"holding_cost": 1, "stockout_cost": 3, "demand": 100, "yield_distribution": {"type": "uniform", "lower": -20, "upper": 0}}"# => r#"{"base_stock_level": 115.0, "cost": 7.5}"#;

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
