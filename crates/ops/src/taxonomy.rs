//! The operations of `mercato-taxonomy`.

crate::ops! {
    /// Category trees, facets, tags, attributes, mappings: `taxonomy.*`.
    TAXONOMY:

    // Facets, queries, tags, classification.

    "taxonomy.facet_counts" = mercato_taxonomy::facet_counts;
    summary "How many products stand in each category, in itself and with everything below, each counted once?";
    source "definition; sets as Roaring bitmaps: Lemire, Ssi-Yan-Kai and Kaser (2016)";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}, {"id": "3", "parent_id": "1", "name": "Gifts"}], "products": [{"id": "gown", "category_ids": ["2", "3"]}, {"id": "hat", "category_ids": ["1"]}]}"# => r#"{"counts": [{"id": "1", "direct": 1, "total": 2}, {"id": "2", "direct": 1, "total": 1}, {"id": "3", "direct": 1, "total": 1}]}"#;

    "taxonomy.faceted_navigation" = mercato_taxonomy::faceted_navigation;
    summary "Which categories and values can a shopper choose next, and how many products would each leave?";
    source "Tunkelang (2009), disjunctive facets (drill-sideways)";
    example r#"{"nodes": [{"id": "1", "name": "Hats"}], "products": [{"id": "a", "category_ids": ["1"], "attributes": {"color": "red", "size": "M"}}, {"id": "b", "category_ids": ["1"], "attributes": {"color": "blue", "size": "M"}}, {"id": "c", "category_ids": ["1"], "attributes": {"color": ["red", "blue"], "size": "L"}}], "selection": {"attributes": {"color": ["red"]}}, "facet_keys": ["color", "size"]}"# => r#"{"total": 2, "category_counts": [{"id": "1", "count": 2}], "attribute_counts": {"color": [{"value": "blue", "count": 2}, {"value": "red", "count": 2}], "size": [{"value": "L", "count": 1}, {"value": "M", "count": 1}]}}"#;

    "taxonomy.query" = mercato_taxonomy::query;
    summary "Which products match an expression over categories, tags, attributes and ranges?";
    source "definition: set algebra; sets as Roaring bitmaps: Lemire, Ssi-Yan-Kai and Kaser (2016)";
    example r##"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}], "products": [{"id": "a", "category_ids": ["2"], "tags": ["Sale"], "attributes": {"price": 25}}, {"id": "b", "category_ids": ["2"], "attributes": {"price": 19.5}}, {"id": "c", "category_ids": ["1"], "attributes": {"price": 99}}], "expr": {"type": "and", "of": [{"type": "category", "id": "1"}, {"type": "range", "key": "price", "max": 30}, {"type": "not", "of": {"type": "tag", "tag": "#sale"}}]}}"## => r#"{"product_ids": ["b"], "count": 1}"#;

    "taxonomy.tokenize" = mercato_taxonomy::tokenize;
    summary "Which words does a text hold, in any script?";
    source "Unicode Standard Annex 15; Harman (1991) for the s-stemmer";
    example r#"{"text": "iPhone手机壳 Pro Cases", "stem": "s"}"# => r#"{"tokens": ["iphone", "手机", "机壳", "pro", "case"]}"#;

    "taxonomy.normalize_tag" = mercato_taxonomy::normalize_tag;
    summary "Under which key is a tag compared and linked?";
    source "Unicode Standard Annex 15 and full case folding";
    example r#"{"tag": "  Eco-Friendly "}"# => r#"{"normalized": "eco friendly", "slug": "eco-friendly"}"#;

    "taxonomy.canonicalize_tags" = mercato_taxonomy::canonicalize_tags;
    summary "Which tags of a product are left when synonyms are one, banned terms are out, and each stands once?";
    source "definition";
    example r#"{"tags": ["Gifts", "tee", "T-Shirt", "gift", "best price"], "synonyms": {"tee": "t-shirt"}, "banned": ["Best Price"], "fold_plurals": true}"# => r#"{"tags": ["gifts", "t shirt"], "dropped": [{"tag": "T-Shirt", "reason": "duplicate"}, {"tag": "gift", "reason": "duplicate"}, {"tag": "best price", "reason": "banned"}]}"#;

    "taxonomy.lint_tags" = mercato_taxonomy::lint_tags;
    summary "What is wrong with the tags of a product: relevance, concision or accuracy?";
    source "definition: the principles of marketplaces' guides to tags";
    example r#"{"tags": ["Best boots", "boot", "waterproof", "Black"], "product": {"title": "Red leather boots", "attributes": {"color": "red"}}, "policy": {"banned_terms": ["best"], "attribute_values": {"color": ["red", "black"]}}}"# => r#"{"issues": [{"tag": "Best boots", "code": "banned_term", "principle": "accuracy"}, {"tag": "waterproof", "code": "not_evidenced", "principle": "relevance"}, {"tag": "Black", "code": "contradicts_attribute", "principle": "accuracy"}, {"tag": "Black", "code": "not_evidenced", "principle": "relevance"}]}"#;

    "taxonomy.near_duplicates" = mercato_taxonomy::near_duplicates;
    summary "Which tags of a vocabulary are spellings of one another?";
    source "Winkler (1990); optimal string alignment: Boytsov (2011); Jaccard (1901)";
    example r#"{"tags": ["martha", "marhta", "carla"], "measure": "normalized_osa", "threshold": 0.8}"# => r#"{"pairs": [{"a": "martha", "b": "marhta", "score": 0.8333333333333334}]}"#;
    example r#"{"tags": ["Beach Bags", "bag (beach)", "Wine Rack"], "measure": "token_jaccard", "threshold": 0.5}"# => r#"{"pairs": [{"a": "Beach Bags", "b": "bag (beach)", "score": 1.0}]}"#;

    "taxonomy.tag_association" = mercato_taxonomy::tag_association;
    summary "Do two tags go together more often than by chance?";
    source "Church and Hanks (1990), Bouma (2009), Brin et al. (1997), Dunning (1993)";
    example r#"{"n": 100, "n_x": 20, "n_y": 10, "n_xy": 2}"# => r#"{"support": 0.02, "confidence": 0.1, "lift": 1.0, "pmi": 0.0, "npmi": 0.0, "leverage": 0.0, "jaccard": 0.07142857142857142, "conviction": 1.0, "g2": 0.0}"#;

    "taxonomy.suggest_tags" = mercato_taxonomy::suggest_tags;
    summary "Which tags does a product miss, judging by the company that its tags keep elsewhere?";
    source "Bouma (2009); definition";
    example r#"{"corpus": [["coat", "wool"], ["coat", "wool"], ["dress", "silk"], ["coat"]], "tags": ["coat"], "measure": "confidence"}"# => r#"{"suggestions": [{"tag": "wool", "score": 0.6666666666666666}]}"#;

    "taxonomy.classify_titles" = mercato_taxonomy::classify_titles;
    summary "In which categories do titles belong, judging by titles whose category is known?";
    source "Manning, Raghavan and Schütze (2008), chapter 13; linear: Hsieh et al. (2008)";
    example r#"{"examples": [{"title": "Evening dress", "category_id": "dresses"}, {"title": "Cotton cap", "category_id": "hats"}], "titles": ["Blue dress"], "limit": 1}"# => r#"{"results": [{"predictions": [{"category_id": "dresses", "probability": 0.6666666666666667}], "known_tokens": 1}]}"#;

    "taxonomy.classify_by_rules" = mercato_taxonomy::classify_by_rules;
    summary "Which categories claim a title by their phrases?";
    source "definition";
    example r#"{"rules": [{"category_id": "phones", "any_of": ["iphone", "手机"], "none_of": ["手机壳"]}, {"category_id": "cases", "any_of": ["手机壳"], "weight": 3}], "title": "华为手机壳"}"# => r#"{"matches": [{"category_id": "cases", "score": 6.0}]}"#;

    "taxonomy.selling_points" = mercato_taxonomy::selling_points;
    summary "What speaks for a product beside its competitors, and what against it?";
    source "Vargha and Delaney (2000), probability of superiority; definition";
    example r#"{"product": {"battery_h": 20, "waterproof": true}, "competitors": [{"battery_h": 10}, {"battery_h": 30}, {"battery_h": 12}, {"battery_h": 8, "waterproof": true}], "features": [{"key": "battery_h", "direction": "higher", "need_weight": 2}, {"key": "waterproof", "direction": "present"}, {"key": "wireless", "direction": "present"}]}"# => r#"{"selling_points": [{"key": "battery_h", "score": 1.0, "advantage": 0.5}, {"key": "waterproof", "score": 0.75, "advantage": 0.75}], "gaps": []}"#;

    "taxonomy.check_description" = mercato_taxonomy::check_description;
    summary "Does a description mention what speaks for the product, within the limits of a marketplace?";
    source "definition; titles: Amazon's requirements for product titles";
    example r#"{"title": "Speaker with 20-hour battery", "bullets": ["The best in its class"], "selling_points": [{"key": "battery", "phrases": ["20 hour battery"]}, {"key": "light", "phrases": ["lightweight", "150 g"]}], "banned_terms": ["best"]}"# => r#"{"title_coverage": 0.5, "coverage": 0.5, "missing": ["light"], "issues": [{"where": "bullet_0", "code": "banned_term"}]}"#;
}
