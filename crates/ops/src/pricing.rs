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

    // Promotions.
}
