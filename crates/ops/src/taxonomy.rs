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
}
