//! The operations of `mercato-taxonomy`.

crate::ops! {
    /// Category trees, facets, tags, attributes, mappings: `taxonomy.*`.
    TAXONOMY:

    // Trees, formats, versions, mappings.

    "taxonomy.stats" = mercato_taxonomy::stats;
    summary "How large, how deep and how wide is a category tree?";
    source "definition";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}, {"id": "3", "parent_id": "1", "name": "Skirts"}]}"# => r#"{"node_count": 3, "root_count": 1, "leaf_count": 2, "max_depth": 1, "depth_histogram": [1, 2], "max_children": 2, "mean_children_of_internal": 2.0}"#;

    "taxonomy.ancestors" = mercato_taxonomy::ancestors;
    summary "Which categories is this one below?";
    source "definition";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}, {"id": "3", "parent_id": "2", "name": "Midi"}], "id": "3"}"# => r#"{"ids": ["1", "2"]}"#;

    "taxonomy.descendants" = mercato_taxonomy::descendants;
    summary "Which categories are below this one?";
    source "definition";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}, {"id": "3", "parent_id": "2", "name": "Midi"}], "id": "1", "leaves_only": true}"# => r#"{"ids": ["3"]}"#;

    "taxonomy.breadcrumb" = mercato_taxonomy::breadcrumb;
    summary "Which path leads to a category, in the reader's language?";
    source "definition";
    example r#"{"nodes": [{"id": "1", "name": "Clothing", "names": {"zh-CN": "服装"}}, {"id": "2", "parent_id": "1", "name": "Dresses"}], "id": "2", "locale": "zh-CN"}"# => r#"{"ids": ["1", "2"], "names": ["服装", "Dresses"], "full_name": "服装 > Dresses"}"#;

    "taxonomy.lca" = mercato_taxonomy::lca;
    summary "Which is the lowest category that holds all of these?";
    source "definition: lowest common ancestors";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}, {"id": "3", "parent_id": "1", "name": "Skirts"}], "ids": ["2", "3"]}"# => r#"{"ids": ["1"]}"#;

    "taxonomy.is_ancestor_batch" = mercato_taxonomy::is_ancestor_batch;
    summary "For each pair of categories, is the first above the second?";
    source "Tarjan and Vishkin (1985), Euler tour";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}], "pairs": [["1", "2"], ["2", "1"], ["1", "1"]]}"# => r#"{"results": [true, false, false]}"#;

    "taxonomy.intervals" = mercato_taxonomy::intervals;
    summary "Which numbers let a database find a subtree with one comparison?";
    source "Tarjan and Vishkin (1985), Euler tour; Celko (2012), nested sets";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}]}"# => r#"{"intervals": [{"id": "1", "enter": 0, "exit": 2, "depth": 0}, {"id": "2", "enter": 1, "exit": 2, "depth": 1}]}"#;

    "taxonomy.similarity" = mercato_taxonomy::similarity;
    summary "How near are two categories?";
    source "Wu and Palmer (1994); Lin (1998)";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}, {"id": "3", "parent_id": "1", "name": "Skirts"}], "a": "2", "b": "3", "measure": "wu_palmer"}"# => r#"{"similarity": 0.5}"#;
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}, {"id": "3", "name": "Tools"}], "a": "1", "b": "2", "measure": "lin", "counts": {"1": 1, "2": 1, "3": 2}}"# => r#"{"similarity": 0.6666666666666666}"#;

    "taxonomy.validate" = mercato_taxonomy::validate;
    summary "What is wrong with a list of categories, all at once?";
    source "definition";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}, {"id": "3", "parent_id": "1", "name": "DRESSES"}, {"id": "4", "parent_id": "9", "name": "Skirts"}], "options": {"max_depth": 5}}"# => r#"{"valid": false, "issues": [{"code": "duplicate_sibling_name", "severity": "error", "id": "3"}, {"code": "orphan", "severity": "error", "id": "4"}]}"#;

    "taxonomy.parse" = mercato_taxonomy::parse;
    summary "Which categories does a file hold, as Google, Shopify, CSV or JSON write them?";
    source "Google product taxonomy; Shopify product taxonomy; RFC 4180; RFC 8259";
    example r##"{"format": "google_txt", "text": "# Google_Product_Taxonomy_Version: 2021-09-21\n1604 - Apparel\n5322 - Apparel > Activewear\n"}"## => r#"{"nodes": [{"id": "1604", "parent_id": null, "name": "Apparel"}, {"id": "5322", "parent_id": "1604", "name": "Activewear"}], "version": "2021-09-21"}"#;
    example r#"{"format": "csv", "text": "id,parent_id,name\n1,,Apparel\n2,1,\"Hats, Caps\"\n"}"# => r#"{"nodes": [{"id": "1", "parent_id": null, "name": "Apparel"}, {"id": "2", "parent_id": "1", "name": "Hats, Caps"}], "version": null}"#;

    "taxonomy.convert_unit" = mercato_taxonomy::convert_unit;
    summary "How much is a quantity in another unit?";
    source "BIPM (2019), SI brochure; NIST (2008), Special Publication 811";
    example r#"{"value": 12, "from": "in", "to": "cm"}"# => r#"{"value": 30.48}"#;

    "taxonomy.effective_attributes" = mercato_taxonomy::effective_attributes;
    summary "Which attributes does a category have, its own and those from above?";
    source "definition: inheritance with restriction";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}], "definitions": [{"category_id": "1", "key": "size", "type": "enum", "required": true, "values": ["S", "M", "L"]}, {"category_id": "2", "key": "size", "type": "enum", "values": ["S", "M"]}], "id": "2"}"# => r#"{"attributes": [{"key": "size", "type": "enum", "required": true, "unit": null, "values": ["S", "M"], "source_category_id": "2", "overrides": ["1"]}]}"#;

    "taxonomy.validate_attributes" = mercato_taxonomy::validate_attributes;
    summary "What is wrong with a product's attribute values, and how are the others written properly?";
    source "definition";
    example r#"{"attributes": [{"key": "color", "type": "enum", "values": ["Rose Gold"], "required": true}, {"key": "weight", "type": "quantity", "unit": "g"}, {"key": "pack", "type": "integer", "min": 1}], "values": {"color": "rose-gold", "weight": {"value": 2, "unit": "kg"}, "pack": 0}}"# => r#"{"valid": false, "issues": [{"key": "pack", "code": "out_of_range"}], "normalized": {"color": "Rose Gold", "weight": {"value": 2000.0, "unit": "g"}}}"#;

    "taxonomy.completeness" = mercato_taxonomy::completeness;
    summary "How much of what a product should say does it say?";
    source "definition";
    example r#"{"attributes": [{"key": "color", "required": true}, {"key": "size", "required": true}, {"key": "care", "weight": 2}], "values": {"color": "red", "care": " "}}"# => r#"{"required_ratio": 0.5, "weighted_score": 0.25, "missing_required": ["size"], "missing_optional": ["care"], "complete": false}"#;

    "taxonomy.diff" = mercato_taxonomy::diff;
    summary "What has changed between two versions of a category tree?";
    source "definition";
    example r#"{"from": [{"id": "1", "name": "Clothing"}, {"id": "2", "name": "Frocks"}], "to": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}, {"id": "3", "parent_id": "1", "name": "Skirts"}]}"# => r#"{"added": ["3"], "added_nodes": [{"id": "3", "parent_id": "1", "name": "Skirts"}], "removed": [], "renamed": [{"id": "2", "from": "Frocks", "to": "Dresses"}], "moved": [{"id": "2", "from_parent_id": null, "to_parent_id": "1"}], "unchanged_count": 1}"#;

    "taxonomy.apply_edits" = mercato_taxonomy::apply_edits;
    summary "What do additions, moves, merges and splits make of a tree, and where do its products go?";
    source "definition";
    example r#"{"nodes": [{"id": "1", "name": "Frocks"}, {"id": "2", "name": "Dresses"}, {"id": "3", "parent_id": "1", "name": "Midi"}], "edits": [{"type": "merge", "from_ids": ["1"], "into_id": "2"}, {"type": "rename", "id": "3", "name": "Midi Dresses"}]}"# => r#"{"nodes": [{"id": "2", "parent_id": null, "name": "Dresses"}, {"id": "3", "parent_id": "2", "name": "Midi Dresses"}], "remap": [{"from": "1", "to": "2"}]}"#;

    "taxonomy.remap_products" = mercato_taxonomy::remap_products;
    summary "Where do products stand after migrations, and which need a person's eye?";
    source "definition";
    example r#"{"assignments": [{"product_id": "p", "category_ids": ["1", "2"]}], "tables": [[{"from": "1", "to": ["3"]}, {"from": "2", "to": ["4", "5"]}]]}"# => r#"{"assignments": [{"product_id": "p", "category_ids": ["3"]}], "ambiguous": ["p"], "unmapped": []}"#;

    "taxonomy.compose_mappings" = mercato_taxonomy::compose_mappings;
    summary "Which one table does what two tables in sequence do?";
    source "definition: composition of relations";
    example r#"{"first": [{"from": "1", "to": ["2"]}], "second": [{"from": "2", "to": ["3"]}, {"from": "7", "to": "8"}]}"# => r#"{"rules": [{"from": "1", "to": ["3"]}, {"from": "2", "to": ["3"]}, {"from": "7", "to": ["8"]}]}"#;

    "taxonomy.validate_mapping" = mercato_taxonomy::validate_mapping;
    summary "Is a mapping between two taxonomies whole and sound?";
    source "definition";
    example r#"{"from_ids": ["a", "b"], "to_ids": ["1", "2"], "rules": [{"from": "a", "to": ["1"]}]}"# => r#"{"valid": false, "coverage": 0.5, "missing": ["b"], "invalid_from": [], "invalid_to": [], "overlapping": [], "duplicate_from": [], "empty_to": [], "unused_targets": ["2"]}"#;

    "taxonomy.map_category" = mercato_taxonomy::map_category;
    summary "Where does a category go in another taxonomy, and how sure is that?";
    source "definition";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}], "rules": [{"from": "1", "to": ["1604"], "confidence": 0.8}], "id": "2", "fallback": "nearest_ancestor", "decay": 0.5}"# => r#"{"target_ids": ["1604"], "confidence": 0.4, "via_id": "1", "method": "ancestor"}"#;

    "taxonomy.suggest_mapping" = mercato_taxonomy::suggest_mapping;
    summary "Which category of another taxonomy might be meant, judging by names?";
    source "Manning, Raghavan and Schütze (2008), sections 6.2 to 6.4";
    example r#"{"source_path": ["Toys"], "targets": [{"id": "1", "path": ["Toys"]}, {"id": "2", "path": ["Tools"]}]}"# => r#"{"suggestions": [{"id": "1", "score": 1.0}]}"#;

    "taxonomy.backoff_prediction" = mercato_taxonomy::backoff_prediction;
    summary "Which is the deepest category that a classifier is sure enough of?";
    source "definition: back-off to the ancestor";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}, {"id": "3", "parent_id": "1", "name": "Skirts"}], "probabilities": {"2": 0.5, "3": 0.25}, "threshold": 0.6}"# => r#"{"id": "1", "probability": 0.75, "depth": 0}"#;

    "taxonomy.hierarchical_metrics" = mercato_taxonomy::hierarchical_metrics;
    summary "How good are predictions, where a near miss is better than a far one?";
    source "Kiritchenko, Matwin and Famili (2005)";
    example r#"{"nodes": [{"id": "1", "name": "Clothing"}, {"id": "2", "parent_id": "1", "name": "Dresses"}, {"id": "3", "parent_id": "1", "name": "Skirts"}], "pairs": [{"truth": "2", "predicted": "3"}, {"truth": "2", "predicted": "2"}]}"# => r#"{"accuracy": 0.5, "hierarchical_precision": 0.75, "hierarchical_recall": 0.75, "hierarchical_f1": 0.75, "mean_tree_distance": 1.0}"#;

    "taxonomy.localized_name" = mercato_taxonomy::localized_name;
    summary "Which of the names in several languages does a reader want?";
    source "Phillips and Davis (2006), RFC 4647, section 3.4";
    example r#"{"names": {"en": "Clothing", "zh-Hans": "服装"}, "preferred": ["zh-Hans-CN"], "default": "en"}"# => r#"{"name": "服装", "locale": "zh-Hans"}"#;

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
