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
mod policy_reader;
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
pub mod allocate_stock;
pub mod atp;
pub mod best_price_clause;
pub mod bundle;
pub mod content_consistency;
mod keyed;
pub mod lead_time;
pub mod oversell;
pub mod price_cycle;
pub mod price_protection;
pub mod price_timeline;
pub mod price_war;
pub mod promotion_overlaps;
pub mod repricer;
pub mod repricer_cycles;
pub mod reservation_ledger;
pub mod simulate_repricing;
mod span;

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
pub use allocate_stock::{AllocateStockInput, AllocationMethod, StockAllocation, StockClaim, allocate_stock};
pub use atp::{Atp, AtpInput, ChannelAtp, ChannelStock, StockMode, atp};
pub use best_price_clause::{
    BestPriceBreaches, BestPriceClauseInput, Clause, ClauseBreach, ClauseType, PriceSegment, best_price_clause,
};
pub use bundle::{
    AvailableBundle, Bundle, BundleAvailability, BundleAvailabilityInput, BundleComponent, bundle_availability,
};
pub use content_consistency::{
    ContentConsistency, ContentConsistencyInput, ContentIssue, ContentIssueKind, ContentListing, ContentParams,
    content_consistency,
};
pub use lead_time::{
    LeadTimeConflict, LeadTimeConflictKind, LeadTimeConflicts, LeadTimeConflictsInput, LeadTimePromise,
    lead_time_conflicts,
};
pub use oversell::{
    OversellCheck, OversellCheckInput, SkuStock, StockConflict, StockConflictKind, StockListing, oversell_check,
};
pub use price_cycle::{PriceCycleStats, PriceCycleStatsInput, price_cycle_stats};
pub use price_protection::{
    PriceProtection, PriceProtectionInput, ProtectedOrder, ProtectionClaim, ProtectionPolicy, ProtectionScope,
    SkuPriceSegment, price_protection,
};
pub use price_timeline::{Discount, PriceTimeline, PriceTimelineInput, Promotion, TimelineSegment, price_timeline};
pub use price_war::{PriceEvent, PriceWar, PriceWarInput, PriceWars, price_war};
pub use promotion_overlaps::{
    OverlapScope, Overlaps, PromotionOverlap, PromotionOverlaps, PromotionOverlapsInput, PromotionRef, PromotionWindow,
    overlaps, promotion_overlaps,
};
pub use repricer::{Adjustment, RepricingRule};
pub use repricer_cycles::{Drift, RepricerCycles, RepricerCyclesInput, RepricerLoop, repricer_cycles};
pub use reservation_ledger::{
    LedgerEvent, LedgerRejection, LedgerState, RejectedEvent, ReservationLedger, ReservationLedgerInput,
    ReservationState, ReservationStatus, reservation_ledger,
};
pub use simulate_repricing::{RepricingSimulation, SimulateRepricingInput, simulate_repricing};
