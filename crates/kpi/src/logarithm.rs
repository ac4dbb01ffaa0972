//! What is the logarithm of a quotient? To the last digits, near 1 too.

use mercato_core::{Error, Exact};

/// `ln(a / b)` of positive numbers, out of their exact difference, which keeps every digit that a quotient near 1 would lose;
/// `name` is the figure's name in an error.
pub(crate) fn log_ratio(name: &str, a: &Exact, b: &Exact) -> Result<f64, Error> {
    if a < b {
        return log_ratio(name, b, a).map(|log| -log);
    }
    let growth = (a - b).checked_div(b).unwrap_or(Exact::ZERO);
    match growth.to_f64(name) {
        Ok(growth) => Ok(libm::log1p(growth)),
        // the quotient of two doubles may be beyond the doubles; its logarithm never is
        Err(_) => Ok(libm::log(a.to_f64(name)?) - libm::log(b.to_f64(name)?)),
    }
}
