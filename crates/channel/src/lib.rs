#![doc = include_str!("../README.md")]

mod check;
mod error;

// The model: what is offered, what a rule speaks of, which rule speaks, how a conflict is named.
pub mod conflict_id;
pub mod fx;
pub mod offer;
pub mod rule_choice;
pub mod scope;

// Prices, rules, conflicts.
pub mod agreement;
pub mod assortment_overlap;
pub mod cannibalization;
pub mod channel_roi;
pub mod checker;
pub mod conflict;
pub mod conflict_diff;
pub mod effective;
pub mod explain;
pub mod full_check;
pub mod map_rule;
pub mod parity;
pub mod portfolio;
mod price;
pub mod price_dispersion;
pub mod prior_price;
pub mod resolution;
pub mod rule_set;
pub mod seller_authorization;
pub mod severity;
pub mod waiver;

// Promotions over time, repricers, stock, content.

pub use error::ChannelError;

// The model.
pub use conflict_id::{ConflictId, ConflictIdInput, conflict_id};
pub use fx::FxRate;
pub use offer::{Audience, Coupon, CouponKind, Offer};
pub use rule_choice::{PolicyRule, ResolvePolicyInput, ResolvedPolicy, resolve_policy};
pub use scope::{Facets, Scope};

// Prices, rules, conflicts.
pub use agreement::{
    Agreement, AgreementKind, Breach, ExclusivityCheck, ExclusivityCheckInput, ExclusivityViolation, PlacedOffer,
    exclusivity_check,
};
pub use assortment_overlap::{AssortmentOverlap, AssortmentOverlapInput, ChannelOverlap, assortment_overlap};
pub use cannibalization::{Cannibalization, CannibalizationInput, cannibalization};
pub use channel_roi::{ChannelPlan, ChannelRoi, Roi, RoiInput, roi};
pub use checker::{Change, Checker, Delta, FindingRef, Findings, LiveCheck, OfferRow, OfferTable};
pub use conflict::{
    ComparedPrice, Conflict, ConflictKind, Evidence, LimitEvidence, PairEvidence, PlacementEvidence, ReferenceEvidence,
};
pub use conflict_diff::{ConflictDiff, ConflictDiffInput, SizedConflict, conflict_diff};
pub use effective::{Basis, EffectivePrice, EffectivePriceInput, effective_price};
pub use explain::Locale;
pub use full_check::{Check, CheckDeltaInput, CheckInput, check, check_delta};
pub use map_rule::{LimitKind, MapCheck, MapCheckInput, MapRule, MapViolation, map_check};
pub use parity::{
    Band, Direction, PairConflict, ParityConflict, ParityPolicy, PriceParity, PriceParityInput, Reference,
    ReferenceConflict, ReferenceKind, price_parity,
};
pub use portfolio::{
    AudienceCounts, Format, FormatCounts, Ownership, OwnershipCounts, PortfolioChannel, PortfolioCounts,
    PortfolioSummary, PortfolioSummaryInput, Reach, portfolio_summary,
};
pub use price_dispersion::{PriceDispersion, PriceDispersionInput, price_dispersion};
pub use prior_price::{
    DealPrice, DealSource, FormerPrice, OmnibusPrice, PricePoint, PriorPrice, PriorPriceInput, PriorPriceRegime,
    prior_price,
};
pub use resolution::{
    Guard, GuardedOffer, PriceAction, ResolutionStrategy, SuggestResolutionInput, SuggestedResolution,
    suggest_resolution,
};
pub use rule_set::{ParityRule, RuleSet};
pub use seller_authorization::{
    AuthorizationResult, AuthorizationStatus, AuthorizedSeller, SellerAuthorization, SellerAuthorizationInput,
    SellerOffer, WholesalePrice, seller_authorization,
};
pub use severity::{Severity, SeverityComponents, SeverityInput, SeverityLevel, SeverityWeights, severity};
pub use waiver::{ApplyWaiversInput, SuppressedConflict, WaivableConflict, WaivedConflicts, Waiver, apply_waivers};

// Promotions over time, repricers, stock, content.
