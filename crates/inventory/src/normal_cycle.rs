//! The normal loss over one cycle of an (r,Q) policy: `D(k, q) = G(k) - G(k+q)`, the mean shortage of a cycle that begins at
//! k standard deviations and orders q of them, and its inverse in k.

use crate::error::InventoryError;
use mercato_core::Error;
use mercato_numeric::distribution::{Normal, normal_loss};

/// Below this lot, in standard deviations, the difference of losses cancels and `∫_k^{k+q} (1-Φ)` is formed instead.
const SHORT: f64 = 0.1;

/// Nodes and weights of Gauss and Legendre on \[0, 1\], five points (Abramowitz and Stegun 25.4.30).
const GAUSS: [(f64, f64); 5] = [
    (0.046_910_077_030_668_004, 0.118_463_442_528_094_54),
    (0.230_765_344_947_158_45, 0.239_314_335_249_683_23),
    (0.5, 0.284_444_444_444_444_44),
    (0.769_234_655_052_841_6, 0.239_314_335_249_683_23),
    (0.953_089_922_969_332, 0.118_463_442_528_094_54),
];

/// `[G(k) - G(k+q)]/q`, the mean of `1-Φ` between k and k+q.
pub(crate) fn mean_tail(k: f64, q: f64) -> f64 {
    if q < SHORT {
        GAUSS.iter().map(|(node, weight)| weight * Normal::standard().sf(k + node * q)).sum()
    } else {
        (normal_loss(k) - normal_loss(k + q)) / q
    }
}

/// The mean of Φ between k and k+q: the fill rate of the cycle, from the smaller of the two tails.
pub(crate) fn mean_cover(k: f64, q: f64) -> f64 {
    if k + 0.5 * q < 0.0 { mean_tail(-k - q, q) } else { 1.0 - mean_tail(k, q) }
}

/// The k at which the mean of `1-Φ` between k and k+q is `share`, strictly between 0 and 1.
///
/// Newton's method, kept inside `[z-q, z]` with `1-Φ(z) = share`, where the answer lies because `1-Φ` falls.
pub(crate) fn factor_for_mean_tail(share: f64, q: f64) -> Result<f64, InventoryError> {
    let top = Normal::standard().isf(share)?;
    let (mut low, mut high) = (top - q, top);
    let mut k = if q < 1.0 { top - 0.5 * q } else { (-share * q).max(low).min(high) };
    for _ in 0..200 {
        let excess = mean_tail(k, q) - share;
        if excess > 0.0 {
            low = k;
        } else {
            high = k;
        }
        let slope = (Normal::standard().sf(k) - Normal::standard().sf(k + q)) / q;
        let newton = k + excess / slope;
        // Each step squares the error: after this one nothing is left of it.
        if (newton - k).abs() <= 1e-10 * (k.abs() + 1.0) {
            return Ok(newton);
        }
        k = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
    }
    Err(Error::overflow("order_quantity", q, "a lot between 1e-15 and 1e15 standard deviations").into())
}
