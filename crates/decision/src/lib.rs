#![doc = include_str!("../README.md")]

mod check;
mod columns;
mod error;

// The description.
pub mod impute;
pub mod matrix;
pub mod normalize;
pub mod rank;
pub mod screen;

// Weights.
pub mod pairwise;
pub mod weights;

// Rankings.
pub mod methods;
pub mod outranking;
pub mod ranking;
pub mod sensitivity;

// Efficiency and selection.
pub mod efficiency;
pub mod portfolio;

pub use error::DecisionError;

// The description.
pub use impute::{ImputeInput, ImputeStrategy, Imputed, impute};
pub use matrix::{CriterionType, DecisionMatrix, Problem, Weights};
pub use normalize::{Normalization, NormalizeInput, Normalized, normalize};
pub use rank::{RankScores, RankScoresInput, Ranking, Ties, rank_scores};
pub use screen::{RejectedAlternative, ScreenInput, ScreenOperator, ScreenRule, Screened, screen};

// Weights.
pub use pairwise::ahp::{Ahp, AhpInput, AhpMethod, Judgment, ahp};
pub use pairwise::ahp_hierarchy::{AhpHierarchy, AhpHierarchyInput, CriterionNode, ahp_hierarchy};
pub use pairwise::ahp_incomplete::{AhpIncomplete, AhpIncompleteInput, ahp_incomplete};
pub use pairwise::bwm::{Bwm, BwmInput, BwmMethod, bwm};
pub use pairwise::rank_weights::{RankWeighting, RankWeightsInput, rank_weights};
pub use pairwise::swara::{SwaraInput, swara};
pub use weights::{CriterionWeights, ObjectiveWeighting, ObjectiveWeightsInput, objective_weights};

// Rankings.
pub use methods::aras::{Aras, aras};
pub use methods::cocoso::{Cocoso, CocosoInput, cocoso};
pub use methods::codas::{Codas, CodasInput, codas};
pub use methods::comet::{Comet, CometInput, comet};
pub use methods::copras::{Copras, CoprasReport, copras};
pub use methods::edas::{Edas, edas};
pub use methods::ervd::{Ervd, ErvdInput, ervd};
pub use methods::mabac::{Mabac, mabac};
pub use methods::mairca::{Mairca, mairca};
pub use methods::marcos::{Marcos, marcos};
pub use methods::moora::{Moora, moora};
pub use methods::multimoora::{Multimoora, MultimooraReport, multimoora};
pub use methods::spotis::{Spotis, SpotisInput, spotis};
pub use methods::topsis::{Topsis, TopsisReport, topsis};
pub use methods::vikor::{Vikor, VikorInput, VikorReport, vikor};
pub use methods::waspas::{Waspas, WaspasInput, WaspasReport, waspas};
pub use methods::wpm::{Wpm, wpm};
pub use methods::wsm::{Wsm, WsmReport, wsm};
pub use methods::{Method, MethodName, RankingMethod, ScaledProblem};
pub use outranking::electre_i::{ElectreI, ElectreIInput, electre_i};
pub use outranking::electre_iii::{ElectreIii, ElectreIiiInput, electre_iii};
pub use outranking::preference::{PreferenceFunction, PreferenceFunctionSpec, PreferenceShape};
pub use outranking::promethee::{Promethee, PrometheeInput, PrometheeReport, promethee};
pub use ranking::aggregate_judgments::{AggregateJudgments, AggregateJudgmentsInput, aggregate_judgments};
pub use ranking::aggregate_priorities::{AggregatePrioritiesInput, PriorityMean, aggregate_priorities};
pub use ranking::aggregate_rankings::{
    AggregateRankings, AggregateRankingsInput, CondorcetWinner, RankAggregation, aggregate_rankings,
};
pub use ranking::correlation::{CorrelationMethod, RankCorrelation, RankCorrelationInput, rank_correlation};
pub use ranking::dominance::{Dominance, DominanceInput, dominance};
pub use sensitivity::explain::{Comparison, ExplainInput, Explanation, Support, explain};
pub use sensitivity::rank_reversal::{RankReversal, RankReversalInput, Removal, rank_reversal};
pub use sensitivity::smaa::{Smaa, SmaaInput, smaa};
pub use sensitivity::weight_ranges::{WeightRange, WeightRanges, weight_ranges};

// Efficiency and selection.
pub use efficiency::{Dea, DeaInput, DeaModel, DeaOrientation, ReferenceUnit, dea};
pub use portfolio::{Portfolio, PortfolioItem, SelectPortfolioInput, select_portfolio};
