//! The operations of `mercato-pricing`.

crate::ops! {
    /// Costs, prices, promotions, refunds and tax: `pricing.*`.
    PRICING:

    // Costs, prices, optimisation.

    "pricing.currency_info" = mercato_pricing::currency_info;
    summary "How many decimals does an amount in this currency have?";
    source "ISO 4217";
    example r#"{"currency": "BHD"}"# => r#"{"currency": "BHD", "minor_units": 3, "numeric": "048", "name": "Bahraini dinar"}"#;

    "pricing.round_money" = mercato_pricing::round_money;
    summary "What is a figure in money, to the minor unit or to the smallest coin?";
    source "Rounding modes of IEEE 754-2008 and the General Decimal Arithmetic specification";
    example r#"{"amount": "2.345", "currency": "USD", "mode": "half_even"}"# => r#"{"amount": "2.34"}"#;
    example r#"{"amount": "19.975", "currency": "CHF", "mode": "half_up", "increment": "0.05"}"# => r#"{"amount": "20.00"}"#;

    "pricing.allocate" = mercato_pricing::allocate;
    summary "How is an amount shared out by weights so that no minor unit is lost?";
    source "Largest remainders (Hamilton); Balinski and Young (2001)";
    example r#"{"amount": "10.00", "currency": "CNY", "weights": [1, 1, 1]}"# => r#"{"parts": ["3.34", "3.33", "3.33"]}"#;

    "pricing.landed_cost" = mercato_pricing::landed_cost;
    summary "What does imported stock cost when it stands in the warehouse, in all and a unit?";
    source "WTO Customs Valuation Agreement, article 8.2; Directive 2006/112/EC, articles 85 and 86";
    example r#"{"currency": "EUR", "quantity": 100, "unit_cost": "8.00", "freight": "180.00", "insurance": "20.00", "duty_rate": "0.10", "import_vat_rate": "0.20"}"# => r#"{"goods_value": "800.00", "cif_value": "1000.00", "duty": "100.00", "import_vat": "220.00", "total": "1100.00", "unit_landed_cost": "11.000000"}"#;

    "pricing.allocate_landed_cost" = mercato_pricing::allocate_landed_cost;
    summary "How is the freight of a consignment laid on its lines, by value, quantity, weight or volume?";
    source "Largest remainders (Hamilton); Balinski and Young (2001)";
    example r#"{"currency": "USD", "amount": "100.00", "by": "weight", "lines": [{"id": "kettle", "quantity": 10, "weight": "1.2"}, {"id": "cup", "quantity": 60, "weight": "0.3"}]}"# => r#"{"allocations": [{"id": "kettle", "amount": "40.00"}, {"id": "cup", "amount": "60.00"}]}"#;

    "pricing.cost_plus" = mercato_pricing::cost_plus;
    summary "Which price adds a markup to the cost, or keeps a margin in the price?";
    source "Nagle and Müller (2018)";
    example r#"{"currency": "USD", "cost": "8.00", "method": "margin", "rate": "0.20"}"# => r#"{"price": "10.00", "profit": "2.0000", "markup": 0.25, "margin": 0.2}"#;

    "pricing.target_margin_price" = mercato_pricing::target_margin_price;
    summary "Which is the least price that leaves the margin wanted after commission, payment fee, tax, cost and shipping?";
    source "definition: channel economics solved for the price";
    example r#"{"currency": "USD", "cost": "30.00", "commission_rate": "0.15", "min_commission": "1.00", "target_margin": "0.25"}"# => r#"{"price": "50.00", "gross": "50.00", "tax": "0.00", "net_revenue": "50.00", "commission": "7.50", "payment_fee": "0.00", "fees_total": "7.50", "profit": "12.50", "margin": 0.25}"#;

    "pricing.net_proceeds" = mercato_pricing::net_proceeds;
    summary "What is left of a price after tax, commission, payment fee, cost and shipping?";
    source "definition: fee schedules of marketplaces";
    example r#"{"currency": "EUR", "price": "120.00", "cost": "60.00", "commission_rate": "0.15", "tax_rate": "0.20"}"# => r#"{"price": "120.00", "gross": "120.00", "tax": "20.00", "net_revenue": "100.00", "commission": "18.00", "payment_fee": "0.00", "fees_total": "18.00", "profit": "22.00", "margin": 0.22}"#;

    "pricing.competitive_price" = mercato_pricing::competitive_price;
    summary "Which price follows from the prices of competitors, within a floor and a ceiling?";
    source "Hyndman and Fan (1996), type 7, for percentiles";
    example r#"{"currency": "USD", "competitor_prices": ["21.00", "19.00", "25.00"], "strategy": {"type": "undercut_lowest", "amount": "0.50"}, "floor": "18.75"}"# => r#"{"price": "18.75", "reference_price": "19.00", "clamped": "floor"}"#;
    example r#"{"currency": "USD", "competitor_prices": ["21.00", "19.00", "25.00"], "strategy": {"type": "percentile", "percentile": "0.75"}, "floor": "18.75"}"# => r#"{"price": "23.00", "reference_price": "23.00", "clamped": "none"}"#;

    "pricing.round_price" = mercato_pricing::round_price;
    summary "Which price of a grid, or with a wanted ending, is near this one?";
    source "Monroe (2003)";
    example r#"{"currency": "EUR", "price": "42.46", "rule": {"type": "charm", "modulus": "10", "endings": ["4.90", "9.90"], "mode": "nearest"}}"# => r#"{"price": "44.90"}"#;
    example r#"{"currency": "JPY", "price": "1234", "rule": {"type": "grid", "step": "50", "mode": "up"}}"# => r#"{"price": "1250"}"#;

    "pricing.left_digit_price" = mercato_pricing::left_digit_price;
    summary "Is a price just above a round figure better just below it?";
    source "Thomas and Morwitz (2005)";
    example r#"{"currency": "USD", "price": "30.05", "max_reduction_rate": "0.01"}"# => r#"{"price": "29.99", "changed": true}"#;

    "pricing.breakeven_lift" = mercato_pricing::breakeven_lift;
    summary "How much more must be sold for a discount to pay for itself?";
    source "Nagle and Müller (2018)";
    example r#"{"price": "100", "unit_cost": "60", "discount_rate": "0.2"}"# => r#"{"margin_before": 0.4, "margin_after": 0.25, "required_lift": 1.0}"#;

    "pricing.fit_elasticity" = mercato_pricing::fit_elasticity;
    summary "By how many percent does demand change when the price rises by one, judging by past sales?";
    source "Least squares on logarithms; Draper and Smith (1998)";
    example r#"{"prices": [1, 1, 4, 4], "quantities": [2, 4, 1, 2]}"# => r#"{"elasticity": -0.5, "intercept": 1.0397207708399179, "r_squared": 0.5, "std_error": 0.3535533905932738, "n": 4}"#;

    "pricing.fit_linear_demand" = mercato_pricing::fit_linear_demand;
    summary "Which straight line leads from price to demand, judging by past sales?";
    source "Least squares; Draper and Smith (1998)";
    example r#"{"prices": [10, 20, 30], "quantities": [80, 60, 40]}"# => r#"{"intercept": 100.0, "slope": -2.0, "r_squared": 1.0, "std_error": 0.0, "n": 3}"#;

    "pricing.optimal_price" = mercato_pricing::optimal_price;
    summary "Which price earns the most, given how demand answers to price?";
    source "Phillips (2021); Li and Huh (2011) for logit demand";
    example r#"{"demand": {"type": "linear", "intercept": 100, "slope": -2}, "unit_cost": 10, "objective": "profit"}"# => r#"{"price": 30.0, "quantity": 40.0, "revenue": 1200.0, "profit": 800.0, "at_bound": "none"}"#;
    example r#"{"demand": {"type": "constant_elasticity", "scale": 1000, "elasticity": -2}, "unit_cost": 5, "objective": "profit", "max_price": 8}"# => r#"{"price": 8.0, "quantity": 15.625, "revenue": 125.0, "profit": 46.875, "at_bound": "max"}"#;

    "pricing.markdown_plan" = mercato_pricing::markdown_plan;
    summary "When should the price of a season's stock be lowered, and how far?";
    source "Phillips (2021), chapter 12; every path examined";
    example r#"{"ladder": ["100", "50"], "base_price": "100", "base_demand": [10, 10], "elasticity": -2, "inventory": 50}"# => r#"{"prices": ["100.00", "50.00"], "sales": [10.0, 40.0], "revenue": 3000.0, "leftover": 0.0, "salvage_revenue": 0.0, "total": 3000.0}"#;

    // Lists, tiers, tax, refunds.

    "pricing.tiered_price" = mercato_pricing::tiered_price;
    summary "What does a quantity cost under a table of volume or graduated tiers?";
    source "Tier modes of billing systems (Stripe): up_to inclusive, a flat fee once a tier reached";
    example r#"{"currency": "USD", "quantity": 15000, "mode": "graduated", "tiers": [{"up_to": 1000, "unit_price": "0.01"}, {"up_to": 10000, "unit_price": "0.008"}, {"up_to": null, "unit_price": "0.005"}]}"# => r#"{"total": "107.00", "average_unit_price": "0.007133", "breakdown": [{"tier_index": 0, "quantity": 1000}, {"tier_index": 1, "quantity": 9000}, {"tier_index": 2, "quantity": 5000}]}"#;
    example r#"{"currency": "USD", "quantity": 15000, "mode": "volume", "tiers": [{"up_to": 1000, "unit_price": "0.01"}, {"up_to": 10000, "unit_price": "0.008"}, {"up_to": null, "unit_price": "0.005"}]}"# => r#"{"total": "75.00", "average_unit_price": "0.005000", "breakdown": [{"tier_index": 2, "quantity": 15000}]}"#;

    "pricing.tier_anomalies" = mercato_pricing::tier_anomalies;
    summary "For which quantities of a volume table does a larger quantity cost less?";
    source "All-units discounts: Hadley and Whitin (1963), chapter 2";
    example r#"{"currency": "USD", "tiers": [{"up_to": 9, "unit_price": "10.00"}, {"up_to": 49, "unit_price": "8.00"}, {"up_to": null, "unit_price": "5.00"}]}"# => r#"{"anomalies": [{"from_quantity": 9, "to_quantity": 9, "buy_instead": 10}, {"from_quantity": 32, "to_quantity": 49, "buy_instead": 50}]}"#;

    "pricing.threshold_gap" = mercato_pricing::threshold_gap;
    summary "How much more must be in the cart for the next threshold discount, and what is it worth?";
    source "Threshold promotions of marketplaces: every 300 minus 50";
    example r#"{"currency": "CNY", "amount": "599.99", "tiers": [{"min": "300", "amount": "50"}], "repeat": true}"# => r#"{"discount": "50.00", "next_min": "600.00", "missing": "0.01", "next_discount": "100.00"}"#;
    example r#"{"currency": "CNY", "amount": "100.00", "tiers": [{"min": "100", "amount": "10"}, {"min": "300", "rate": "0.15"}]}"# => r#"{"discount": "10.00", "next_min": "300.00", "missing": "200.00", "next_discount": "45.00"}"#;

    "pricing.group_buy" = mercato_pricing::group_buy;
    summary "Has a group buy come together, at which price, and how many are missing to the next?";
    source "definition";
    example r#"{"currency": "CNY", "base_price": "39.90", "tiers": [{"size": 2, "price": "29.90"}, {"size": 5, "price": "25.90"}], "joined": 3, "deadline": "2026-11-12T00:00:00+08:00", "now": "2026-11-11T10:00:00+08:00"}"# => r#"{"status": "succeeded", "price": "29.90", "next_size": 5, "missing": 2}"#;

    "pricing.bargain_schedule" = mercato_pricing::bargain_schedule;
    summary "By how much does each helper of a bargain cut the price on its way to the floor?";
    source "definition; largest remainders: Balinski and Young (2001)";
    example r#"{"currency": "JPY", "start_price": "1000", "floor_price": "1", "helpers": 6, "shape": "linear"}"# => r#"{"cuts": ["285", "238", "190", "143", "95", "48"], "total_cut": "999"}"#;

    "pricing.presale_deposit" = mercato_pricing::presale_deposit;
    summary "What is due after a deposit that counts for more than it cost, and what does it save?";
    source "definition";
    example r#"{"currency": "CNY", "price": "399.00", "quantity": 1, "deposit": "50.00", "deposit_value": "100.00"}"# => r#"{"deposit_paid": "50.00", "deposit_credit": "100.00", "balance_due": "299.00", "total_payable": "349.00", "saving": "50.00"}"#;

    "pricing.split_funding" = mercato_pricing::split_funding;
    summary "Which part of the discounts does the platform bear, and which each store?";
    source "definition; largest remainders: Balinski and Young (2001)";
    example r#"{"currency": "CNY", "platform_rate": "0.3", "lines": [{"id": "1", "store_id": "north", "discount": "10.05"}, {"id": "2", "store_id": "south", "discount": "20.00"}]}"# => r#"{"platform_total": "9.02", "merchant_total": "21.03", "stores": [{"store_id": "north", "platform": "3.02", "merchant": "7.03"}, {"store_id": "south", "platform": "6.00", "merchant": "14.00"}]}"#;

    "pricing.resolve_price" = mercato_pricing::resolve_price;
    summary "Which price list gives the price of a thing here, now, for this customer and quantity?";
    source "Condition technique of commerce systems: currency, channel, group, window; scale prices by quantity";
    example r#"{"sku": "pen", "currency": "EUR", "quantity": 20, "at": "2026-11-11T00:00:00Z", "customer_groups": ["b2b"], "price_lists": [{"id": "retail", "currency": "EUR", "entries": [{"sku": "pen", "price": "1.70"}]}, {"id": "trade", "currency": "EUR", "customer_groups": ["b2b"], "entries": [{"sku": "pen", "price": "1.90"}, {"sku": "pen", "min_quantity": 10, "price": "1.80"}]}]}"# => r#"{"price": "1.80", "price_list_id": "trade", "min_quantity": 10}"#;

    "pricing.tax" = mercato_pricing::tax;
    summary "How much tax is on an amount, or in it, under one or several rates?";
    source "Directive 2006/112/EC, article 78; compound rates as the Quebec sales tax until 2012";
    example r#"{"currency": "EUR", "amount": "399.00", "rates": [{"name": "vat", "rate": "0.19"}], "inclusive": true}"# => r#"{"net": "335.29", "tax": "63.71", "gross": "399.00", "taxes": [{"name": "vat", "amount": "63.71"}]}"#;
    example r#"{"currency": "CAD", "amount": "100.00", "rates": [{"name": "gst", "rate": "0.05"}, {"name": "qst", "rate": "0.095", "compound": true}], "inclusive": false}"# => r#"{"net": "100.00", "tax": "14.98", "gross": "114.98", "taxes": [{"name": "gst", "amount": "5.00"}, {"name": "qst", "amount": "9.98"}]}"#;

    "pricing.tax_lines" = mercato_pricing::tax_lines;
    summary "How much tax is on each line of an invoice, rounded line by line or once for each rate?";
    source "EN 16931-1, rule BR-CO-17 (once for each rate)";
    example r#"{"currency": "EUR", "inclusive": false, "level": "total", "lines": [{"id": "a", "amount": "0.02", "rate": "0.2"}, {"id": "b", "amount": "0.02", "rate": "0.2"}, {"id": "c", "amount": "0.02", "rate": "0.20"}]}"# => r#"{"lines": [{"id": "a", "net": "0.02", "tax": "0.01", "gross": "0.03"}, {"id": "b", "net": "0.02", "tax": "0.00", "gross": "0.02"}, {"id": "c", "net": "0.02", "tax": "0.00", "gross": "0.02"}], "net_total": "0.06", "tax_total": "0.01", "gross_total": "0.07"}"#;

    "pricing.refund" = mercato_pricing::refund;
    summary "What is paid back for the units of an order that come back, to the last cent?";
    source "definition: even units, cumulated";
    example r#"{"currency": "USD", "lines": [{"id": "a", "quantity": 3, "paid": "100.00"}], "already_refunded": [{"id": "a", "quantity": 1}], "returns": [{"id": "a", "quantity": 1}]}"# => r#"{"lines": [{"id": "a", "quantity": 1, "amount": "33.33"}], "total": "33.33", "remaining_refundable": "33.33"}"#;

    // Promotions.

    "pricing.evaluate_cart" = mercato_pricing::evaluate_cart;
    summary "What does a cart cost after every promotion, which ones are applied, and why are the others not?";
    source "definition; largest remainders after Balinski and Young (2001); the best combination by branch and bound";
    example r#"{"cart": {"currency": "CNY", "lines": [{"id": "a", "sku": "tea", "unit_price": "200.00", "quantity": 1}, {"id": "b", "sku": "cup", "unit_price": "150.00", "quantity": 1}]}, "context": {"now": "2026-11-11T10:30:00+08:00"}, "promotions": [{"id": "every_300", "effect": {"type": "threshold_off", "tiers": [{"min": "300", "amount": "50"}], "repeat": true}}]}"# => r#"{"currency": "CNY", "subtotal": "350.00", "line_discount_total": "50.00", "shipping_discount": "0.00", "shipping_total": "0.00", "discount_total": "50.00", "total": "300.00", "lines": [{"id": "a", "list_total": "200.00", "discount": "28.57", "total": "171.43", "allocations": [{"promotion_id": "every_300", "amount": "28.57"}]}, {"id": "b", "list_total": "150.00", "discount": "21.43", "total": "128.57", "allocations": [{"promotion_id": "every_300", "amount": "21.43"}]}], "gifts": [], "applied": [{"promotion_id": "every_300", "amount": "50.00"}], "rejected": []}"#;

    "pricing.refund_repriced" = mercato_pricing::refund_repriced;
    summary "What is paid back when the lines kept no longer earn the discounts of the whole order?";
    source "definition: the lesser of the proportional refund and the difference of two evaluations";
    example r#"{"cart": {"currency": "CNY", "lines": [{"id": "a", "sku": "coat", "unit_price": "200.00", "quantity": 1}, {"id": "b", "sku": "hat", "unit_price": "150.00", "quantity": 1}]}, "context": {"now": "2026-11-11T10:30:00+08:00"}, "promotions": [{"id": "p", "effect": {"type": "threshold_off", "tiers": [{"min": "300", "amount": "50"}]}}], "returns": [{"id": "b", "quantity": 1}]}"# => r#"{"paid_before": "300.00", "payable_after": "200.00", "refund": "100.00", "proportional_refund": "128.57", "clawback": "28.57"}"#;

    "pricing.detect_conflicts" = mercato_pricing::detect_conflicts;
    summary "Which promotions contradict themselves or one another: codes used twice, order by id alone, offers never reached?";
    source "definition";
    example r#"{"promotions": [{"id": "a", "effect": {"type": "percent_off", "rate": "0.1"}, "coupon_codes": ["Save"]}, {"id": "b", "effect": {"type": "amount_off", "amount": "10"}, "coupon_codes": [" SAVE "]}]}"# => r#"{"findings": [{"code": "code_collision", "promotion_ids": ["a", "b"]}]}"#;
}
