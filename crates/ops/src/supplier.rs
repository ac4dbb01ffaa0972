//! The operations of `mercato-supplier`.

crate::ops! {
    /// Supplier metrics, scorecards, tenders, order allocation: `supplier.*`.
    SUPPLIER:

    "supplier.delivery_metrics" = mercato_supplier::delivery_metrics;
    summary "How does a supplier deliver: on time, in full, without defects, at the price agreed, after how long?";
    source "SCOR model (ASCM), RL.2.1 and RL.2.2; Kish (1965)";
    example r#"{"as_of": "2025-01-31", "records": [{"order_id": "po1", "order_date": "2025-01-02", "promised_date": "2025-01-10", "received_date": "2025-01-10", "quantity_ordered": 100, "quantity_received": 100, "quantity_defective": 1, "agreed_unit_price": "4.00", "paid_unit_price": "4.10"}, {"order_id": "po2", "order_date": "2025-01-02", "promised_date": "2025-01-10", "received_date": "2025-01-13", "quantity_ordered": 100, "quantity_received": 60, "quantity_defective": 1}]}"# => r#"{"records_used": 2, "effective_sample_size": 2.0, "on_time_rate": 0.5, "in_full_rate": 0.5, "otif_rate": 0.5, "fill_rate": 0.8, "defect_ppm": 12500.0, "price_variance_rate": 0.025, "lead_time_mean_days": 9.5, "lead_time_std_days": 1.5, "mean_days_late": 1.5, "mean_response_hours": null, "records_late": 1, "records_short": 1, "records_overdue": 0, "records_open": 0}"#;

    "supplier.scorecard" = mercato_supplier::scorecard;
    summary "How good is a supplier on what counts, which grade is that, and what lacks to the next?";
    source "Monczka et al. (2016), ch. 9; Keeney and Raiffa (1976), ch. 3";
    example r#"{"criteria": [{"id": "otif_rate", "weight": 3, "worst": 0.5, "best": 1.0}, {"id": "defect_ppm", "weight": 1, "worst": 20000, "best": 0, "knockout": 30000}], "values": {"otif_rate": 0.75, "defect_ppm": 5000}, "bands": [{"grade": "A", "min": 90}, {"grade": "B", "min": 50}, {"grade": "C", "min": 0}]}"# => r#"{"score": 56.25, "grade": "B", "contributions": {"defect_ppm": 18.75, "otif_rate": 37.5}, "missing": [], "coverage": 1.0, "knocked_out": [], "grade_reason": "score", "points_lost": {"defect_ppm": 6.25, "otif_rate": 37.5}, "next_grade": {"grade": "A", "points": 33.75, "knocked_out": [], "single_improvements": [{"id": "otif_rate", "value": 0.975}]}}"#;

    "supplier.trend_alert" = mercato_supplier::trend_alert;
    summary "Is a supplier getting worse, and is that more than chance?";
    source "Mann (1945); Kendall (1975); Sen (1968); Roberts (1959)";
    example r#"{"values": [92.0, 93.5, 91.0, 90.2, 88.9, 88.1], "alpha": 0.4, "target": 90}"# => r#"{"slope": -0.9742857142857145, "intercept": 93.05238095238096, "theil_sen_slope": -0.9666666666666686, "mann_kendall_s": -13, "mann_kendall_z": -2.2544074479065386, "mann_kendall_p": 0.024170547174545243, "ewma": 89.42816, "consecutive_declines": 4, "alerts": ["declining_trend", "consecutive_declines", "below_target"], "evidence": [{"alert": "declining_trend", "figure": 0.024170547174545243, "limit": 0.05}, {"alert": "consecutive_declines", "figure": 4.0, "limit": 3.0}, {"alert": "below_target", "figure": 88.1, "limit": 90.0}]}"#;

    "supplier.review_schedule" = mercato_supplier::review_schedule;
    summary "When is each supplier to be reviewed, by its grade and before its contract can no longer be terminated?";
    source "ISO 9001:2015, 8.4.1";
    example r#"{"as_of": "2024-02-29", "interval_months": {"A": 12, "B": 6}, "suppliers": [{"id": "tea", "grade": "B", "last_review_date": "2023-08-31"}, {"id": "pots", "grade": "A", "last_review_date": "2023-08-31", "contract_end_date": "2024-03-29", "notice_period_days": 30}]}"# => r#"{"reviews": [{"id": "pots", "next_review_date": "2024-08-31", "notice_deadline": "2024-02-28", "due_date": "2024-02-28", "days_until_due": -1, "overdue": true, "reason": "notice_deadline"}, {"id": "tea", "next_review_date": "2024-02-29", "notice_deadline": null, "due_date": "2024-02-29", "days_until_due": 0, "overdue": false, "reason": "interval"}]}"#;

    "supplier.evaluate_tender" = mercato_supplier::evaluate_tender;
    summary "Who wins a tender, who is out and why, and what would have changed it?";
    source "Directive 2014/24/EU, articles 67 and 69; Dini, Pacini and Valletti (2006)";
    example r#"{"method": "most_economically_advantageous", "currency": "EUR", "bids": [{"id": "a", "price": "100.00", "technical_score": 70}, {"id": "b", "price": "125.00", "technical_score": 95}, {"id": "c", "price": "90.00", "technical_score": 55}], "minimum_technical_score": 60, "price_formula": "lowest_over_price", "quality_weight": 1, "price_weight": 1}"# => r#"{"awarded": "b", "ranking": ["b", "a"], "rejected": [{"id": "c", "reason": "below_technical_minimum", "points_missing": 5.0}], "abnormally_low": [], "scores": [{"id": "a", "price_score": 100.0, "total": 85.0}, {"id": "b", "price_score": 80.0, "total": 87.5}], "runner_up": {"id": "a", "winning_price": "93.75", "points_behind": 2.5}}"#;
    example r#"{"method": "lowest_price", "currency": "EUR", "bids": [{"id": "a", "price": "100.00"}, {"id": "b", "price": "99.00", "compliant": false}]}"# => r#"{"awarded": "a", "ranking": ["a"], "rejected": [{"id": "b", "reason": "not_compliant"}], "abnormally_low": []}"#;

    "supplier.allocate_orders" = mercato_supplier::allocate_orders;
    summary "How is an order split between suppliers at the least cost, with price breaks, lots and quality limits?";
    source "Chaudhry, Forst and Zydiak (1993); Falk and Soland (1969)";
    example r#"{"currency": "EUR", "demand": 100, "suppliers": [{"id": "tea", "unit_price": "10.00", "capacity": 80, "price_breaks": [{"min_quantity": 1, "unit_price": "10.00"}, {"min_quantity": 60, "unit_price": "9.00"}]}, {"id": "pot", "unit_price": "9.50", "capacity": 100}]}"# => r#"{"status": "optimal", "total_cost": "910.00", "allocations": [{"id": "tea", "quantity": 80, "cost": "720.00"}, {"id": "pot", "quantity": 20, "cost": "190.00"}], "nodes": 1}"#;
    example r#"{"currency": "EUR", "demand": 100, "max_suppliers": 1, "explain": true, "suppliers": [{"id": "a", "unit_price": "9.00", "capacity": 60}, {"id": "b", "unit_price": "10.00", "capacity": 100}]}"# => r#"{"status": "optimal", "total_cost": "1000.00", "allocations": [{"id": "b", "quantity": 100, "cost": "1000.00"}], "nodes": 5, "explanation": {"suppliers": [{"id": "a", "reason": "excluded_by_limits"}, {"id": "b", "reason": "indispensable"}], "limits": [{"limit": "capacity", "saving_without_it": "100.000000"}, {"limit": "max_suppliers", "saving_without_it": "60.000000"}]}}"#;

    "supplier.supply_concentration" = mercato_supplier::supply_concentration;
    summary "How much of the spend lies with how few suppliers?";
    source "Herfindahl (1950); Hirschman (1945)";
    example r#"{"spends": [{"id": "a", "spend": "800.00"}, {"id": "b", "spend": "200.00"}]}"# => r#"{"hhi": 0.68, "effective_suppliers": 1.4705882352941178, "top_share": 0.8, "cr3": 1.0, "single_sourced": true, "top_supplier": "a"}"#;

    "supplier.optimal_supplier_count" = mercato_supplier::optimal_supplier_count;
    summary "How many suppliers are best against the loss of all of them?";
    source "Berger, Gerstenfeld and Zeng (2004)";
    example r#"{"super_event_probability": 0.01, "unique_event_probability": 0.05, "loss": 1000000, "cost_per_supplier": 8000, "max_suppliers": 3}"# => r#"{"all_down_probability": [0.0595, 0.012475, 0.01012375], "expected_total_cost": [67500.0, 28475.0, 34123.75], "optimal_count": 2}"#;
}
