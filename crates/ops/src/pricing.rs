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

    // Promotions.
}
