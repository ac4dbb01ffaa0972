#![doc = include_str!("../README.md")]

mod error;
mod rank;
mod value;

// Trees, formats, versions, mappings.
pub mod node;
pub mod tree;

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

// Trees, formats, versions, mappings.
pub use node::{NodeSpec, TaxonomySpec};
pub use tree::{NodeIx, Taxonomy};

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

// Text and tags.
pub use tag::{
    AssociationMeasure, CanonicalTags, CanonicalizeTagsInput, LintTagsInput, NearDuplicates, NearDuplicatesInput,
    NormalizeTagInput, NormalizedTag, SuggestTagsInput, TagAssociation, TagAssociationInput, TagIssues, TagSimilarity,
    TagSuggestions, canonicalize_tags, lint_tags, near_duplicates, normalize_tag, suggest_tags, tag_association,
};
pub use text::{Stem, TokenizeInput, Tokens, tokenize};
