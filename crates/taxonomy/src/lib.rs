#![doc = include_str!("../README.md")]

mod error;
mod rank;
mod value;

// Trees, formats, versions, mappings.
pub mod attribute;
pub mod backoff_prediction;
pub mod format;
pub mod hierarchical_metrics;
pub mod locale;
pub mod mapping;
pub mod node;
pub mod tree;
pub mod unit;
pub mod validate;
pub mod version;

// Classification and description.
pub mod classify;
pub mod description;
pub mod selling_point;

// Facets and queries.
pub mod facet;
pub mod query;

// Text and tags.
pub mod tag;
pub mod text;

pub use error::TaxonomyError;

// Classification and description.
pub use classify::{
    ClassifyByRulesInput, ClassifyTitlesInput, RuleClassifier, RuleMatches, TitleClassifier, TitleMethod,
    TitlePredictions, TitleRule, classify_by_rules, classify_titles,
};
pub use description::{CheckDescriptionInput, DescriptionCheck, check_description};
pub use selling_point::{SellingPoints, SellingPointsInput, selling_points};

// Facets and queries.
pub use facet::{
    FacetCounts, FacetCountsInput, FacetIndex, FacetedNavigation, FacetedNavigationInput, Product, ProductSet,
    facet_counts, faceted_navigation,
};
pub use query::{Expr, QueryAnswer, QueryInput, query};

// Trees, formats, versions, mappings.
pub use attribute::AttributeType;
pub use attribute::completeness::{Completeness, CompletenessInput, WeightedAttribute, completeness};
pub use attribute::effective_attributes::{
    AttributeDefinition, AttributeDefinitions, EffectiveAttribute, EffectiveAttributes, EffectiveAttributesInput,
    effective_attributes,
};
pub use attribute::validate_attributes::{
    AttributeIssue, AttributeIssueCode, AttributeRule, AttributeSchema, AttributeValidation, ValidateAttributesInput,
    validate_attributes,
};
pub use backoff_prediction::{BackoffPrediction, BackoffPredictionInput, backoff_prediction};
pub use format::{ParseInput, ParsedTaxonomy, TaxonomyFormat, parse, parse_text, render};
pub use hierarchical_metrics::{HierarchicalMetrics, HierarchicalMetricsInput, PredictionPair, hierarchical_metrics};
pub use locale::{LocalizedName, LocalizedNameInput, localized_name};
pub use mapping::map_category::{
    MapCategoryInput, MappedCategory, MappingFallback, MappingMethod, MappingRule, MappingTable, map_category,
};
pub use mapping::suggest_mapping::{
    MappingSuggester, MappingSuggestion, MappingSuggestions, MappingTarget, SuggestMappingInput, SuggestMethod,
    suggest_mapping,
};
pub use mapping::validate_mapping::{MappingValidation, ValidateMappingInput, validate_mapping};
pub use node::{NodeSpec, TaxonomySpec};
pub use tree::intervals::{Intervals, IntervalsInput, NodeInterval, intervals};
pub use tree::relatives::{
    AncestorsInput, Breadcrumb, BreadcrumbInput, DescendantsInput, IsAncestorBatch, IsAncestorBatchInput, LcaInput,
    NodeIds, ancestors, breadcrumb, descendants, is_ancestor_batch, lca,
};
pub use tree::similarity::{InformationContent, Similarity, SimilarityInput, SimilarityMeasure, similarity};
pub use tree::stats::{Stats, StatsInput, stats};
pub use tree::{NodeIx, Taxonomy};
pub use unit::{ConvertUnitInput, ConvertedUnit, Dimension, Unit, convert_unit};
pub use validate::{Severity, ValidateInput, ValidateOptions, Validation, ValidationCode, ValidationIssue, validate};
pub use version::NodeRecord;
pub use version::diff::{DiffInput, MovedNode, RenamedNode, TaxonomyDiff, diff};
pub use version::edit::{ApplyEditsInput, Edit, EditedTaxonomy, RemapEntry, SplitInto, apply_edits};
pub use version::live::{LiveIx, LiveTaxonomy};
pub use version::remap::{
    Assignment, ComposeMappingsInput, ComposedMapping, OnSplit, Remap, RemapProductsInput, RemapRule, RemappedProducts,
    compose_mappings, remap_products,
};

// Text and tags.
pub use tag::{
    AssociationMeasure, CanonicalTags, CanonicalizeTagsInput, LintTagsInput, NearDuplicates, NearDuplicatesInput,
    NormalizeTagInput, NormalizedTag, SuggestTagsInput, TagAssociation, TagAssociationInput, TagIssues, TagSimilarity,
    TagSuggestions, canonicalize_tags, lint_tags, near_duplicates, normalize_tag, suggest_tags, tag_association,
};
pub use text::{Stem, TokenizeInput, Tokens, tokenize};
