//! The nonlinear best-worst model in closed form.
//!
//! Every criterion j between the best and the worst asks for `b = w_B/w_W` in `[(a_Bj - ξ)(a_jW - ξ), (a_Bj + ξ)(a_jW +
//! ξ)]`, and the judgment of best against worst for `[a_BW - ξ, a_BW + ξ]`; as `ξ` grows the intervals grow, and the least
//! `ξ` at which all have a point in common is the largest at which two of them first touch.

use crate::pairwise::bwm::Judgments;

/// The weight intervals over all optima, and the least deviation.
pub(super) fn solve(judgments: &Judgments) -> (Vec<[f64; 2]>, f64) {
    let others: Vec<(f64, f64)> = judgments
        .pairs
        .iter()
        .enumerate()
        .filter(|(j, _)| *j != judgments.best && *j != judgments.worst)
        .map(|(_, pair)| *pair)
        .collect();
    let xi = deviation(judgments, &others);
    let b = ratio(judgments, &others, xi);
    // the ratios to the worst
    let ratios: Vec<[f64; 2]> = judgments
        .pairs
        .iter()
        .enumerate()
        .map(|(j, (to_other, to_worst))| {
            if j == judgments.worst {
                return [1.0, 1.0];
            }
            if j == judgments.best {
                return [b, b];
            }
            let low = (to_worst - xi).max(b / (to_other + xi));
            let high = if *to_other > xi { (to_worst + xi).min(b / (to_other - xi)) } else { to_worst + xi };
            // a criterion that decides ξ has one ratio; rounding must not turn its ends around
            if low > high { [0.5 * (low + high); 2] } else { [low, high] }
        })
        .collect();
    let lows: f64 = ratios.iter().map(|[low, _]| low).sum();
    let highs: f64 = ratios.iter().map(|[_, high]| high).sum();
    let interval = |[low, high]: &[f64; 2]| [low / (low + (highs - high)), high / (high + (lows - low))];
    (ratios.iter().map(interval).collect(), xi)
}

/// 1 where the judgment of best against worst gives way by ξ, 0 where both are one criterion, whose ratio to itself is 1.
fn give(judgments: &Judgments) -> f64 {
    if judgments.best == judgments.worst { 0.0 } else { 1.0 }
}

fn deviation(judgments: &Judgments, others: &[(f64, f64)]) -> f64 {
    let (d, give) = (judgments.best_to_worst, give(judgments));
    let mut xi = 0.0_f64;
    for (a, c) in others {
        let (sum, gap) = (a + c + give, a * c - d);
        // gap > 0: the smallest root of (a - ξ)(c - ξ) = d + give ξ; gap < 0: the positive one of (a + ξ)(c + ξ) = d - give
        // ξ
        let root = 2.0 * gap.abs() / (sum + (sum * sum - 4.0 * gap).sqrt());
        xi = xi.max(root);
        for (e, f) in others.iter().filter(|(e, f)| a * c > d && e * f < d) {
            xi = xi.max((a * c - e * f) / (a + c + e + f));
        }
    }
    xi
}

/// The ratio of best to worst that is left at ξ.
fn ratio(judgments: &Judgments, others: &[(f64, f64)], xi: f64) -> f64 {
    let give = give(judgments) * xi;
    let (mut low, mut high) = (judgments.best_to_worst - give, judgments.best_to_worst + give);
    for (a, c) in others {
        // once a factor is negative the interval begins at 0
        low = low.max((a - xi).max(0.0) * (c - xi).max(0.0));
        high = high.min((a + xi) * (c + xi));
    }
    0.5 * (low + high)
}
