//! What must hold for every argument: identities between functions, inverses, order, symmetry, refusals.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests state their facts plainly"
)]

use mercato_numeric::Error;
use mercato_numeric::distribution::{
    Beta, ChiSquared, Gamma, NegativeBinomial, Normal, Poisson, StudentT, normal_loss, normal_loss_inverse,
    normal_second_order_loss,
};
use mercato_numeric::linalg::Matrix;
use mercato_numeric::random::Stream;
use mercato_numeric::root::{Tolerance, brent};
use mercato_numeric::special::{
    beta_inc, beta_inc_upper, erfc, erfcx, gamma_p, gamma_q, ln_beta, ln_binomial, ln_factorial, ln_gamma, wright_omega,
};
use mercato_numeric::sum::{Sum, dot};
use proptest::prelude::*;

/// A positive number, log-uniform between powers of ten.
fn decades(from: f64, to: f64) -> impl Strategy<Value = f64> {
    (from..to).prop_map(|exponent| libm::pow(10.0, exponent))
}

fn shape() -> impl Strategy<Value = f64> {
    decades(-3.0, 7.0)
}

/// A probability of any size, from both ends.
fn tail() -> impl Strategy<Value = f64> {
    prop_oneof![decades(-300.0, -0.31), 0.01..0.99_f64]
}

fn close(got: f64, want: f64, tolerance: f64) -> bool {
    got == want || ((got - want) / want).abs() <= tolerance
}

