//! How important are the criteria, judging by people? Weights from comparisons.
//!
//! | method | asks for | tells how consistent the answers are |
//! |---|---|---|
//! | [`ahp`](mod@ahp) | every pair, on a scale of ratios | consistency ratio, and the judgment that fits least |
//! | [`ahp_incomplete`](mod@ahp_incomplete) | the pairs one is sure of | - |
//! | [`ahp_hierarchy`](mod@ahp_hierarchy) | every pair, group by group | a ratio for every group |
//! | [`bwm`](mod@bwm) | the best against all, all against the worst | consistency ratios by input and by output |
//! | [`swara`](mod@swara) | each against the one before, in falling order | - |
//! | [`rank_weights`](mod@rank_weights) | an order | - |

pub mod ahp;
pub mod ahp_hierarchy;
pub mod ahp_incomplete;
pub mod bwm;
pub mod rank_weights;
pub mod swara;

mod bwm_linear;
mod bwm_nonlinear;
mod comparisons;

pub(crate) use comparisons::Comparisons;
