//! The Wright omega function: the Lambert function of an exponential, without the exponential.

/// The real Wright omega function, `ω(z) = W₀(eᶻ)`: the solution w > 0 of `w + ln w = z`.
///
/// It is what models with logit demand need of Lambert's W, at arguments whose exponential overflows.
/// `ω(z) ≈ eᶻ` far below 0 and `z - ln z` far above. 0 below about -745; NaN only for NaN. Accuracy: 5e-16 relative, down to the
/// smallest normal number.
///
/// Source: P. W. Lawrence, R. M. Corless, D. J. Jeffrey, "Algorithm 917: Complex double-precision evaluation of the Wright ω
/// function", ACM Trans. Math. Softw. 38 (2012), article 20: the iteration of Fritsch, Shafer and Crowley (1973), of fourth order.
///
/// ```
/// use mercato_numeric::special::wright_omega;
///
/// assert_eq!(wright_omega(1.0), 1.0); // 1 + ln 1
/// assert!((wright_omega(0.0) - 0.567_143_290_409_783_8).abs() < 1e-15); // the omega constant
/// assert!((wright_omega(1e6) - 999_986.184_503_257_6).abs() < 1e-9); // e^1000000 is far beyond a double
/// ```
#[must_use]
pub fn wright_omega(z: f64) -> f64 {
    if z > 1.0 {
        if z > 1e18 {
            return z; // ln z is less than half of the last digit
        }
        return (0..3).fold(z - libm::log(z), |w, _| improved(w, z - w - libm::log(w)));
    }
    let x = libm::exp(z);
    if x < 1e-17 {
        return x;
    }
    // Winitzki's approximation, good to 2%
    let log = libm::log1p(x);
    let start = log * (1.0 - libm::log1p(log) / (2.0 + log));
    // `ln(x / w)` loses nothing where `z` and `ln w` are large and nearly equal
    (0..2).fold(start, |w, _| improved(w, libm::log(x / w) - w))
}

/// One step, for the residual `z - w - ln w`.
fn improved(w: f64, residual: f64) -> f64 {
    let slope = 1.0 + w;
    let curve = 2.0 * slope * (slope + 2.0 / 3.0 * residual);
    w * (1.0 + residual / slope * (curve - residual) / (curve - 2.0 * residual))
}
