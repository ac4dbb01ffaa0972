//! The operations of `mercato-channel`.

crate::ops! {
    /// Conflicts between sales channels: found, explained, resolved: `channel.*`.
    CHANNEL:

    // Prices, rules, conflicts.

    "channel.effective_price" = mercato_channel::effective_price;
    summary "What does a customer pay for an offer: advertised, after coupons, at the door, a unit?";
    source "definition; unit prices: Directive 98/6/EC, article 2(b)";
    example r#"{"offer": {"offer_id": "a", "sku": "tea", "channel_id": "jd", "currency": "CNY", "price": "400.00", "shipping": "6.00", "pack_size": 3, "coupons": [{"type": "percent", "value": "0.1"}, {"type": "amount", "value": "30.00", "threshold": "300.00"}]}}"# => r#"{}"#;
    example r#"{"offer": {"offer_id": "a", "sku": "tea", "channel_id": "amazon", "currency": "USD", "price": "19.99", "tax_included": false, "tax_rate": "0.0825", "shipping": "4.99", "tax_on_shipping": true}, "target_currency": "CNY", "fx": [{"base": "USD", "quote": "CNY", "rate": "7.2431"}]}"# => r#"{}"#;

    "channel.price_parity" = mercato_channel::price_parity;
    summary "Where do the prices of one thing contradict one another across channels?";
    source "definition: parity clauses; bands of one or two tolerances, against each other or a reference";
    example r#"{"offers": [{"offer_id": "a", "sku": "tea", "channel_id": "tmall", "currency": "CNY", "price": "100.00"}, {"offer_id": "b", "sku": "tea", "channel_id": "jd", "currency": "CNY", "price": "94.99"}], "policy": {"basis": "advertised", "tolerance_percent": "0.05"}}"# => r#"{}"#;
    example r#"{"offers": [{"offer_id": "a", "sku": "tea", "channel_id": "tmall", "currency": "CNY", "price": "100.00"}, {"offer_id": "b", "sku": "tea", "channel_id": "own_site", "currency": "CNY", "price": "95.00"}, {"offer_id": "c", "sku": "cup", "channel_id": "tmall", "currency": "CNY", "price": "12.00"}], "policy": {"tolerance_absolute": "3.00", "reference": {"type": "channel", "channel_id": "own_site"}}}"# => r#"{}"#;

    "channel.resolve_policy" = mercato_channel::resolve_policy;
    summary "Which of several rules speaks for a case: by priority, then by how specific it is?";
    source "definition: the condition tables of commerce systems, most specific first";
    example r#"{"rules": [{"rule_id": "all"}, {"rule_id": "lamps", "scope": {"category": "home/lighting"}}], "target": {"sku": "lamp", "category": "home/lighting/desk"}, "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{}"#;

    "channel.map_check" = mercato_channel::map_check;
    summary "Which offers are below the minimum advertised price, or above the maximum price?";
    source "definition: minimum advertised price policies (Leegin v. PSKS, 2007)";
    example r#"{"offers": [{"offer_id": "a", "sku": "lamp", "channel_id": "jd", "currency": "CNY", "price": "98.00"}, {"offer_id": "b", "sku": "lamp", "channel_id": "pdd", "currency": "CNY", "price": "97.99"}], "rules": [{"rule_id": "m", "currency": "CNY", "map": "100.00", "tolerance_percent": "0.02"}], "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{}"#;

    "channel.exclusivity_check" = mercato_channel::exclusivity_check;
    summary "Which offers stand where an agreement does not let them: outside exclusive channels, on prohibited ones, in other territories?";
    source "definition: exclusive and selective distribution, Regulation (EU) 2022/720";
    example r#"{"agreements": [{"agreement_id": "launch", "type": "exclusive", "channels": ["tmall"], "scope": {"brand": "lumen"}}, {"agreement_id": "east", "type": "territory", "channels": ["tmall"], "territories": ["CN-SH"]}], "offers": [{"offer_id": "a", "sku": "lamp", "channel_id": "jd", "brand": "lumen"}, {"offer_id": "b", "sku": "lamp", "channel_id": "tmall", "brand": "lumen", "territory": "CN-GD"}], "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{}"#;

    "channel.seller_authorization" = mercato_channel::seller_authorization;
    summary "Which offers come from sellers who may not make them, or at prices below wholesale?";
    source "definition: selective distribution; grey market goods";
    example r#"{"sellers": [{"seller_id": "north", "channels": ["jd"]}], "offers": [{"offer_id": "a", "sku": "lamp", "seller_id": "north", "channel_id": "jd", "price": "79.00"}, {"offer_id": "b", "sku": "lamp", "seller_id": "who", "channel_id": "jd", "price": "95.00"}], "wholesale_prices": {"lamp": "80.00"}, "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{}"#;

    "channel.prior_price" = mercato_channel::prior_price;
    summary "Which former price may a reduction be measured by, in the EU, in China, in the US?";
    source "Directive 98/6/EC, article 6a, and CJEU C-330/23; SAMR Interim Provisions on Promotions (2020); 16 CFR 233.1";
    example r#"{"currency": "EUR", "regime": {"type": "eu_omnibus"}, "history": [{"at": "2026-09-01T00:00:00Z", "price": "100.00"}, {"at": "2026-10-20T00:00:00Z", "price": "80.00"}, {"at": "2026-10-25T00:00:00Z", "price": "110.00"}], "reduction_start": "2026-11-11T00:00:00Z", "announced_price": "88.00", "claimed_former_price": "110.00"}"# => r#"{}"#;
    example r#"{"currency": "CNY", "regime": {"type": "cn_price_fraud"}, "history": [{"at": "2026-11-01T09:00:00+08:00", "price": "199.00"}, {"at": "2026-11-07T20:00:00+08:00", "price": "189.00"}], "reduction_start": "2026-11-11T00:00:00+08:00", "announced_price": "169.00", "claimed_former_price": "189.00"}"# => r#"{}"#;
    example r#"{"currency": "USD", "regime": {"type": "us_ftc", "lookback_days": 90, "min_days": 28}, "history": [{"at": "2026-06-01T00:00:00Z", "price": "59.99"}, {"at": "2026-10-12T00:00:00Z", "price": "49.99"}], "reduction_start": "2026-11-11T00:00:00Z", "announced_price": "39.99", "claimed_former_price": "59.99"}"# => r#"{}"#;

    "channel.price_dispersion" = mercato_channel::price_dispersion;
    summary "How far apart are the prices of one thing, and what does it save to look?";
    source "Baye, Morgan and Scholten (2004)";
    example r#"{"prices": ["8.00", "12.00", "10.00"]}"# => r#"{}"#;

    "channel.cannibalization" = mercato_channel::cannibalization;
    summary "How much of what a new channel sells did it take from the others?";
    source "definition; the term after Moorthy and Png (1992)";
    example r#"{"before": {"shop": 1000, "store": 500}, "after": {"shop": 900, "store": 520, "live": 400}, "new_channel": "live"}"# => r#"{}"#;

    "channel.assortment_overlap" = mercato_channel::assortment_overlap;
    summary "How much of the same do channels sell?";
    source "Jaccard (1901); Szymkiewicz (1934) and Simpson (1943)";
    example r#"{"assortments": {"jd": ["cup", "tea", "pot"], "tmall": ["tea", "pot", "tray", "lamp"]}}"# => r#"{}"#;

    "channel.portfolio_summary" = mercato_channel::portfolio_summary;
    summary "Which channels are there, and how much hangs on one of them?";
    source "Hirschman (1945), Herfindahl (1950); Laakso and Taagepera (1979)";
    example r#"{"channels": [{"channel_id": "shop", "ownership": "own", "format": "traditional", "audience": "general", "revenue": 25}, {"channel_id": "douyin", "ownership": "third_party", "format": "content", "audience": "general", "revenue": 75}]}"# => r#"{}"#;

    "channel.roi" = mercato_channel::roi;
    summary "What does each channel earn on what it costs, and from how many orders on?";
    source "definition; Horngren, Datar and Rajan (2015), chapter 3";
    example r#"{"currency": "EUR", "channels": [{"id": "shop", "expected_orders": 1000, "average_order_value": "50.00", "gross_margin_rate": "0.30", "return_rate": "0.10", "commission_rate": "0.05", "payment_fee_rate": "0.01", "fulfilment_cost_per_order": "6.00", "fixed_annual_fee": "12000.00", "advertising_spend": "3000.00"}]}"# => r#"{}"#;

    "channel.conflict_id" = mercato_channel::conflict_id;
    summary "By which name is a conflict known from run to run?";
    source "Fowler, Noll and Vo (1991): FNV-1a of 128 bits";
    example r#"{"kind": "price_parity", "rule_id": "parity", "sku": "sku1", "parties": ["o2", "o1"]}"# => r#"{}"#;

    "channel.severity" = mercato_channel::severity;
    summary "How grave is a conflict, by magnitude, volume, duration and kind?";
    source "definition: weighted sum, Fishburn (1967)";
    example r#"{"magnitude_ratio": 0.2, "volume_share": 1.0, "duration_hours": 36, "kind_weight": 1.0}"# => r#"{}"#;

    "channel.apply_waivers" = mercato_channel::apply_waivers;
    summary "Which conflicts are open after the waivers, and which waivers have ended?";
    source "definition";
    example r#"{"conflicts": [{"conflict_id": "c1", "kind": "price_parity", "sku": "tea", "magnitude_ratio": 0.04}, {"conflict_id": "c2", "kind": "price_parity", "sku": "tea", "magnitude_ratio": 0.2}], "waivers": [{"waiver_id": "w1", "reason": "launch week", "skus": ["tea"], "max_magnitude_ratio": 0.05}, {"waiver_id": "w0", "reason": "last year's fair", "effective_to": "2025-12-01T00:00:00+08:00"}], "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{}"#;

    "channel.conflict_diff" = mercato_channel::conflict_diff;
    summary "Which conflicts are new, gone, worse or better than at the last check?";
    source "definition";
    example r#"{"before": [{"conflict_id": "a", "magnitude_ratio": 0.1}, {"conflict_id": "b"}], "after": [{"conflict_id": "a", "magnitude_ratio": 0.25}, {"conflict_id": "c"}]}"# => r#"{}"#;

    "channel.suggest_resolution" = mercato_channel::suggest_resolution;
    summary "Which prices would settle a parity conflict without breaking a limit?";
    source "definition";
    example r#"{"currency": "CNY", "strategy": "raise_low", "tolerance_percent": "0.05", "offers": [{"offer_id": "a", "price": "100.00"}, {"offer_id": "b", "price": "80.00"}, {"offer_id": "c", "price": "70.00", "max_price": "90.00"}]}"# => r#"{}"#;

    "channel.check" = mercato_channel::check;
    summary "What contradicts a policy of parity, price limits and agreements, and what are the figures?";
    source "definition; findings by a sweep over sorted prices, rules by tuple space search (Srinivasan, Suri and Varghese 1999)";
    example r#"{"offers": [{"offer_id": "a", "sku": "lamp", "channel_id": "tmall", "currency": "CNY", "price": "200.00"}, {"offer_id": "b", "sku": "lamp", "channel_id": "jd", "currency": "CNY", "price": "180.00"}], "rule_set": {"parity": {"tolerance_percent": "0.05"}, "map_rules": [{"rule_id": "m", "currency": "CNY", "map": "190.00"}]}, "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{}"#;

    "channel.check_delta" = mercato_channel::check_delta;
    summary "Which conflicts do changes open, and which do they close?";
    source "definition: the difference of two full checks";
    example r#"{"offers": [{"offer_id": "a", "sku": "tea", "channel_id": "tmall", "currency": "CNY", "price": "20.00"}, {"offer_id": "b", "sku": "tea", "channel_id": "jd", "currency": "CNY", "price": "20.00"}], "rule_set": {"parity": {}}, "as_of": "2026-11-11T00:00:00+08:00", "changes": [{"type": "upsert", "offer": {"offer_id": "b", "sku": "tea", "channel_id": "jd", "currency": "CNY", "price": "19.00"}}]}"# => r#"{}"#;

    // Promotions over time, repricers, stock, content.

}
