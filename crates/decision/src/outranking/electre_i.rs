//! Which alternatives remain in the choice? ELECTRE I.
//!
//! ```text
//! C_ik = Σ weights of the criteria in which i is at least as good as k
//! D_ik = max_j (lead of k over i, at least 0)/range of j        0 for a constant criterion
//! i outranks k        C_ik >= c* and D_ik <= d*
//! ```
//!
//! `non_outranked` are those that nobody outranks. The `kernel` is what one chooses from: those in it do not outrank one
//! another, and whoever is outside is outranked by one inside. Alternatives that outrank each other in a circle count as
//! one; then the kernel is unique.
//!
//! Source: B. Roy, "Classement et choix en présence de points de vue multiples (la méthode ELECTRE)", RIRO 8 (1968) 57-75.
//! Limits: at most [`MAX_ALTERNATIVES`] alternatives, whose matrices are part of the answer.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices run below the number of alternatives, which every row has"
)]

use crate::check;
use crate::columns;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, read};
use serde::{Deserialize, Serialize};

/// How many alternatives are compared pair by pair.
pub const MAX_ALTERNATIVES: usize = 2_000;
/// What rounding leaves below a threshold that is met.
const ROUNDING: f64 = 1e-12;

/// What [`electre_i`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ElectreIInput {
    /// One row an alternative, one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// The least part of the weights that must agree, 0 to 1.
    pub concordance_threshold: f64,
    /// The greatest part of a criterion's range by which one may be worse, 0 to 1.
    pub discordance_threshold: f64,
}

/// What [`electre_i`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ElectreI {
    /// The part of the weights in which the row is at least as good as the column; 0 on the diagonal.
    pub concordance: Vec<Vec<f64>>,
    /// The greatest part of a range by which the row is worse than the column.
    pub discordance: Vec<Vec<f64>>,
    /// Whether the row outranks the column.
    pub outranking: Vec<Vec<bool>>,
    /// Those that nobody outranks, ascending.
    pub non_outranked: Vec<usize>,
    /// What one chooses from, ascending.
    pub kernel: Vec<usize>,
}

/// Who outranks whom, and which alternatives remain in the choice.
///
/// Time O(n² m).
///
/// ```
/// use mercato_decision::{CriterionType, ElectreIInput, electre_i};
/// let input = ElectreIInput {
///     matrix: vec![vec![3.0, 5.0], vec![2.0, 6.0], vec![1.0, 1.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     concordance_threshold: 0.7,
///     discordance_threshold: 0.3,
/// };
/// let answer = electre_i(&input)?;
/// assert!(answer.outranking[0][1]); // better in both
/// assert_eq!(answer.kernel, [0, 2]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`](crate::Problem::read) refuses; `invalid_argument` for a threshold outside \[0, 1\]; `unsupported`
/// above [`MAX_ALTERNATIVES`] alternatives; `overflow`.
pub fn electre_i(input: &ElectreIInput) -> Result<ElectreI, DecisionError> {
    let (matrix, weights) = read(&input.matrix, &input.weights, &input.types)?;
    check::share("concordance_threshold", input.concordance_threshold)?;
    check::share("discordance_threshold", input.discordance_threshold)?;
    let n = matrix.rows();
    check::at_most("matrix", n, MAX_ALTERNATIVES, "alternatives")?;
    let ranges = columns::ranges(&matrix)?;
    let rows: Vec<&[f64]> = matrix.iter().collect();
    let mut concordance = vec![vec![0.0; n]; n];
    let mut discordance = vec![vec![0.0; n]; n];
    let mut outranking = vec![vec![false; n]; n];
    for i in 0..n {
        for k in (0..n).filter(|k| *k != i) {
            let (mut agree, mut against) = (0.0_f64, 0.0_f64);
            let columns = rows[i].iter().zip(rows[k]).zip(matrix.types()).zip(weights.as_slice()).zip(&ranges);
            for ((((own, other), kind), w), range) in columns {
                let lead = kind.sign() * (other - own);
                if lead <= 0.0 {
                    agree += w;
                } else if *range > 0.0 {
                    against = against.max(lead / range);
                }
            }
            // weights sum to 1 up to rounding
            concordance[i][k] = agree.min(1.0);
            discordance[i][k] = against;
            outranking[i][k] =
                agree >= input.concordance_threshold - ROUNDING && against <= input.discordance_threshold + ROUNDING;
        }
    }
    let non_outranked = (0..n).filter(|k| (0..n).all(|i| !outranking[i][*k])).collect();
    let kernel = kernel(&outranking);
    Ok(ElectreI { concordance, discordance, outranking, non_outranked, kernel })
}

/// The kernel of the graph in which circles count as one.
fn kernel(outranking: &[Vec<bool>]) -> Vec<usize> {
    let n = outranking.len();
    let class = circles(outranking);
    let classes = class.iter().max().map_or(0, |last| last + 1);
    let mut members = vec![Vec::new(); classes];
    for (i, class) in class.iter().enumerate() {
        members[*class].push(i);
    }
    // classes are numbered so that whoever outranks comes first
    let mut inside = vec![false; classes];
    for own in 0..classes {
        let outranked =
            members[own].iter().any(|k| (0..n).any(|i| class[i] != own && inside[class[i]] && outranking[i][*k]));
        inside[own] = !outranked;
    }
    (0..n).filter(|i| inside[class[*i]]).collect()
}

/// The strongly connected set of every alternative, numbered so that an edge leads to the same or a higher number
/// (Kosaraju's two passes, with lists in place of recursion).
fn circles(edges: &[Vec<bool>]) -> Vec<usize> {
    let n = edges.len();
    let mut finished = Vec::with_capacity(n);
    let mut seen = vec![false; n];
    for root in 0..n {
        if seen[root] {
            continue;
        }
        seen[root] = true;
        let mut path = vec![(root, 0)];
        while let Some((node, next)) = path.last_mut() {
            if let Some(k) = (*next..n).find(|k| edges[*node][*k] && !seen[*k]) {
                *next = k + 1;
                seen[k] = true;
                path.push((k, 0));
            } else {
                finished.push(*node);
                path.pop();
            }
        }
    }
    let mut class = vec![usize::MAX; n];
    let mut classes = 0;
    for root in finished.into_iter().rev() {
        if class[root] != usize::MAX {
            continue;
        }
        class[root] = classes;
        let mut todo = vec![root];
        while let Some(node) = todo.pop() {
            for i in 0..n {
                if edges[i][node] && class[i] == usize::MAX {
                    class[i] = classes;
                    todo.push(i);
                }
            }
        }
        classes += 1;
    }
    class
}
