//! The operations of `mercato-channel`.

crate::ops! {
    /// Conflicts between sales channels: found, explained, resolved: `channel.*`.
    CHANNEL:

    // Prices, rules, conflicts.

    "channel.effective_price" = mercato_channel::effective_price;
    summary "What does a customer pay for an offer: advertised, after coupons, at the door, a unit?";
    source "definition; unit prices: Directive 98/6/EC, article 2(b)";
    example r#"{"offer": {"offer_id": "a", "sku": "tea", "channel_id": "jd", "currency": "CNY", "price": "400.00", "shipping": "6.00", "pack_size": 3, "coupons": [{"type": "percent", "value": "0.1"}, {"type": "amount", "value": "30.00", "threshold": "300.00"}]}}"# => r#"{"currency": "CNY", "advertised": "400.00", "net": "330.00", "landed": "336.00", "unit_net": "110.0000", "unit_landed": "112.0000", "discounts": ["40.00", "30.00"]}"#;
    example r#"{"offer": {"offer_id": "a", "sku": "tea", "channel_id": "amazon", "currency": "USD", "price": "19.99", "tax_included": false, "tax_rate": "0.0825", "shipping": "4.99", "tax_on_shipping": true}, "target_currency": "CNY", "fx": [{"base": "USD", "quote": "CNY", "rate": "7.2431"}]}"# => r#"{"currency": "CNY", "advertised": "144.79", "net": "144.79", "landed": "195.86", "unit_net": "144.7896", "unit_landed": "195.8596", "discounts": []}"#;

    "channel.price_parity" = mercato_channel::price_parity;
    summary "Where do the prices of one thing contradict one another across channels?";
    source "definition: parity clauses; bands of one or two tolerances, against each other or a reference";
    example r#"{"offers": [{"offer_id": "a", "sku": "tea", "channel_id": "tmall", "currency": "CNY", "price": "100.00"}, {"offer_id": "b", "sku": "tea", "channel_id": "jd", "currency": "CNY", "price": "94.99"}], "policy": {"basis": "advertised", "tolerance_percent": "0.05"}}"# => r#"{"currency": "CNY", "conflicts": [{"sku": "tea", "low_offer_id": "b", "high_offer_id": "a", "low_price": "94.99", "high_price": "100.00", "gap": "5.01", "gap_ratio": 0.0501}], "checked_skus": 1, "checked_comparisons": 1, "skipped_skus": []}"#;
    example r#"{"offers": [{"offer_id": "a", "sku": "tea", "channel_id": "tmall", "currency": "CNY", "price": "100.00"}, {"offer_id": "b", "sku": "tea", "channel_id": "own_site", "currency": "CNY", "price": "95.00"}, {"offer_id": "c", "sku": "cup", "channel_id": "tmall", "currency": "CNY", "price": "12.00"}], "policy": {"tolerance_absolute": "3.00", "reference": {"type": "channel", "channel_id": "own_site"}}}"# => r#"{"currency": "CNY", "conflicts": [{"sku": "tea", "offer_id": "a", "price": "100.00", "reference_price": "95.00", "deviation": "5.00", "deviation_ratio": 0.05263157894736842, "direction": "above"}], "checked_skus": 1, "checked_comparisons": 1, "skipped_skus": ["cup"]}"#;

    "channel.resolve_policy" = mercato_channel::resolve_policy;
    summary "Which of several rules speaks for a case: by priority, then by how specific it is?";
    source "definition: the condition tables of commerce systems, most specific first";
    example r#"{"rules": [{"rule_id": "all"}, {"rule_id": "lamps", "scope": {"category": "home/lighting"}}], "target": {"sku": "lamp", "category": "home/lighting/desk"}, "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{"rule_id": "lamps", "candidates": ["lamps", "all"]}"#;

    "channel.map_check" = mercato_channel::map_check;
    summary "Which offers are below the minimum advertised price, or above the maximum price?";
    source "definition: minimum advertised price policies (Leegin v. PSKS, 2007)";
    example r#"{"offers": [{"offer_id": "a", "sku": "lamp", "channel_id": "jd", "currency": "CNY", "price": "98.00"}, {"offer_id": "b", "sku": "lamp", "channel_id": "pdd", "currency": "CNY", "price": "97.99"}], "rules": [{"rule_id": "m", "currency": "CNY", "map": "100.00", "tolerance_percent": "0.02"}], "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{"violations": [{"offer_id": "b", "rule_id": "m", "kind": "below_map", "price": "97.99", "limit": "100.00", "excess": "2.01", "excess_ratio": 0.0201}], "checked": 2, "unruled": 0}"#;

    "channel.exclusivity_check" = mercato_channel::exclusivity_check;
    summary "Which offers stand where an agreement does not let them: outside exclusive channels, on prohibited ones, in other territories?";
    source "definition: exclusive and selective distribution, Regulation (EU) 2022/720";
    example r#"{"agreements": [{"agreement_id": "launch", "type": "exclusive", "channels": ["tmall"], "scope": {"brand": "lumen"}}, {"agreement_id": "east", "type": "territory", "channels": ["tmall"], "territories": ["CN-SH"]}], "offers": [{"offer_id": "a", "sku": "lamp", "channel_id": "jd", "brand": "lumen"}, {"offer_id": "b", "sku": "lamp", "channel_id": "tmall", "brand": "lumen", "territory": "CN-GD"}], "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{"violations": [{"offer_id": "a", "agreement_id": "launch", "kind": "outside_exclusive_channel"}, {"offer_id": "b", "agreement_id": "east", "kind": "outside_territory"}]}"#;

    "channel.seller_authorization" = mercato_channel::seller_authorization;
    summary "Which offers come from sellers who may not make them, or at prices below wholesale?";
    source "definition: selective distribution; grey market goods";
    example r#"{"sellers": [{"seller_id": "north", "channels": ["jd"]}], "offers": [{"offer_id": "a", "sku": "lamp", "seller_id": "north", "channel_id": "jd", "price": "79.00"}, {"offer_id": "b", "sku": "lamp", "seller_id": "who", "channel_id": "jd", "price": "95.00"}], "wholesale_prices": {"lamp": "80.00"}, "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{"results": [{"offer_id": "a", "status": "authorized", "below_wholesale": true, "grey_market": true}, {"offer_id": "b", "status": "unauthorized_seller", "below_wholesale": false, "grey_market": true}]}"#;

    "channel.prior_price" = mercato_channel::prior_price;
    summary "Which former price may a reduction be measured by, in the EU, in China, in the US?";
    source "Directive 98/6/EC, article 6a, and CJEU C-330/23; SAMR Interim Provisions on Promotions (2020); 16 CFR 233.1";
    example r#"{"currency": "EUR", "regime": {"type": "eu_omnibus"}, "history": [{"at": "2026-09-01T00:00:00Z", "price": "100.00"}, {"at": "2026-10-20T00:00:00Z", "price": "80.00"}, {"at": "2026-10-25T00:00:00Z", "price": "110.00"}], "reduction_start": "2026-11-11T00:00:00Z", "announced_price": "88.00", "claimed_former_price": "110.00"}"# => r#"{"prior_price": "80.00", "window_start": "2026-10-12T00:00:00Z", "window_end": "2026-11-11T00:00:00Z", "genuine_reduction": false, "claim_compliant": false, "reduction_ratio": -0.1, "short_history": false, "progressive_applied": false}"#;
    example r#"{"currency": "CNY", "regime": {"type": "cn_price_fraud"}, "history": [{"at": "2026-11-01T09:00:00+08:00", "price": "199.00"}, {"at": "2026-11-07T20:00:00+08:00", "price": "189.00"}], "reduction_start": "2026-11-11T00:00:00+08:00", "announced_price": "169.00", "claimed_former_price": "189.00"}"# => r#"{"prior_price": "189.00", "source": "window_minimum", "genuine_reduction": true, "claim_compliant": true, "reduction_ratio": 0.10582010582010581}"#;
    example r#"{"currency": "USD", "regime": {"type": "us_ftc", "lookback_days": 90, "min_days": 28}, "history": [{"at": "2026-06-01T00:00:00Z", "price": "59.99"}, {"at": "2026-10-12T00:00:00Z", "price": "49.99"}], "reduction_start": "2026-11-11T00:00:00Z", "announced_price": "39.99", "claimed_former_price": "59.99"}"# => r#"{"days_at_or_above": 60.0, "claim_compliant": true, "genuine_reduction": true}"#;

    "channel.price_dispersion" = mercato_channel::price_dispersion;
    summary "How far apart are the prices of one thing, and what does it save to look?";
    source "Baye, Morgan and Scholten (2004)";
    example r#"{"prices": ["8.00", "12.00", "10.00"]}"# => r#"{"n": 3, "min": 8.0, "max": 12.0, "mean": 10.0, "range": 4.0, "range_ratio": 0.5, "cv": 0.2, "gap": 2.0, "gap_ratio": 0.25, "value_of_information": 2.0}"#;

    "channel.cannibalization" = mercato_channel::cannibalization;
    summary "How much of what a new channel sells did it take from the others?";
    source "definition; the term after Moorthy and Png (1992)";
    example r#"{"before": {"shop": 1000, "store": 500}, "after": {"shop": 900, "store": 520, "live": 400}, "new_channel": "live"}"# => r#"{"cannibalization_rate": 0.25, "net_incremental": 320.0, "incrementality": 0.8, "diversion": {"shop": 0.25, "store": 0.0}}"#;

    "channel.assortment_overlap" = mercato_channel::assortment_overlap;
    summary "How much of the same do channels sell?";
    source "Jaccard (1901); Szymkiewicz (1934) and Simpson (1943)";
    example r#"{"assortments": {"jd": ["cup", "tea", "pot"], "tmall": ["tea", "pot", "tray", "lamp"]}}"# => r#"{"pairs": [{"a": "jd", "b": "tmall", "intersection": 2, "union": 5, "jaccard": 0.4, "overlap_coefficient": 0.6666666666666666}], "core": 2, "exclusive_share": {"jd": 0.3333333333333333, "tmall": 0.5}}"#;

    "channel.portfolio_summary" = mercato_channel::portfolio_summary;
    summary "Which channels are there, and how much hangs on one of them?";
    source "Hirschman (1945), Herfindahl (1950); Laakso and Taagepera (1979)";
    example r#"{"channels": [{"channel_id": "shop", "ownership": "own", "format": "traditional", "audience": "general", "revenue": 25}, {"channel_id": "douyin", "ownership": "third_party", "format": "content", "audience": "general", "revenue": 75}]}"# => r#"{"counts": {"ownership": {"own": 1, "third_party": 1}, "format": {"traditional": 1, "social": 0, "content": 1, "offline": 0}, "audience": {"general": 2, "vertical": 0}}, "own_revenue_share": 0.25, "revenue_hhi": 0.625, "effective_channels": 1.6}"#;

    "channel.roi" = mercato_channel::roi;
    summary "What does each channel earn on what it costs, and from how many orders on?";
    source "definition; Horngren, Datar and Rajan (2015), chapter 3";
    example r#"{"currency": "EUR", "channels": [{"id": "shop", "expected_orders": 1000, "average_order_value": "50.00", "gross_margin_rate": "0.30", "return_rate": "0.10", "commission_rate": "0.05", "payment_fee_rate": "0.01", "fulfilment_cost_per_order": "6.00", "fixed_annual_fee": "12000.00", "advertising_spend": "3000.00"}]}"# => r#"{"channels": [{"id": "shop", "net_revenue": "45000.00", "contribution": "4800.00", "profit": "-10200.00", "roi": -0.68, "break_even_orders": 3125}]}"#;

    "channel.conflict_id" = mercato_channel::conflict_id;
    summary "By which name is a conflict known from run to run?";
    source "Fowler, Noll and Vo (1991): FNV-1a of 128 bits";
    example r#"{"kind": "price_parity", "rule_id": "parity", "sku": "sku1", "parties": ["o2", "o1"]}"# => r#"{"conflict_id": "c4a8be555a03888084fcd004e8a07965c"}"#;

    "channel.severity" = mercato_channel::severity;
    summary "How grave is a conflict, by magnitude, volume, duration and kind?";
    source "definition: weighted sum, Fishburn (1967)";
    example r#"{"magnitude_ratio": 0.2, "volume_share": 1.0, "duration_hours": 36, "kind_weight": 1.0}"# => r#"{"score": 90.0, "level": "critical", "components": {"magnitude": 40.0, "volume": 30.0, "duration": 10.0, "kind": 10.0}}"#;

    "channel.apply_waivers" = mercato_channel::apply_waivers;
    summary "Which conflicts are open after the waivers, and which waivers have ended?";
    source "definition";
    example r#"{"conflicts": [{"conflict_id": "c1", "kind": "price_parity", "sku": "tea", "magnitude_ratio": 0.04}, {"conflict_id": "c2", "kind": "price_parity", "sku": "tea", "magnitude_ratio": 0.2}], "waivers": [{"waiver_id": "w1", "reason": "launch week", "skus": ["tea"], "max_magnitude_ratio": 0.05}, {"waiver_id": "w0", "reason": "last year's fair", "effective_to": "2025-12-01T00:00:00+08:00"}], "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{"open": ["c2"], "suppressed": [{"conflict_id": "c1", "waiver_id": "w1"}], "expired_waivers": ["w0"], "unused_waivers": []}"#;

    "channel.conflict_diff" = mercato_channel::conflict_diff;
    summary "Which conflicts are new, gone, worse or better than at the last check?";
    source "definition";
    example r#"{"before": [{"conflict_id": "a", "magnitude_ratio": 0.1}, {"conflict_id": "b"}], "after": [{"conflict_id": "a", "magnitude_ratio": 0.25}, {"conflict_id": "c"}]}"# => r#"{"opened": ["c"], "closed": ["b"], "worsened": ["a"], "improved": [], "unchanged": 0}"#;

    "channel.suggest_resolution" = mercato_channel::suggest_resolution;
    summary "Which prices would settle a parity conflict without breaking a limit?";
    source "definition";
    example r#"{"currency": "CNY", "strategy": "raise_low", "tolerance_percent": "0.05", "offers": [{"offer_id": "a", "price": "100.00"}, {"offer_id": "b", "price": "80.00"}, {"offer_id": "c", "price": "70.00", "max_price": "90.00"}]}"# => r#"{"actions": [{"offer_id": "b", "from": "80.00", "to": "95.00", "blocked_by": null}, {"offer_id": "c", "from": "70.00", "to": "90.00", "blocked_by": "max_price"}], "resolved": false, "residual_gap_ratio": 0.1}"#;

    "channel.check" = mercato_channel::check;
    summary "What contradicts a policy of parity, price limits and agreements, and what are the figures?";
    source "definition; findings by a sweep over sorted prices, rules by tuple space search (Srinivasan, Suri and Varghese 1999)";
    example r#"{"offers": [{"offer_id": "a", "sku": "lamp", "channel_id": "tmall", "currency": "CNY", "price": "200.00"}, {"offer_id": "b", "sku": "lamp", "channel_id": "jd", "currency": "CNY", "price": "180.00"}], "rule_set": {"parity": {"tolerance_percent": "0.05"}, "map_rules": [{"rule_id": "m", "currency": "CNY", "map": "190.00"}]}, "as_of": "2026-11-11T00:00:00+08:00"}"# => r#"{"conflicts": [{"conflict_id": "ce20a14bd0ab6ab17414cd4fa03c1fccf", "kind": "below_map", "rule_id": "m", "sku": "lamp", "parties": ["b"], "magnitude_ratio": 0.05263157894736842, "evidence": {"type": "limit", "currency": "CNY", "offer": {"offer_id": "b", "channel_id": "jd", "currency": "CNY", "basis": "advertised", "per_unit": false, "advertised": "180.00", "discounts": [], "net": null, "shipping": null, "tax": null, "landed": null, "pack_size": 1, "rate": null, "price": "180.00"}, "limit": "190.00", "tolerance_percent": "0", "excess": "10.00", "move_to": "190.00"}}, {"conflict_id": "cc7159598a26a06fe9318f4c7c903df8c", "kind": "price_parity", "rule_id": "parity", "sku": "lamp", "parties": ["a", "b"], "magnitude_ratio": 0.1, "evidence": {"type": "pair", "currency": "CNY", "low": {"offer_id": "b", "channel_id": "jd", "currency": "CNY", "basis": "net", "per_unit": false, "advertised": "180.00", "discounts": [], "net": "180.00", "shipping": null, "tax": null, "landed": null, "pack_size": 1, "rate": null, "price": "180.00"}, "high": {"offer_id": "a", "channel_id": "tmall", "currency": "CNY", "basis": "net", "per_unit": false, "advertised": "200.00", "discounts": [], "net": "200.00", "shipping": null, "tax": null, "landed": null, "pack_size": 1, "rate": null, "price": "200.00"}, "gap": "20.00", "allowed": "10.00", "raise_low_to": "190.00", "lower_high_to": "189.47"}}], "counts": {"below_map": 1, "price_parity": 1}}"#;

    "channel.check_delta" = mercato_channel::check_delta;
    summary "Which conflicts do changes open, and which do they close?";
    source "definition: the difference of two full checks";
    example r#"{"offers": [{"offer_id": "a", "sku": "tea", "channel_id": "tmall", "currency": "CNY", "price": "20.00"}, {"offer_id": "b", "sku": "tea", "channel_id": "jd", "currency": "CNY", "price": "20.00"}], "rule_set": {"parity": {}}, "as_of": "2026-11-11T00:00:00+08:00", "changes": [{"type": "upsert", "offer": {"offer_id": "b", "sku": "tea", "channel_id": "jd", "currency": "CNY", "price": "19.00"}}]}"# => r#"{"opened": ["c766694ffe89d2ff8d178c2d2666a469a"], "closed": [], "unchanged": 0, "touched_skus": ["tea"]}"#;

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
