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

    // Time, stock, content.

    "channel.price_war" = mercato_channel::price_war;
    summary "Are offers undercutting one another, move by move?";
    source "definition: lead-taking cuts; Maskin and Tirole (1988)";
    example r#"{"currency": "CNY", "reaction_window_hours": 24, "events": [{"at": "2026-06-01T00:00:00Z", "sku": "tea", "offer_id": "jd", "price": "100"}, {"at": "2026-06-01T00:00:00Z", "sku": "tea", "offer_id": "tmall", "price": "100"}, {"at": "2026-06-01T01:00:00Z", "sku": "tea", "offer_id": "jd", "price": "98"}, {"at": "2026-06-01T02:00:00Z", "sku": "tea", "offer_id": "tmall", "price": "95"}, {"at": "2026-06-01T09:00:00Z", "sku": "tea", "offer_id": "jd", "price": "90"}]}"# => r#"{"wars": [{"sku": "tea", "start": "2026-06-01T01:00:00Z", "end": "2026-06-01T09:00:00Z", "steps": 3, "offers": ["jd", "tmall"], "start_price": "100.00", "end_price": "90.00", "drop_ratio": 0.1}]}"#;

    "channel.price_cycle_stats" = mercato_channel::price_cycle_stats;
    summary "Does a price move in Edgeworth cycles: many small cuts, then a jump back up?";
    source "Noel (2007); Lewis (2009)";
    example r#"{"prices": ["10", "9", "8", "11", "10", "9", "12"]}"# => r#"{"rises": 2, "falls": 4, "mean_rise": 3.0, "mean_fall": 1.0, "median_change": -1.0, "relent_indices": [3, 6], "mean_period": 3.0, "edgeworth": true}"#;

    "channel.repricer_cycles" = mercato_channel::repricer_cycles;
    summary "Which automatic repricers feed one another, and would they run away?";
    source "strongly connected components: Kosaraju; Sharir (1981)";
    example r#"{"rules": [{"offer_id": "jd", "follows": ["tmall"], "adjust": {"type": "amount", "value": "-0.01"}, "floor": "10.00"}, {"offer_id": "tmall", "follows": ["jd"], "adjust": {"type": "amount", "value": "-0.01"}}, {"offer_id": "site", "follows": ["jd", "rival"], "adjust": {"type": "percent", "value": "0"}}], "external_prices": {"rival": "12.00"}}"# => r#"{"loops": [{"offers": ["jd", "tmall"], "self_loop": false, "drift": "down", "bounded": true}], "acyclic": false}"#;

    "channel.simulate_repricing" = mercato_channel::simulate_repricing;
    summary "Where do repricers that follow one another take their prices?";
    source "definition; Eisen (2011) for the book that two repricers took to 23 million dollars";
    example r#"{"currency": "USD", "max_rounds": 10, "rules": [{"offer_id": "profnath", "follows": ["bordeebook"], "adjust": {"type": "percent", "value": "-0.0017"}, "price": "100.00"}, {"offer_id": "bordeebook", "follows": ["profnath"], "adjust": {"type": "percent", "value": "0.270589"}, "price": "127.06"}]}"# => r#"{"converged": false, "rounds": 10, "prices": {"bordeebook": "417.19", "profnath": "328.34"}}"#;
    example r#"{"currency": "CNY", "external_prices": {"rival": "88.00"}, "rules": [{"offer_id": "site", "follows": ["rival"], "adjust": {"type": "amount", "value": "-0.50"}, "price": "99.00", "floor": "85.00"}]}"# => r#"{"converged": true, "rounds": 1, "prices": {"site": "87.50"}}"#;

    "channel.promotion_overlaps" = mercato_channel::promotion_overlaps;
    summary "Which promotions of one thing run at the same time, and how many at most?";
    source "plane sweep of intervals: Preparata and Shamos (1985)";
    example r#"{"scope": "cross_channel", "promotions": [{"promo_id": "spring", "sku": "tea", "channel_id": "jd", "start": "2026-03-01T00:00:00Z", "end": "2026-03-08T00:00:00Z"}, {"promo_id": "ladies", "sku": "tea", "channel_id": "tmall", "start": "2026-03-07T00:00:00Z", "end": "2026-03-09T00:00:00Z"}]}"# => r#"{"overlaps": [{"sku": "tea", "a": "ladies", "b": "spring", "start": "2026-03-07T00:00:00Z", "end": "2026-03-08T00:00:00Z", "overlap_hours": 24.0}], "max_concurrent": {"tea": 2}}"#;

    "channel.price_timeline" = mercato_channel::price_timeline;
    summary "Which price is asked when on each channel, under promotions that stack or compete?";
    source "definition; sweep over event points: Preparata and Shamos (1985)";
    example r#"{"currency": "CNY", "base_prices": {"tmall": "100.00"}, "from": "2026-11-01T00:00:00Z", "to": "2026-11-04T00:00:00Z", "promotions": [{"promo_id": "member", "channel_id": "tmall", "start": "2026-10-01T00:00:00Z", "end": "2026-12-01T00:00:00Z", "discount": {"type": "amount", "value": "5"}, "stackable": true}, {"promo_id": "flash", "channel_id": "tmall", "start": "2026-11-02T00:00:00Z", "end": "2026-11-03T00:00:00Z", "discount": {"type": "percent", "value": "0.15"}}]}"# => r#"{"segments": [{"channel_id": "tmall", "start": "2026-11-01T00:00:00Z", "end": "2026-11-02T00:00:00Z", "price": "95.00", "promo_ids": ["member"]}, {"channel_id": "tmall", "start": "2026-11-02T00:00:00Z", "end": "2026-11-03T00:00:00Z", "price": "85.00", "promo_ids": ["flash"]}, {"channel_id": "tmall", "start": "2026-11-03T00:00:00Z", "end": "2026-11-04T00:00:00Z", "price": "95.00", "promo_ids": ["member"]}]}"#;

    "channel.best_price_clause" = mercato_channel::best_price_clause;
    summary "Is a channel that was promised the best price undercut, when, by whom and by how much?";
    source "definition of wide and narrow price parity: Ezrachi (2015)";
    example r#"{"currency": "EUR", "clauses": [{"clause_id": "portal", "channel_id": "portal", "type": "narrow", "tolerance_percent": "0.05"}], "ownership": {"portal": "third_party", "site": "own"}, "segments": [{"channel_id": "portal", "start": "2026-11-01T00:00:00Z", "end": "2026-11-03T00:00:00Z", "price": "100.00"}, {"channel_id": "site", "start": "2026-11-01T00:00:00Z", "end": "2026-11-02T00:00:00Z", "price": "95.00"}, {"channel_id": "site", "start": "2026-11-02T00:00:00Z", "end": "2026-11-03T00:00:00Z", "price": "90.00"}]}"# => r#"{"breaches": [{"clause_id": "portal", "channel_id": "site", "start": "2026-11-02T00:00:00Z", "end": "2026-11-03T00:00:00Z", "beneficiary_price": "100.00", "price": "90.00", "shortfall": "10.00"}]}"#;

    "channel.price_protection" = mercato_channel::price_protection;
    summary "To whom is the difference owed, because the price fell within the days in which it was promised not to?";
    source "definition: the price protection of marketplaces";
    example r#"{"currency": "CNY", "policy": {"days": 7}, "segments": [{"sku": "tv", "channel_id": "jd", "start": "2026-11-01T00:00:00Z", "end": "2026-11-11T00:00:00Z", "price": "2999"}, {"sku": "tv", "channel_id": "jd", "start": "2026-11-11T00:00:00Z", "end": "2026-11-12T00:00:00Z", "price": "2799"}], "orders": [{"order_id": "o1", "channel_id": "jd", "sku": "tv", "quantity": 2, "unit_paid": "2999", "paid_at": "2026-11-08T12:00:00Z"}]}"# => r#"{"claims": [{"order_id": "o1", "lowest_price": "2799.00", "at": "2026-11-11T00:00:00Z", "channel_id": "jd", "refund_per_unit": "200.00", "refund_total": "400.00"}], "total_liability": "400.00"}"#;

    "channel.atp" = mercato_channel::atp;
    summary "How much may each channel promise of a stock that they share, ring-fence and hold back?";
    source "definition: available to promise with allocation by channel";
    example r#"{"on_hand": 100, "safety_buffer": 5, "channels": [{"channel_id": "store", "mode": "ringfenced", "allocation": 30, "reserved": 10}, {"channel_id": "site", "reserved": 5, "max_listed": 50}]}"# => r#"{"available": 80, "shared_pool": 60, "channels": [{"channel_id": "site", "atp": 60, "published": 50}, {"channel_id": "store", "atp": 20, "published": 20}]}"#;

    "channel.oversell_check" = mercato_channel::oversell_check;
    summary "Do the channels promise more than there is, or starve where there is stock?";
    source "definition";
    example r#"{"stock": [{"sku": "lamp", "on_hand": 10, "safety_buffer": 2}], "listings": [{"sku": "lamp", "channel_id": "jd", "published": 5, "reserved": 3}, {"sku": "lamp", "channel_id": "tmall", "published": 8}], "exposure_limit": 2.0}"# => r#"{"conflicts": [{"sku": "lamp", "kind": "overexposed", "excess": 3, "channels": ["jd", "tmall"]}, {"sku": "lamp", "kind": "overpublished", "excess": 3, "channels": ["tmall"]}]}"#;

    "channel.bundle_availability" = mercato_channel::bundle_availability;
    summary "How many of each bundle can be sold from the parts in stock, and which parts hold it back?";
    source "bill-of-materials explosion: Orlicky (1975)";
    example r#"{"stock": {"cup": 10, "tin": 7}, "bundles": [{"sku": "set", "components": [{"sku": "cup", "quantity": 2}, {"sku": "tin", "quantity": 1}]}, {"sku": "gift", "components": [{"sku": "set", "quantity": 2}, {"sku": "cup", "quantity": 1}]}]}"# => r#"{"bundles": [{"sku": "gift", "available": 2, "limiting": ["cup"]}, {"sku": "set", "available": 5, "limiting": ["cup"]}]}"#;

    "channel.allocate_stock" = mercato_channel::allocate_stock;
    summary "How is a stock that is too small for all shared among the channels?";
    source "largest remainders: Balinski and Young (2001); max-min: Bertsekas and Gallager (1992); marginal allocation: Fox (1966)";
    example r#"{"supply": 10, "method": "proportional", "channels": [{"channel_id": "store", "demand": 10, "min": 4}, {"channel_id": "site", "demand": 6}]}"# => r#"{"allocations": {"site": 3, "store": 7}, "unallocated": 0, "unmet": {"site": 3, "store": 3}}"#;
    example r#"{"supply": 10, "method": "newsvendor", "channels": [{"channel_id": "store", "demand_mean": 4, "unit_profit": "10", "overage_cost": "5"}, {"channel_id": "site", "demand_mean": 2, "unit_profit": "8", "overage_cost": "1"}]}"# => r#"{"allocations": {"site": 4, "store": 5}, "unallocated": 1, "expected_profit": 42.16916799685947}"#;

    "channel.reservation_ledger" = mercato_channel::reservation_ledger;
    summary "What is on hand, reserved and available after these reservations, sales and deliveries?";
    source "definition: reservations with a time to live, retries by id";
    example r#"{"on_hand": 10, "as_of": "2026-11-11T01:00:00Z", "events": [{"at": "2026-11-11T00:00:00Z", "type": "reserve", "reservation_id": "a", "channel_id": "jd", "quantity": 4}, {"at": "2026-11-11T00:10:00Z", "type": "reserve", "reservation_id": "b", "channel_id": "tmall", "quantity": 5, "expires_at": "2026-11-11T00:40:00Z"}, {"at": "2026-11-11T00:20:00Z", "type": "reserve", "reservation_id": "c", "channel_id": "jd", "quantity": 2}, {"at": "2026-11-11T00:30:00Z", "type": "commit", "reservation_id": "a", "quantity": 3}]}"# => r#"{"on_hand": 7, "reserved": 1, "available": 6, "reservations": [{"reservation_id": "a", "channel_id": "jd", "quantity": 1, "status": "active"}, {"reservation_id": "b", "channel_id": "tmall", "quantity": 0, "status": "expired"}], "rejected": [{"index": 2, "reason": "insufficient_stock"}], "reserved_by_channel": {"jd": 1}}"#;

    "channel.content_consistency" = mercato_channel::content_consistency;
    summary "Do the listings of one thing say different things on different channels?";
    source "Dice (1945) on bigrams; Hamming (1950) on perceptual hashes";
    example r#"{"listings": [{"sku": "lamp", "channel_id": "jd", "title": "Aurora LED lamp", "attributes": {"power": "12 W", "lumen": "800"}, "warranty_months": 24}, {"sku": "lamp", "channel_id": "tmall", "title": "Aurora LED Lamp", "attributes": {"power": "10 W"}}]}"# => r#"{"issues": [{"sku": "lamp", "a": "jd", "b": "tmall", "kind": "attribute", "key": "power", "value_a": "12 W", "value_b": "10 W"}, {"sku": "lamp", "a": "jd", "b": "tmall", "kind": "missing_attribute", "key": "lumen", "value_a": "800", "value_b": null}, {"sku": "lamp", "a": "jd", "b": "tmall", "kind": "warranty", "key": null, "value_a": "24", "value_b": null}]}"#;

    "channel.lead_time_conflicts" = mercato_channel::lead_time_conflicts;
    summary "Do the channels promise different delivery times of one thing, or times that cannot be kept?";
    source "definition";
    example r#"{"tolerance_days": 1, "promises": [{"sku": "lamp", "channel_id": "jd", "promised_days": 1, "handling_days": 1, "transit_days": 2}, {"sku": "lamp", "channel_id": "site", "promised_days": 3}]}"# => r#"{"conflicts": [{"sku": "lamp", "kind": "inconsistent", "channels": ["jd", "site"], "spread_days": 2}, {"sku": "lamp", "kind": "unachievable", "channels": ["jd"], "spread_days": 2}]}"#;
}
