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
}
