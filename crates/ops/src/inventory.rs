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

    // Daily operations, exact.

    // Networks, batches, simulation.
}