proptest! {
    #[test]
    fn tails_add_up(a in shape(), b in shape(), z in -6.0..6.0_f64, x in 0.0..1.0_f64) {
        let y = (a + z * a.sqrt()).max(0.0);
        prop_assert!(close(gamma_p(a, y).unwrap() + gamma_q(a, y).unwrap(), 1.0, 1e-15));
        prop_assert!(close(beta_inc(a, b, x).unwrap() + beta_inc_upper(a, b, x).unwrap(), 1.0, 1e-15));
        let t = StudentT::new(a).unwrap();
        prop_assert!(close(t.cdf(z) + t.sf(z), 1.0, 1e-15));
        prop_assert_eq!(t.cdf(z), t.sf(-z));
        let n = Normal::standard();
        prop_assert!(close(n.cdf(z) + n.sf(z), 1.0, 1e-15));
        prop_assert_eq!(n.cdf(z), n.sf(-z));
    }

    #[test]
    fn incomplete_gamma_steps_by_its_density(a in shape(), z in -7.0..7.0_f64) {
        // Q(a+1, x) = Q(a, x) + x^a exp(-x) / Γ(a+1) (DLMF 8.8.6), all terms positive.
        let x = (a + z * a.sqrt()).max(1e-3 * a);
        let step = Gamma::new(a + 1.0, 1.0).unwrap().pdf(x);
        prop_assert!(close(gamma_q(a, x).unwrap() + step, gamma_q(a + 1.0, x).unwrap(), 1e-13));
        prop_assert!(close(gamma_p(a + 1.0, x).unwrap() + step, gamma_p(a, x).unwrap(), 1e-13));
    }

    #[test]
    fn incomplete_beta_steps_by_its_density(a in shape(), b in shape(), z in -7.0..7.0_f64) {
        // I_x(a, b) = I_x(a+1, b) + x^a (1-x)^b / (a B(a, b)) (DLMF 8.17.20), all terms positive.
        let mean = a / (a + b);
        let x = (mean + z * (mean / (a + b)).sqrt()).clamp(1e-4 * mean, 1.0 - 1e-4 * (1.0 - mean));
        // The density of the raised shapes, whose value is finite at both ends.
        let step = Beta::new(a + 1.0, b + 1.0).unwrap().pdf(x) * b / ((a + b) * (a + b + 1.0));
        // The exponent of a density carries its relative error into the tail: so many ulps of ln I.
        let agree = |got: f64, want: f64| want < 1e-300 || close(got, want, 1e-13 * (1.0 - libm::log(want)));
        prop_assert!(agree(beta_inc(a + 1.0, b, x).unwrap() + step, beta_inc(a, b, x).unwrap()));
        prop_assert!(agree(beta_inc_upper(a, b, x).unwrap() + step, beta_inc_upper(a + 1.0, b, x).unwrap()));
    }

    #[test]
    fn quantiles_of_any_shape_are_found(a in decades(-2.0, 20.0), b in decades(-2.0, 20.0), p in tail()) {
        // Beyond 1e15 the spread of the variable is a few steps of a double, and its tail a staircase.
        let x = Beta::new(a, b).unwrap().quantile(p).unwrap();
        prop_assert!((0.0..=1.0).contains(&x));
        let y = Gamma::new(a, 1.0).unwrap().quantile(p).unwrap();
        prop_assert!(y >= 0.0 && y.is_finite());
        if a.min(b) > 1e6 {
            // Cantelli: p is at most 1 / (1 + k²) for a point k standard deviations below the mean.
            let (mean, spread) = (a / (a + b), (a / (a + b) * (b / (a + b)) / (a + b)).sqrt());
            let reach = (1.0 / p.min(1.0 - p)).sqrt() + 1.0;
            prop_assert!((x - mean).abs() <= reach * spread + 4.0 * f64::EPSILON * mean, "{x} {mean} {spread}");
        }
    }

    #[test]
    fn beta_mirrors(a in shape(), b in shape(), x in (0_u32..=1 << 20).prop_map(|i| f64::from(i) / 1_048_576.0)) {
        prop_assert_eq!(beta_inc(a, b, x).unwrap(), beta_inc_upper(b, a, 1.0 - x).unwrap());
        prop_assert!(close(ln_beta(a, b).unwrap(), ln_beta(b, a).unwrap(), 1e-15));
    }

    #[test]
    fn quantiles_invert(a in shape(), b in shape(), p in tail()) {
        // Rounding the quantile alone moves its probability by x f(x) ulps, some thousands for a shape of 1e7.
        let tolerance = 1e-12 * (1.0 + a.max(b).sqrt() * 0.02) * (1.0 - libm::log(p));
        let gamma = Gamma::new(a, 3.0).unwrap();
        let (low, high) = (gamma.quantile(p).unwrap(), gamma.isf(p).unwrap());
        prop_assert!(low < 1e-300 || close(gamma.cdf(low), p, tolerance), "gamma {} {}", gamma.cdf(low), p);
        prop_assert!(high < 1e-300 || close(gamma.sf(high), p, tolerance), "gamma {} {}", gamma.sf(high), p);
        let beta = Beta::new(a, b).unwrap();
        let (low, high) = (beta.quantile(p).unwrap(), beta.isf(p).unwrap());
        prop_assert!((0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high));
        // Where the quantile is so near 1 that its neighbours differ in probability, only the order can be asked for.
        let fine = |x: f64| x > 1e-300 && x < 0.9;
        prop_assert!(!fine(low) || close(beta.cdf(low), p, tolerance), "beta {} {}", beta.cdf(low), p);
        prop_assert!(!fine(high) || close(beta.sf(high), p, tolerance), "beta {} {}", beta.sf(high), p);
        let normal = Normal::new(-5.0, 0.1).unwrap();
        prop_assert!(close(normal.cdf(normal.quantile(p).unwrap()), p, 1e-10));
    }

    #[test]
    fn student_quantiles_invert(nu in decades(-0.3, 7.0), p in tail()) {
        let t = StudentT::new(nu).unwrap();
        match t.isf(p) {
            Ok(x) => prop_assert!(close(t.sf(x), p, 1e-11), "{} {p}", t.sf(x)),
            // The tail falls as t^-ν: the quantile is beyond f64 only if p^(1/ν) is.
            Err(error) => prop_assert!(-libm::log(p) / nu > 690.0, "{error}"),
        }
        prop_assert_eq!(t.isf(p).ok(), t.quantile(p).ok().map(|x| -x));
    }

    #[test]
    fn order_is_kept(a in shape(), b in shape(), z in -6.0..6.0_f64, gap in decades(-12.0, 0.0)) {
        let slack = 1.0 + 1e-13;
        let (x, y) = ((a + z * a.sqrt()).max(0.0), (a + (z + gap) * a.sqrt()).max(0.0));
        prop_assert!(gamma_p(a, x).unwrap() <= gamma_p(a, y).unwrap() * slack);
        prop_assert!(gamma_q(a, y).unwrap() <= gamma_q(a, x).unwrap() * slack);
        let (u, v) = (x / (x + b), y / (y + b));
        prop_assert!(beta_inc(a, b, u).unwrap() <= beta_inc(a, b, v).unwrap() * (1.0 + 1e-12));
        let t = StudentT::new(a).unwrap();
        prop_assert!(t.cdf(z) <= t.cdf(z + gap) * slack);
        prop_assert!(normal_loss(z) >= normal_loss(z + gap));
    }

    #[test]
    fn counts_add_up_their_masses(mean in decades(-3.0, 2.3), r in decades(-2.0, 2.0), p in 0.05..1.0_f64, k in 0_u32..120) {
        let poisson = Poisson::new(mean).unwrap();
        let total: Sum = (0..=k).map(|i| poisson.pmf(f64::from(i))).collect();
        prop_assert!(close(poisson.cdf(f64::from(k)), total.value(), 1e-12));
        let negative = NegativeBinomial::new(r, p).unwrap();
        let total: Sum = (0..=k).map(|i| negative.pmf(f64::from(i))).collect();
        prop_assert!(close(negative.cdf(f64::from(k)), total.value(), 1e-12));
        // The exponential multiplies a logarithm's rounding by its size; below 1e-300 masses lose digits.
        let agree = |logarithm: f64, mass: f64| mass < 1e-300 || close(libm::exp(logarithm), mass, 1e-12);
        prop_assert!(agree(poisson.ln_pmf(f64::from(k)), poisson.pmf(f64::from(k))));
        prop_assert!(agree(negative.ln_pmf(f64::from(k)), negative.pmf(f64::from(k))));
    }

    #[test]
    fn discrete_quantiles_are_the_smallest(mean in decades(-6.0, 6.0), r in decades(-2.0, 4.0), chance in decades(-5.0, 0.0), p in tail()) {
        let poisson = Poisson::new(mean).unwrap();
        let negative = NegativeBinomial::new(r, chance).unwrap();
        let smallest = |cdf: &dyn Fn(f64) -> f64, sf: &dyn Fn(f64) -> f64, low: f64, high: f64| {
            (cdf(low) >= p && (low == 0.0 || cdf(low - 1.0) < p)) && (sf(high) <= p && (high == 0.0 || sf(high - 1.0) > p))
        };
        let (low, high) = (poisson.quantile(p).unwrap(), poisson.isf(p).unwrap());
        prop_assert!(smallest(&|k| poisson.cdf(k), &|k| poisson.sf(k), low, high), "{low} {high}");
        let (low, high) = (negative.quantile(p).unwrap(), negative.isf(p).unwrap());
        prop_assert!(smallest(&|k| negative.cdf(k), &|k| negative.sf(k), low, high), "{low} {high}");
        // Exact at the boundary.
        let k = poisson.quantile(p).unwrap();
        if poisson.cdf(k) < 1.0 && poisson.cdf(k) > poisson.cdf(k - 1.0) {
            prop_assert_eq!(poisson.quantile(poisson.cdf(k)).unwrap(), k);
        }
        let k = negative.isf(p).unwrap();
        if negative.sf(k) > 0.0 && negative.sf(k) < negative.sf(k - 1.0) {
            prop_assert_eq!(negative.isf(negative.sf(k)).unwrap(), k);
        }
    }

    #[test]
    fn families_agree(nu in decades(-1.0, 6.0), x in 0.0..50.0_f64, t in -9.0..9.0_f64) {
        prop_assert_eq!(ChiSquared::new(nu).unwrap().sf(x), gamma_q(nu / 2.0, x / 2.0).unwrap());
        // Closed forms for one and two degrees of freedom.
        let cauchy = 0.5 - libm::atan(t) / std::f64::consts::PI;
        prop_assert!((StudentT::new(1.0).unwrap().sf(t) - cauchy).abs() < 1e-15);
        let two = 0.5 * (1.0 - t / (2.0 + t * t).sqrt());
        prop_assert!((StudentT::new(2.0).unwrap().sf(t) - two).abs() < 1e-15);
        // Q(1/2, x) = erfc √x
        prop_assert!(close(gamma_q(0.5, x).unwrap(), erfc(x.sqrt()), 1e-13));
        prop_assert!(close(erfcx(t) * libm::exp(-t * t), erfc(t), 1e-13));
    }

    #[test]
    fn losses_hold_together(z in -30.0..37.0_f64) {
        // L(-z) = z + L(z); 2 L₂(z) = Φ(-z) - z L(z).
        prop_assert!(close(normal_loss(-z.abs()), z.abs() + normal_loss(z.abs()), 1e-15));
        if z < 0.0 {
            let twice = Normal::standard().sf(z) - z * normal_loss(z);
            prop_assert!(close(2.0 * normal_second_order_loss(z), twice, 1e-14));
        }
        prop_assert!(close(normal_loss(normal_loss_inverse(normal_loss(z)).unwrap()), normal_loss(z), 1e-11));
    }

    #[test]
    fn no_argument_gives_nan(a in decades(-300.0, 300.0), b in decades(-300.0, 300.0), c in decades(-300.0, 300.0), p in tail()) {
        for x in [c, -c, 0.0, f64::INFINITY, f64::NEG_INFINITY, p] {
            let gamma = Gamma::new(a, b).unwrap();
            let beta = Beta::new(a, b).unwrap();
            let t = StudentT::new(a).unwrap();
            let poisson = Poisson::new(a).unwrap();
            let negative = NegativeBinomial::new(a, p).unwrap();
            for cdf in [gamma.cdf(x), beta.cdf(x), t.cdf(x), poisson.cdf(x), negative.cdf(x), gamma.sf(x), beta.sf(x), t.sf(x), poisson.sf(x), negative.sf(x)] {
                prop_assert!((0.0..=1.0).contains(&cdf), "{cdf} at {x}");
            }
            for density in [gamma.pdf(x), beta.pdf(x), t.pdf(x), poisson.pmf(x), negative.pmf(x)] {
                prop_assert!(density >= 0.0, "{density} at {x}");
            }
            for logarithm in [gamma.ln_pdf(x), beta.ln_pdf(x), t.ln_pdf(x), poisson.ln_pmf(x), negative.ln_pmf(x)] {
                prop_assert!(!logarithm.is_nan(), "{logarithm} at {x}");
            }
            for value in [normal_loss(x), normal_second_order_loss(x), erfcx(x), erfc(x), ln_gamma(x)] {
                prop_assert!(!value.is_nan(), "{value} at {x}");
            }
        }
        for quantile in [Gamma::new(a, 1.0).unwrap().quantile(p), Beta::new(a, b).unwrap().isf(p)] {
            prop_assert!(quantile.is_ok_and(|x| x >= 0.0));
        }
    }

    #[test]
    fn linear_systems_are_solved(entries in prop::collection::vec(-1.0..1.0_f64, 25), b in prop::collection::vec(-1.0..1.0_f64, 5)) {
        let rows: Vec<Vec<f64>> = entries.chunks(5).enumerate().map(|(i, row)| {
            let mut row = row.to_vec();
            row[i] += 4.0;
            row
        }).collect();
        let a = Matrix::from_rows(&rows).unwrap();
        let x = a.lu().unwrap().solve(&b).unwrap();
        for (got, want) in a.multiply_vector(&x).unwrap().iter().zip(&b) {
            prop_assert!((got - want).abs() < 1e-13);
        }
        let gram = a.transpose().multiply(&a).unwrap();
        let y = gram.cholesky().unwrap().solve(&b).unwrap();
        for (got, want) in gram.multiply_vector(&y).unwrap().iter().zip(&b) {
            prop_assert!((got - want).abs() < 1e-11);
        }
        let eigen = gram.symmetric_eigen().unwrap();
        let ln_det: f64 = eigen.values.iter().map(|&v| libm::log(v)).sum();
        prop_assert!((gram.cholesky().unwrap().ln_determinant() - ln_det).abs() < 1e-11);
        let fit = a.least_squares(&b).unwrap();
        for (got, want) in fit.solution.iter().zip(&x) {
            prop_assert!((got - want).abs() < 1e-13);
        }
    }

    #[test]
    fn sums_are_those_of_whole_numbers(numbers in prop::collection::vec(-(1_i64 << 53)..(1_i64 << 53), 0..50)) {
        let floats: Vec<f64> = numbers.iter().map(|&n| n as f64).collect();
        let exact: i128 = numbers.iter().map(|&n| i128::from(n)).sum();
        prop_assert_eq!(mercato_numeric::sum::sum(&floats), exact as f64);
        let halves: Vec<f64> = numbers.iter().map(|&n| (n >> 27) as f64).collect();
        let exact: i128 = numbers.iter().map(|&n| i128::from(n >> 27) * i128::from(n >> 27)).sum();
        prop_assert_eq!(dot(&halves, &halves).unwrap(), exact as f64);
    }

    #[test]
    fn roots_of_cubics_are_found(r in -50.0..50.0_f64, s in 0.1..10.0_f64) {
        let root = brent(|x| (x - r) * ((x - r) * (x - r) + s), -60.0, 70.0, Tolerance::default()).unwrap();
        prop_assert!((root.x - r).abs() <= 1e-14 * r.abs().max(1.0));
    }

    #[test]
    fn streams_do_not_depend_on_threads(seed: u64, stream: u64) {
        let alone: Vec<u64> = (0..64).map(|i| Stream::new(seed, stream).at(i)).collect();
        let halves: Vec<Vec<u64>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4_u64).map(|w| scope.spawn(move || {
                let mut own = Stream::new(seed, stream);
                own.seek(16 * w);
                (0..16).map(|_| own.next_u64()).collect::<Vec<u64>>()
            })).collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).collect()
        });
        prop_assert_eq!(alone, halves.concat());
    }
}

