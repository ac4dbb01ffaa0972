//! The same bits on every machine: one digest of many results, recorded once.
//!
//! A new digest means that numbers have changed for users, too; it needs a reason and a line in the changelog.

#![allow(clippy::unwrap_used, reason = "a test")]

use mercato_numeric::distribution::{Beta, Gamma, NegativeBinomial, Normal, Poisson, StudentT, normal_loss};
use mercato_numeric::random::Stream;

/// FNV-1a over the bits of the results.
fn digest(results: impl Iterator<Item = f64>) -> u64 {
    results
        .flat_map(|x| x.to_bits().to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn results_have_the_recorded_bits() {
    let mut draws = Stream::new(20_240_229, 1);
    let mut results = Vec::new();
    for _ in 0..500 {
        let shape = libm::pow(10.0, 10.0 * draws.uniform() - 3.0);
        let other = libm::pow(10.0, 10.0 * draws.uniform() - 3.0);
        let p = draws.uniform_open();
        let z = draws.normal() * 4.0;
        let x = (shape + z * shape.sqrt()).max(0.0);
        let gamma = Gamma::new(shape, 1.0).unwrap();
        let beta = Beta::new(shape, other).unwrap();
        let t = StudentT::new(shape + 0.5).unwrap();
        let poisson = Poisson::new(shape).unwrap();
        let negative = NegativeBinomial::new(shape, p).unwrap();
        results.extend([gamma.cdf(x), gamma.sf(x), gamma.pdf(x), gamma.quantile(p).unwrap()]);
        results.extend([beta.cdf(p), beta.sf(p), beta.pdf(p), beta.quantile(p).unwrap()]);
        results.extend([t.cdf(z), t.pdf(z), t.isf(p).unwrap_or(0.0), normal_loss(z), Normal::standard().cdf(z)]);
        results.extend([poisson.cdf(x), poisson.pmf(x.floor()), poisson.quantile(p).unwrap()]);
        results.extend([negative.cdf(x), negative.pmf(x.floor()), negative.isf(p).unwrap()]);
        results.extend([draws.gamma(&gamma), draws.beta(&beta), draws.exponential()]);
    }
    assert_eq!(digest(results.into_iter()), 0x1c89_661e_598e_e0d1);
}
