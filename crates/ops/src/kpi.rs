//! The operations of `mercato-kpi`.

crate::ops! {
    /// Measuring a business: `kpi.*`.
    KPI:

    "kpi.ratio" = mercato_kpi::ratio;
    summary "The quotient of two exact numbers, with a zero denominator told apart and handled as asked.";
    source "definition";
    example r#"{"numerator": "-5.00", "denominator": 8}"# => r#"{"value": -0.625, "reason": null}"#;
    example r#"{"numerator": 4, "denominator": 0}"# => r#"{"value": null, "reason": "nonzero_over_zero"}"#;

    // Surveys, intervals, tests and anomalies.

    "kpi.csat" = mercato_kpi::csat;
    summary "Which share of customers answered in the top boxes of a satisfaction scale, and how sure is that share?";
    source "Top-box share; interval of Wilson (1927)";
    example r#"{"responses": [5, 4, 3, 5, 1]}"# => r#"{"n": 5, "mean": 3.6, "satisfied": 3, "csat": 0.6, "lower": 0.23072428127601297, "upper": 0.8823792257673521}"#;

    "kpi.nps" = mercato_kpi::nps;
    summary "How many more customers recommend us than warn of us (net promoter score), and how sure is the score?";
    source "Reichheld (2003); multinomial variance, normal interval";
    example r#"{"scores": [8, 8, 9, 10]}"# => r#"{"n": 4, "promoters": 2, "passives": 2, "detractors": 0, "nps": 0.5, "nps_points": 50.0, "standard_error": 0.25, "lower": 0.010009003864986599, "upper": 0.9899909961350134}"#;

    "kpi.ces" = mercato_kpi::ces;
    summary "How easy was it for the customer, on a scale of 1 to 7 (customer effort score)?";
    source "Dixon, Freeman and Toman (2010)";
    example r#"{"responses": [6, 7, 5, 3, 1]}"# => r#"{"n": 5, "mean": 4.4, "easy": 3, "easy_rate": 0.6}"#;

    "kpi.incrementality" = mercato_kpi::incrementality;
    summary "What did a campaign bring that would not have come anyway, by a randomly held-out control group?";
    source "Pooled z-test and Wald interval; Johnson, Lewis and Nubbemeyer (2017)";
    example r#"{"treatment_size": 10000, "treatment_conversions": 300, "control_size": 5000, "control_conversions": 100, "spend": 500, "value_per_conversion": 20}"# => r#"{"treatment_rate": 0.03, "control_rate": 0.02, "absolute_lift": 0.01, "relative_lift": 0.5, "incremental_conversions": 100.0, "z": 3.583638619256224, "p_value": 0.0003388408084349334, "lower": 0.0048777774603849106, "upper": 0.01512222253961509, "cost_per_incremental_conversion": 5.0, "incremental_roas": 4.0}"#;

    "kpi.channel_comparison" = mercato_kpi::channel_comparison;
    summary "Which channels convert better or worse than all others together, beyond chance?";
    source "Pooled two-proportion z-test; Holm (1979)";
    example r#"{"channels": [{"channel": "own_site", "visitors": 1000, "orders": 60, "net_sales": "6000.00"}, {"channel": "marketplace", "visitors": 4000, "orders": 120, "net_sales": "9000.00"}]}"# => r#"{"channels": [{"channel": "own_site", "conversion_rate": 0.06, "average_order_value": "100.00", "revenue_per_visitor": "6.00", "traffic_share": 0.2, "sales_share": 0.4, "conversion_index": 1.6666666666666667, "z": 4.55487518674277, "p_value": 5.241669175753141e-06, "p_adjusted": 1.0483338351506282e-05, "rating": "strong"}, {"channel": "marketplace", "conversion_rate": 0.03, "average_order_value": "75.00", "revenue_per_visitor": "2.25", "traffic_share": 0.8, "sales_share": 0.6, "conversion_index": 0.8333333333333334, "z": -4.55487518674277, "p_value": 5.241669175753141e-06, "p_adjusted": 1.0483338351506282e-05, "rating": "weak"}], "total": {"visitors": 5000, "orders": 180, "net_sales": "15000.00", "conversion_rate": 0.036, "average_order_value": "83.33", "revenue_per_visitor": "3.00"}}"#;

    "kpi.proportion_interval" = mercato_kpi::proportion_interval;
    summary "Between which limits lies the rate behind so many successes in so many trials?";
    source "Wilson (1927); Clopper and Pearson (1934); Agresti and Coull (1998); Brown, Cai and DasGupta (2001)";
    example r#"{"successes": 81, "trials": 263}"# => r#"{"estimate": 0.30798479087452474, "lower": 0.2552885198782743, "upper": 0.36620957698280004}"#;
    example r#"{"successes": 0, "trials": 20, "method": "clopper_pearson"}"# => r#"{"estimate": 0.0, "lower": 0.0, "upper": 0.16843347098308528}"#;

    "kpi.mean_interval" = mercato_kpi::mean_interval;
    summary "Between which limits lies the mean behind a sample?";
    source "Student (1908)";
    example r#"{"n": 100, "mean": 52.1, "standard_deviation": 8.0}"# => r#"{"n": 100, "mean": 52.1, "standard_error": 0.8, "lower": 50.51262643873087, "upper": 53.68737356126913}"#;

    "kpi.two_proportion_test" = mercato_kpi::two_proportion_test;
    summary "Does the rate of b differ from the rate of a, or is it chance?";
    source "Pooled z-test; Newcombe (1998), method 10, for the hybrid score interval";
    example r#"{"successes_a": 56, "trials_a": 70, "successes_b": 48, "trials_b": 80, "interval": "newcombe"}"# => r#"{"rate_a": 0.8, "rate_b": 0.6, "difference": -0.2, "relative_lift": -0.25, "z": -2.6501719512585327, "p_value": 0.00804508136819659, "lower": -0.3338726540369059, "upper": -0.052431472402364954, "significant": true}"#;

    "kpi.welch_t_test" = mercato_kpi::welch_t_test;
    summary "Does the mean of b differ from the mean of a, or is it chance, whatever their variances?";
    source "Welch (1947); Satterthwaite (1946)";
    example r#"{"mean_a": 0.0, "standard_deviation_a": 1.0, "n_a": 2, "mean_b": 50.0, "standard_deviation_b": 1.0, "n_b": 2}"# => r#"{"mean_a": 0.0, "mean_b": 50.0, "difference": 50.0, "t": 50.00000000000001, "degrees_of_freedom": 1.9999999999999991, "p_value": 0.0003997601598880815, "lower": 45.69734727025054, "upper": 54.30265272974946}"#;

    "kpi.sample_ratio_mismatch" = mercato_kpi::sample_ratio_mismatch;
    summary "Did each arm of an experiment get its planned share of the traffic?";
    source "Pearson (1900); Fabijan et al. (2019)";
    example r#"{"observed": [9000, 1500], "expected_ratio": [0.9, 0.1]}"# => r#"{"chi_square": 214.28571428571428, "degrees_of_freedom": 1, "p_value": 1.595468484307038e-48, "mismatch": true}"#;

    "kpi.sample_size_two_proportions" = mercato_kpi::sample_size_two_proportions;
    summary "How many visitors must each group of an experiment have to see a difference between two rates?";
    source "Fleiss, Levin and Paik (2003), section 4.2";
    example r#"{"rate_a": 0.04, "rate_b": 0.042}"# => r#"{"n_a_exact": 154303.8721953878, "n_a": 154304, "n_b": 154304}"#;

    "kpi.always_valid_test" = mercato_kpi::always_valid_test;
    summary "Does the mean of b differ from that of a, however often the data were looked at?";
    source "Robbins (1970); Johari, Pekelis and Walsh (2015)";
    example r#"{"n": 10000, "mean_a": 0.06, "mean_b": 0.07, "variance_a": 0.0564, "variance_b": 0.0651, "tau_squared": 0.0001}"# => r#"{"likelihood_ratio": 12.91178959588343, "log_likelihood_ratio": 2.558140816156552, "p_value": 0.07744859785500396, "lower": -0.0005794819964472179, "upper": 0.020579481996447234, "reject": false}"#;

    "kpi.bayesian_ab_test" = mercato_kpi::bayesian_ab_test;
    summary "How probable is it that b beats a, and how much rate does choosing b cost on average if it does not?";
    source "Beta-binomial model; expected loss of Stucchio (2015); adaptive Gauss-Kronrod quadrature";
    example r#"{"successes_a": 120, "trials_a": 1000, "successes_b": 118, "trials_b": 1000}"# => r#"{"posterior_mean_a": 0.12075848303393213, "posterior_mean_b": 0.1187624750499002, "probability_b_beats_a": 0.44519029293777235, "expected_loss_b": 0.006833540828420553}"#;

    "kpi.adjust_p_values" = mercato_kpi::adjust_p_values;
    summary "Which of many p-values still count when all were looked at together?";
    source "Bonferroni (1936); Holm (1979); Benjamini and Hochberg (1995); Benjamini and Yekutieli (2001)";
    example r#"{"p_values": [0.04, 0.01, 0.03], "method": "holm"}"# => r#"{"adjusted": [0.06, 0.03, 0.06], "reject": [false, true, false]}"#;

    "kpi.anomaly_flags" = mercato_kpi::anomaly_flags;
    summary "Which values of a series stand out?";
    source "Shewhart (1931); Tukey (1977); Iglewicz and Hoaglin (1993)";
    example r#"{"values": [10, 12, 11, 13, 40], "method": "modified_z"}"# => r#"{"center": 12.0, "lower": 6.810971089696071, "upper": 17.18902891030393, "flags": [false, false, false, false, true], "scores": [-1.349, 0.0, -0.6745, 0.6745, 18.886]}"#;

    "kpi.sales_summary" = mercato_kpi::sales_summary;
    summary "What was sold, what came back and what is left over order lines, in total and by channel, article, customer or order.";
    source "Shopify analytics (gross, net, average order value); Tmall 生意参谋 (客單價)";
    example r#"{"currency": "CNY", "group_by": "channel", "lines": [
        {"order_id": "A1", "customer_id": "c1", "channel": "tmall", "quantity": 3, "unit_price": "10.00", "discount": "1.00",
         "unit_cost": "4.00", "returned_quantity": 1},
        {"order_id": "A2", "quantity": 1, "unit_price": "25.00", "unit_cost": "11.00", "channel": "tmall"},
        {"order_id": "A3", "channel": "jd", "quantity": 2, "unit_price": "8.00", "status": "cancelled"}]}"#
    => r#"{
        "total": {"gmv": "71.00", "gross_sales": "55.00", "discounts": "1.00", "returns": "9.67", "net_sales": "44.33",
            "identified_net_sales": "19.33", "cogs": "19.00", "gross_profit": "25.33", "gross_margin_rate": 0.5714285714285714,
            "orders": 2, "cancelled_orders": 1, "units": 4, "returned_units": 1, "buyers": 1, "average_order_value": "27.00",
            "revenue_per_buyer": "29.00", "average_selling_price": "13.50", "units_per_transaction": 2.0,
            "discount_rate": 0.01818181818181818, "unit_return_rate": 0.25, "refund_rate": 0.17901234567901234,
            "cancellation_rate": 0.3333333333333333},
        "groups": [
            {"key": "jd", "gmv": "16.00", "gross_sales": "0.00", "discounts": "0.00", "returns": "0.00", "net_sales": "0.00",
             "identified_net_sales": "0.00", "cogs": "0.00", "gross_profit": "0.00", "gross_margin_rate": null, "orders": 0,
             "cancelled_orders": 1, "units": 0, "returned_units": 0, "buyers": 0, "average_order_value": null,
             "revenue_per_buyer": null, "average_selling_price": null, "units_per_transaction": null, "discount_rate": null,
             "unit_return_rate": null, "refund_rate": null, "cancellation_rate": 1.0},
            {"key": "tmall", "gmv": "55.00", "gross_sales": "55.00", "discounts": "1.00", "returns": "9.67",
             "net_sales": "44.33", "identified_net_sales": "19.33", "cogs": "19.00", "gross_profit": "25.33",
             "gross_margin_rate": 0.5714285714285714, "orders": 2, "cancelled_orders": 0, "units": 4, "returned_units": 1,
             "buyers": 1, "average_order_value": "27.00", "revenue_per_buyer": "29.00", "average_selling_price": "13.50",
             "units_per_transaction": 2.0, "discount_rate": 0.01818181818181818, "unit_return_rate": 0.25,
             "refund_rate": 0.17901234567901234, "cancellation_rate": 0.0}]}"#;

    "kpi.clean_orders" = mercato_kpi::clean_orders;
    summary "Sorts the rows of an order file into those to count and those to reject, with every reason.";
    source "mercato's rule table (kpi::clean)";
    example r#"{"now": "2024-06-01T00:00:00Z", "currencies": ["CNY"], "max_quantity": 1000, "rows": [
        {"order_id": "O1", "sku": "S1", "quantity": 2, "unit_price": "1.50", "currency": "CNY",
         "ordered_at": "2024-05-10T08:00:00+08:00"},
        {"order_id": "O1", "sku": "S1", "quantity": "2", "unit_price": "1.5", "currency": "CNY",
         "ordered_at": "2024-05-10T00:00:00Z"},
        {"order_id": "test-7", "sku": "S1", "quantity": 5000, "unit_price": "1,200", "currency": "CNY",
         "ordered_at": "2024-05-10T08:00:00+08:00"}]}"#
    => r#"{"kept": [0],
        "rejected": [{"index": 1, "reasons": ["duplicate"]},
            {"index": 2, "reasons": ["quantity_above_limit", "invalid_unit_price", "test_order"]}],
        "reason_counts": [{"reason": "quantity_above_limit", "count": 1}, {"reason": "invalid_unit_price", "count": 1},
            {"reason": "test_order", "count": 1}, {"reason": "duplicate", "count": 1}]}"#;

    "kpi.moments_merge" = mercato_kpi::moments_merge;
    summary "Count, sum, mean, sample variance and extremes of numbers in partitions, merged pairwise.";
    source "Chan, Golub & LeVeque 1979, eq. 1.5";
    example r#"{"partitions": [[1000000004, 1000000007], [], [1000000013, 1000000016]]}"#
    => r#"{"count": 4, "sum": 4000000040.0, "mean": 1000000010.0, "variance": 30.0,
        "standard_deviation": 5.477225575051661, "min": 1000000004.0, "max": 1000000016.0}"#;

    "kpi.quantiles" = mercato_kpi::quantiles;
    summary "The values below which given shares of the numbers lie, by one of four definitions.";
    source "Hyndman & Fan 1996, types 7, 1, 5 and 8";
    example r#"{"values": [40, 10, 30, 20], "probabilities": [0, 0.5, 0.9]}"# => r#"{"quantiles": [10.0, 25.0, 37.0]}"#;
    example r#"{"values": [40, 10, 30, 20], "probabilities": [0.5, 0.9], "method": "nearest_rank"}"#
    => r#"{"quantiles": [20.0, 40.0]}"#;

    "kpi.distinct_count" = mercato_kpi::distinct_count;
    summary "How many different values there are, counted exactly or estimated by a HyperLogLog sketch.";
    source "Flajolet, Fusy, Gandouet & Meunier 2007; Apache DataSketches";
    example r#"{"values": ["u1", "u2", "u1"], "method": "exact"}"# => r#"{"estimate": 2}"#;
    "kpi.traffic_metrics" = mercato_kpi::traffic_metrics;
    summary "What the visitors of a shop did: pages, bounces, conversions and revenue a visit.";
    source r#"Google Analytics 4 help, "Engagement rate and bounce rate"; Alibaba 生意参谋 (支付转化率)"#;
    example r#"{"page_views": 5000, "unique_visitors": 800, "sessions": 1000, "bounced_sessions": 400, "orders": 30, "buyers": 24, "cart_sessions": 125, "total_duration_seconds": 150000, "revenue": "4500.00"}"#
        => r#"{"pages_per_session": 5.0, "sessions_per_visitor": 1.25, "bounce_rate": 0.4, "engagement_rate": 0.6, "order_conversion_rate": 0.03, "buyer_conversion_rate": 0.03, "cart_rate": 0.125, "avg_session_duration_seconds": 150.0, "revenue_per_visitor": "5.62", "revenue_per_session": "4.50"}"#;

    "kpi.sessionize" = mercato_kpi::sessionize;
    summary "How many visits raw events make, and how long and engaged they were.";
    source r#"Google Analytics help, "About Analytics sessions" (30 minutes) and "Engagement rate and bounce rate" (10 seconds)"#;
    example r#"{"events": [{"visitor_id": "v1", "timestamp": "2024-03-10T09:00:00Z"}, {"visitor_id": "v1", "timestamp": "2024-03-10T17:29:59+08:00"}, {"visitor_id": "v1", "timestamp": "2024-03-10T09:59:59Z"}, {"visitor_id": "v2", "timestamp": "2024-03-10T09:00:00Z", "key_event": true}]}"#
        => r#"{"page_views": 4, "unique_visitors": 2, "sessions": 3, "single_page_sessions": 2, "engaged_sessions": 2, "bounce_rate": 0.3333333333333333, "single_page_rate": 0.6666666666666666, "total_duration_seconds": 1799.0, "avg_session_duration_seconds": 599.6666666666666}"#;

    "kpi.funnel" = mercato_kpi::funnel;
    summary "Where people leave a funnel of counts.";
    source r#"definition; Google Analytics help, "Funnel exploration""#;
    example r#"{"steps": [{"name": "visit", "count": 1000}, {"name": "cart", "count": 200}, {"name": "pay", "count": 50}]}"#
        => r#"{"steps": [{"name": "visit", "count": 1000, "step_rate": 1.0, "overall_rate": 1.0, "drop_off": 0, "drop_off_rate": 0.0}, {"name": "cart", "count": 200, "step_rate": 0.2, "overall_rate": 0.2, "drop_off": 800, "drop_off_rate": 0.8}, {"name": "pay", "count": 50, "step_rate": 0.25, "overall_rate": 0.05, "drop_off": 150, "drop_off_rate": 0.75}], "overall_rate": 0.05, "largest_drop_off": "cart"}"#;

    "kpi.event_funnel" = mercato_kpi::event_funnel;
    summary "How many visitors pass each step of a funnel, in order and within a window, out of raw events.";
    source "ordered, windowed funnel of ClickHouse (windowFunnel, mode strict_increase)";
    example r#"{"events": [{"visitor_id": "v1", "timestamp": "2024-03-10T09:00:00Z", "event": "view"}, {"visitor_id": "v1", "timestamp": "2024-03-10T09:05:00Z", "event": "view"}, {"visitor_id": "v1", "timestamp": "2024-03-10T09:15:00Z", "event": "pay"}, {"visitor_id": "v2", "timestamp": "2024-03-10T09:00:00Z", "event": "view"}, {"visitor_id": "v2", "timestamp": "2024-03-10T09:10:01Z", "event": "pay"}], "steps": ["view", "pay"], "window_seconds": 600}"#
        => r#"{"steps": [{"name": "view", "visitors": 2, "overall_rate": 1.0, "step_rate": 1.0}, {"name": "pay", "visitors": 1, "overall_rate": 0.5, "step_rate": 0.5}]}"#;

    "kpi.contribution_margin" = mercato_kpi::contribution_margin;
    summary "What each channel earns after goods, order costs, marketing and fixed costs.";
    source "multi-level contribution accounting: Agthe (1959), Riebel (1959)";
    example r#"{"currency": "CNY", "channels": [{"channel": "tmall", "net_sales": "1000.00", "cogs": "600.00", "commission": "50.00", "shipping": "80.00", "advertising": "120.00"}, {"channel": "shop", "net_sales": "500.00", "cogs": "250.00", "payment_fees": "5.00", "shipping": "45.00", "fixed_costs": "100.00"}]}"#
        => r#"{"channels": [{"channel": "tmall", "net_sales": "1000.00", "cm1": "400.00", "cm2": "270.00", "cm3": "150.00", "profit": "150.00", "cm1_rate": 0.4, "cm2_rate": 0.27, "cm3_rate": 0.15, "profit_rate": 0.15, "sales_share": 0.6666666666666666, "rank": 2}, {"channel": "shop", "net_sales": "500.00", "cm1": "250.00", "cm2": "200.00", "cm3": "200.00", "profit": "100.00", "cm1_rate": 0.5, "cm2_rate": 0.4, "cm3_rate": 0.4, "profit_rate": 0.2, "sales_share": 0.3333333333333333, "rank": 1}], "total": {"net_sales": "1500.00", "cm1": "650.00", "cm2": "470.00", "cm3": "350.00", "profit": "250.00", "cm1_rate": 0.43333333333333335, "cm2_rate": 0.31333333333333335, "cm3_rate": 0.23333333333333334, "profit_rate": 0.16666666666666666, "sales_share": 1.0}}"#;

    "kpi.inventory_metrics" = mercato_kpi::inventory_metrics;
    summary "How fast a stock turns, what it earns and how well it serves.";
    source "Silver, Pyke, Thomas (2017), chapters 2 and 6; Sweeney (1973) for GMROI";
    example r#"{"cogs": "60000.00", "average_inventory_cost": "20000.00", "period_days": 73, "net_sales": "90000.00", "units_sold": 300, "units_available": 400, "stockout_sku_days": 73, "sku_days": 730, "units_filled": 295, "units_ordered": 300}"#
        => r#"{"inventory_turnover": 3.0, "annualized_turnover": 15.0, "days_of_inventory": 24.333333333333332, "gmroi": 1.5, "sell_through_rate": 0.75, "stockout_rate": 0.1, "unit_fill_rate": 0.9833333333333333, "order_fill_rate": null}"#;

    "kpi.average_inventory" = mercato_kpi::average_inventory;
    summary "The average value of a stock over a period, by observations or by days.";
    source "definition: time-weighted mean of a step function";
    example r#"{"observations": [{"date": "2024-07-01", "value": "100.00"}, {"date": "2024-07-10", "value": "400.00"}], "end_date": "2024-07-13", "method": "time_weighted"}"#
        => r#"{"value": "175.00"}"#;

    "kpi.take_rate" = mercato_kpi::take_rate;
    summary "What part of the sales the platform keeps.";
    source "definition: platform revenue over GMV, as in Alibaba Group's Form 20-F (monetisation rate)";
    example r#"{"gmv": "10000.00", "commission": "500.00", "advertising": "300.00"}"#
        => r#"{"platform_revenue": "800.00", "take_rate": 0.08, "commission_rate": 0.05}"#;

    "kpi.repurchase_metrics" = mercato_kpi::repurchase_metrics;
    summary "Whether customers come back: repeat and returning buyers of a period (復購).";
    source "Alibaba 生意参谋 (老客, 365 days; 复购率)";
    example r#"{"orders": [{"customer_id": "ann", "order_id": "1", "date": "2023-12-24"}, {"customer_id": "ann", "order_id": "2", "date": "2024-01-05"}, {"customer_id": "ann", "order_id": "3", "date": "2024-01-19"}, {"customer_id": "bob", "order_id": "4", "date": "2024-01-31"}], "start": "2024-01-01", "end": "2024-01-31"}"#
        => r#"{"buyers": 2, "orders": 3, "repeat_buyers": 1, "repurchase_rate": 0.5, "repeat_orders": 1, "repeat_order_rate": 0.3333333333333333, "returning_buyers": 1, "new_buyers": 1, "returning_customer_rate": 0.5, "purchase_frequency": 1.5, "mean_days_between_orders": 14.0}"#;

    "kpi.retention_rate" = mercato_kpi::retention_rate;
    summary "What share of the customers stayed over a period.";
    source "Farris et al. (2010), Marketing Metrics, chapter 5";
    example r#"{"start_customers": 200, "end_customers": 210, "new_customers": 50}"#
        => r#"{"retained_customers": 160, "retention_rate": 0.8, "churn_rate": 0.2, "expected_lifetime_periods": 5.0}"#;

    "kpi.customer_value" = mercato_kpi::customer_value;
    summary "What a customer is worth over their lifetime at a constant margin and churn.";
    source "Gupta, Lehmann (2003), Customers as assets, Journal of Interactive Marketing 17(1), with a margin at once";
    example r#"{"average_order_value": "50.00", "purchase_frequency": 4, "gross_margin_rate": 0.3, "churn_rate": 0.2, "discount_rate": 0.1, "acquisition_cost": "30.00"}"#
        => r#"{"value_per_period": 60.0, "expected_lifetime_periods": 5.0, "ltv": 220.0, "ltv_to_cac": 7.333333333333333, "payback_periods": 0.5}"#;

    "kpi.cac" = mercato_kpi::cac;
    summary "What it cost to win a customer.";
    source "Farris et al. (2010), Marketing Metrics, chapter 5";
    example r#"{"marketing_spend": "900.00", "sales_spend": "100.00", "new_customers": 40}"#
        => r#"{"cac": "25.00"}"#;

    "kpi.ad_metrics" = mercato_kpi::ad_metrics;
    summary "Whether advertising pays: its rates, costs and profit.";
    source r#"Interactive Advertising Bureau, Glossary; Amazon Ads, "What is ACOS""#;
    example r#"{"impressions": 100000, "clicks": 2000, "spend": "500.00", "conversions": 40, "revenue": "2500.00", "gross_margin_rate": 0.25, "total_sales": "10000.00"}"#
        => r#"{"ctr": 0.02, "cpc": "0.25", "cpm": "5.00", "conversion_rate": 0.02, "cpa": "12.50", "roas": 5.0, "acos": 0.2, "tacos": 0.05, "break_even_roas": 4.0, "break_even_acos": 0.25, "profit": "125.00"}"#;

    "kpi.period_change" = mercato_kpi::period_change;
    summary "How much a figure changed from one period to another.";
    source "definition: relative to the magnitude of the base";
    example r#"{"current": "-20.00", "previous": "-50.00"}"#
        => r#"{"absolute_change": "30.00", "relative_change": 0.6, "direction": "up"}"#;

    "kpi.comparison_period" = mercato_kpi::comparison_period;
    summary "Which period to compare with: the one before (環比) or the year before (同比), whole months with whole months.";
    source "National Bureau of Statistics of China (環比, 同比); month ends clamp as in SQL";
    example r#"{"start": "2025-02-01", "end": "2025-02-28", "comparison": "year_over_year"}"#
        => r#"{"start": "2024-02-01", "end": "2024-02-29"}"#;
    example r#"{"start": "2024-03-01", "end": "2024-03-15", "comparison": "previous_period"}"#
        => r#"{"start": "2024-02-15", "end": "2024-02-29"}"#;

    "kpi.change_series" = mercato_kpi::change_series;
    summary "The relative change of each value of a series against an earlier one.";
    source "definition";
    example r#"{"values": [10, 12, null, -3, 3], "lag": 1}"#
        => r#"{"changes": [null, 0.2, null, null, 2.0]}"#;

    "kpi.compound_growth_rate" = mercato_kpi::compound_growth_rate;
    summary "The constant rate of growth from one value to another.";
    source "definition (CAGR)";
    example r#"{"first": 100, "last": 400, "periods": 2}"#
        => r#"{"rate": 1.0}"#;

    "kpi.price_volume_mix" = mercato_kpi::price_volume_mix;
    summary "Why revenue changed: prices, volume, mix, new and discontinued items.";
    source "Horngren, Datar, Rajan, Cost Accounting, chapter 14 (sales mix and quantity variances)";
    example r#"{"currency": "USD", "items": [{"key": "A", "quantity_before": 100, "price_before": "10.00", "quantity_after": 150, "price_after": "9.00"}, {"key": "B", "quantity_before": 100, "price_before": "20.00", "quantity_after": 90, "price_after": "20.00"}, {"key": "C", "quantity_before": 0, "price_before": "0", "quantity_after": 10, "price_after": "7.00"}]}"#
        => r#"{"revenue_before": "3000.00", "revenue_after": "3220.00", "change": "220.00", "volume_effect": "600.00", "mix_effect": "-300.00", "price_effect": "-150.00", "new_effect": "70.00", "discontinued_effect": "0.00"}"#;

    "kpi.mix_rate_decomposition" = mercato_kpi::mix_rate_decomposition;
    summary "Whether a weighted rate changed because the segments' rates did, or their mix.";
    source "Kitagawa (1955), Components of a difference between two rates, JASA 50(272); Oaxaca (1973)";
    example r#"{"segments": [{"key": "mobile", "weight_before": 2000, "rate_before": 0.02, "weight_after": 8000, "rate_after": 0.022}, {"key": "desktop", "weight_before": 8000, "rate_before": 0.05, "weight_after": 2000, "rate_after": 0.055}], "method": "base"}"#
        => r#"{"rate_before": 0.044, "rate_after": 0.0286, "change": -0.0154, "rate_effect": 0.0044, "mix_effect": -0.018, "interaction_effect": -0.0018, "segments": [{"key": "mobile", "rate_effect": 0.0004, "mix_effect": -0.0144, "interaction_effect": 0.0012, "total_effect": -0.0128}, {"key": "desktop", "rate_effect": 0.004, "mix_effect": -0.0036, "interaction_effect": -0.003, "total_effect": -0.0026}]}"#;

    "kpi.lmdi" = mercato_kpi::lmdi;
    summary "Which factors moved a figure that is a sum of products (logarithmic mean Divisia index).";
    source "Ang (2005), Energy Policy 33(7); zero limits of Ang, Liu (2007), Energy Policy 35(1)";
    example r#"{"factors": ["visitors", "conversion_rate"], "segments": [{"key": "shop", "before": [1000, 0.02], "after": [1000, 0.03]}, {"key": "opened", "before": [0, 0.01], "after": [500, 0.01]}], "form": "additive"}"#
        => r#"{"before": 20.0, "after": 35.0, "change": 15.0, "effects": [{"factor": "visitors", "effect": 5.0}, {"factor": "conversion_rate", "effect": 10.0}]}"#;

    "kpi.target_status" = mercato_kpi::target_status;
    summary "How a figure stands against its target or range: green, amber or red.";
    source "red-amber-green status; Parmenter (2015), Key Performance Indicators";
    example r#"{"actual": "0.055", "target": "0.05", "direction": "lower_is_better"}"#
        => r#"{"gap": -0.1, "attainment": 1.1, "status": "amber"}"#;
    example r#"{"actual": "47", "lower": "30", "upper": "45", "direction": "in_range"}"#
        => r#"{"gap": -0.13333333333333333, "attainment": null, "status": "red"}"#;

    "kpi.convert_and_sum" = mercato_kpi::convert_and_sum;
    summary "The sum of amounts of several currencies in one of them, rounded once.";
    source "definition";
    example r#"{"amounts": [{"amount": "10.00", "currency": "CNY"}, {"amount": "2.50", "currency": "USD"}], "rates": {"USD": "7.25"}, "target_currency": "CNY"}"#
        => r#"{"total": "28.12", "currency": "CNY"}"#;

    "kpi.concentration" = mercato_kpi::concentration;
    summary "On how few values a total rests: HHI, Gini and the share of the top.";
    source "Herfindahl (1950); Gini (1912) after Sen (1973), On Economic Inequality";
    example r#"{"values": [10, 70, 10, 10]}"#
        => r#"{"total": 100.0, "hhi": 0.52, "gini": 0.45, "top_share": 0.7, "effective_number": 1.923076923076923}"#;
}