#[test]
fn counting_functions_match_whole_numbers() {
    let mut factorial = 1_u128;
    for n in 1..30_u64 {
        factorial *= u128::from(n);
        assert!(close(libm::exp(ln_factorial(n)), factorial as f64, 1e-13));
    }
    // Pascal's triangle.
    let mut row = vec![1_u64];
    for n in 0..60_u64 {
        for (k, &choices) in (0_u64..).zip(&row) {
            assert!((ln_binomial(n, k).unwrap() - libm::log(choices as f64)).abs() < 1e-13);
        }
        row = (0..=row.len()).map(|k| row.get(k).unwrap_or(&0) + k.checked_sub(1).map_or(0, |k| row[k])).collect();
    }
    assert_eq!(ln_binomial(3, 4), Err(Error::InvalidParameter { name: "k", value: 4.0, requirement: "at most n" }));
}

#[test]
fn nonsense_is_refused_by_name() {
    let name = |result: Result<f64, Error>| match result {
        Err(Error::InvalidParameter { name, .. }) => name,
        other => panic!("{other:?}"),
    };
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(name(Gamma::new(bad, 1.0).map(|d| d.mean())), "shape");
        assert_eq!(name(Gamma::new(1.0, bad).map(|d| d.mean())), "scale");
        assert_eq!(name(Beta::new(1.0, bad).map(|d| d.mean())), "b");
        assert_eq!(name(Normal::new(0.0, bad).map(|d| d.mean())), "standard_deviation");
        assert_eq!(name(StudentT::new(bad).map(|d| d.pdf(0.0))), "degrees_of_freedom");
        assert_eq!(name(ChiSquared::new(bad).map(|d| d.mean())), "degrees_of_freedom");
        assert_eq!(name(NegativeBinomial::new(bad, 0.5).map(|d| d.mean())), "r");
        assert_eq!(name(NegativeBinomial::new(1.0, if bad == 0.0 { 0.0 } else { 2.0 }).map(|d| d.mean())), "p");
        assert_eq!(name(Poisson::new(if bad == 0.0 { -0.5 } else { bad }).map(|d| d.mean())), "mean");
        assert_eq!(name(gamma_p(bad, 1.0)), "a");
        assert_eq!(name(normal_loss_inverse(bad)), "loss");
    }
    let normal = Normal::standard();
    for p in [0.0, 1.0, -0.1, 1.1, f64::NAN] {
        assert_eq!(name(normal.quantile(p)), "p");
        assert_eq!(name(normal.isf(p)), "q");
        assert_eq!(name(StudentT::new(3.0).unwrap().quantile(p)), "p");
    }
    // Finite ends of the support are answers, infinite ones are refused.
    let (gamma, beta) = (Gamma::new(2.0, 1.0).unwrap(), Beta::new(2.0, 1.0).unwrap());
    assert_eq!((gamma.quantile(0.0), gamma.isf(1.0)), (Ok(0.0), Ok(0.0)));
    assert_eq!((name(gamma.quantile(1.0)), name(gamma.isf(0.0))), ("p", "q"));
    assert_eq!(
        (beta.quantile(0.0), beta.quantile(1.0), beta.isf(0.0), beta.isf(1.0)),
        (Ok(0.0), Ok(1.0), Ok(1.0), Ok(0.0))
    );
    let poisson = Poisson::new(3.0).unwrap();
    assert_eq!((poisson.quantile(0.0), poisson.isf(1.0)), (Ok(0.0), Ok(0.0)));
    assert_eq!(name(poisson.quantile(1.0)), "p");
    assert!(StudentT::new(1.0).unwrap().mean().is_err() && StudentT::new(2.0).unwrap().variance().is_err());
}

