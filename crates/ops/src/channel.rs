//! The operations of `mercato-channel`.

crate::ops! {
    /// Conflicts between sales channels: found, explained, resolved: `channel.*`.
    CHANNEL:

    // Prices, rules, conflicts.

    "channel.resolve_policy" = mercato_channel::resolve_policy;
    summary "Which of several rules speaks for a case: by priority, then by how specific it is?";
    source "definition: the condition tables of commerce systems, most specific first";
    example r#"{"rules": [{"rule_id": "all"}, {"rule_id": "lamps", "scope": {"category": "home/lighting"}}], "target": {"sku": "lamp", "category": "home/lighting/desk"}, "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{"rule_id": "lamps", "candidates": ["lamps", "all"]}"#;

    "channel.conflict_id" = mercato_channel::conflict_id;
    summary "By which name is a conflict known from run to run?";
    source "Fowler, Noll and Vo (1991): FNV-1a of 128 bits";
    example r#"{"kind": "price_parity", "rule_id": "parity", "sku": "sku1", "parties": ["o2", "o1"]}"# => r#"{"conflict_id": "c4a8be555a03888084fcd004e8a07965c"}"#;

    // Promotions over time, repricers, stock, content.

}
