//! The operations of `mercato-pricing`.

crate::ops! {
    /// Costs, prices, promotions, refunds and tax: `pricing.*`.
    PRICING:

    // Costs, prices, optimisation.

    // Lists, tiers, tax, refunds.

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