#[test]
fn nan_goes_through_and_nothing_else_makes_it() {
    let results = [
        Normal::standard().cdf(f64::NAN),
        StudentT::new(2.0).unwrap().cdf(f64::NAN),
        StudentT::new(2.0).unwrap().pdf(f64::NAN),
        Gamma::new(2.0, 1.0).unwrap().cdf(f64::NAN),
        Gamma::new(2.0, 1.0).unwrap().pdf(f64::NAN),
        Gamma::new(2.0, 1.0).unwrap().ln_pdf(f64::NAN),
        Beta::new(2.0, 1.0).unwrap().sf(f64::NAN),
        Beta::new(2.0, 1.0).unwrap().pdf(f64::NAN),
        Poisson::new(2.0).unwrap().pmf(f64::NAN),
        Poisson::new(2.0).unwrap().cdf(f64::NAN),
        NegativeBinomial::new(2.0, 0.5).unwrap().ln_pmf(f64::NAN),
        normal_loss(f64::NAN),
        normal_second_order_loss(f64::NAN),
        erfcx(f64::NAN),
        wright_omega(f64::NAN),
    ];
    assert!(results.iter().all(|x| x.is_nan()), "{results:?}");
    // Degenerate counts.
    let none = Poisson::new(0.0).unwrap();
    assert_eq!(
        (none.pmf(0.0), none.pmf(1.0), none.cdf(0.0), none.sf(0.0), none.quantile(0.99)),
        (1.0, 0.0, 1.0, 0.0, Ok(0.0))
    );
    let sure = NegativeBinomial::new(3.0, 1.0).unwrap();
    assert_eq!(
        (sure.pmf(0.0), sure.pmf(2.0), sure.cdf(0.0), sure.sf(0.0), sure.isf(0.01)),
        (1.0, 0.0, 1.0, 0.0, Ok(0.0))
    );
    assert_eq!((none.pmf(0.5), none.cdf(-0.5), none.ln_pmf(-1.0)), (0.0, 0.0, f64::NEG_INFINITY));
}

#[test]
fn quantiles_of_shapes_that_once_did_not_converge() {
    // Clopper-Pearson limits: the rounding of x moves the tail by more than the tolerance asked for.
    for (successes, trials, confidence) in [
        (113_064_376_852_837_112.0, 209_738_695_168_665_586.0, 0.569_751_976_483_612_8),
        (32_008_811_270_608_394.0, 118_085_689_342_512_529.0, 0.441_696_583_044_169_53),
    ] {
        let lower = Beta::new(successes, trials - successes + 1.0).unwrap().quantile((1.0 - confidence) / 2.0).unwrap();
        let upper = Beta::new(successes + 1.0, trials - successes).unwrap().isf((1.0 - confidence) / 2.0).unwrap();
        let rate = successes / trials;
        assert!(lower < rate && rate < upper && close(lower, rate, 1e-8) && close(upper, rate, 1e-8));
    }
}
