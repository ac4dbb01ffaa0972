//! What is the area under a function? Adaptive Gauss-Kronrod quadrature over panels that the caller chooses.
//!
//! The caller's panels say where the function changes; each is halved until its estimated error no longer counts. Several
//! functions of one argument are integrated together where they share the costly part of their evaluation. A peak much
//! narrower than its panel can fall between the 15 points of the rule: put panel ends around it.

use crate::Error;

/// Points of the Kronrod rule on \[0, 1\] of the half panel, outermost first; every second one is a Gauss point.
#[allow(clippy::excessive_precision, reason = "a table of nodes")]
const NODES: [f64; 7] = [
    0.991_455_371_120_812_639_206_854_697_526_33,
    0.949_107_912_342_758_524_526_189_684_047_85,
    0.864_864_423_359_769_072_789_712_788_640_93,
    0.741_531_185_599_394_439_863_864_773_280_79,
    0.586_087_235_467_691_130_294_144_691_258_38,
    0.405_845_151_377_397_166_906_606_412_076_96,
    0.207_784_955_007_898_467_600_689_403_773_25,
];
/// Weights of the 15 point Kronrod rule at those nodes, and at the centre.
#[allow(clippy::excessive_precision, reason = "a table of weights")]
const KRONROD: [f64; 7] = [
    0.022_935_322_010_529_224_963_732_008_058_97,
    0.063_092_092_629_978_553_290_700_663_189_20,
    0.104_790_010_322_250_183_839_876_322_541_52,
    0.140_653_259_715_525_918_745_189_590_510_24,
    0.169_004_726_639_267_902_826_583_426_598_55,
    0.190_350_578_064_785_409_913_256_402_421_01,
    0.204_432_940_075_298_892_414_161_999_234_65,
];
const KRONROD_CENTRE: f64 = 0.209_482_141_084_727_83;
/// Weights of the 7 point Gauss rule at the same nodes: 0 where it has no point.
#[allow(clippy::excessive_precision, reason = "a table of weights")]
const GAUSS: [f64; 7] = [
    0.0,
    0.129_484_966_168_869_693_270_611_432_679_08,
    0.0,
    0.279_705_391_489_276_667_901_467_771_423_78,
    0.0,
    0.381_830_050_505_118_944_950_369_775_488_98,
    0.0,
];
const GAUSS_CENTRE: f64 = 0.417_959_183_673_469_4;

/// Panels beyond which no more are halved: the function is then noise, or too rough for the tolerance.
const MOST_PANELS: usize = 4000;

/// Integrals of several functions, each with an estimate of its absolute error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Integral<const N: usize> {
    /// The integrals.
    pub values: [f64; N],
    /// Estimates of their errors, on the safe side for smooth functions.
    pub errors: [f64; N],
}

struct Panel<const N: usize> {
    from: f64,
    to: f64,
    integral: Integral<N>,
}

/// The integrals of the components of `f` from the first to the last of `points`, an ascending list of panel ends.
///
/// Panels are halved until the errors sum to at most `relative_tolerance` of each integral, as far as that can be reached;
/// [`Integral::errors`] tells. Fewer than two points give 0.
///
/// Method: the 7 and 15 point Gauss-Kronrod pair with the error estimate of QUADPACK (R. Piessens, E. de Doncker-Kapenga,
/// C. W. Überhuber and D. K. Kahaner, 1983, `QK15`).
///
/// # Errors
///
/// [`Error::NotFinite`] if a component of `f` is NaN or infinite.
///
/// ```
/// use mercato_numeric::quadrature::integrate;
///
/// let area = integrate(|x| [x * x, 1.0 / x], &[1.0, 2.0], 1e-12)?;
/// assert!((area.values[0] - 7.0 / 3.0).abs() < 1e-14);
/// assert!((area.values[1] - 2_f64.ln()).abs() < 1e-14);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
pub fn integrate<const N: usize>(
    mut f: impl FnMut(f64) -> [f64; N],
    points: &[f64],
    relative_tolerance: f64,
) -> Result<Integral<N>, Error> {
    let mut panels = Vec::with_capacity(points.len());
    for (from, to) in points.iter().zip(points.iter().skip(1)) {
        panels.push(panel(&mut f, *from, *to)?);
    }
    loop {
        let total = sum(&panels);
        let share = relative_tolerance / panels.len() as f64;
        let rough = |panel: &Panel<N>| {
            let middle = 0.5 * (panel.from + panel.to);
            let divisible = panel.from < middle && middle < panel.to;
            let pairs = panel.integral.errors.iter().zip(&total.values);
            divisible && pairs.into_iter().any(|(error, whole)| *error > share * whole.abs())
        };
        let within = total.errors.iter().zip(&total.values).all(|(error, v)| *error <= relative_tolerance * v.abs());
        if within || panels.len() > MOST_PANELS || !panels.iter().any(rough) {
            return Ok(total);
        }
        let mut finer = Vec::with_capacity(panels.len().saturating_mul(2));
        for old in panels {
            if rough(&old) {
                let middle = 0.5 * (old.from + old.to);
                finer.push(panel(&mut f, old.from, middle)?);
                finer.push(panel(&mut f, middle, old.to)?);
            } else {
                finer.push(old);
            }
        }
        panels = finer;
    }
}

fn sum<const N: usize>(panels: &[Panel<N>]) -> Integral<N> {
    let mut total = Integral { values: [0.0; N], errors: [0.0; N] };
    for panel in panels {
        accumulate(&mut total.values, &panel.integral.values, 1.0);
        accumulate(&mut total.errors, &panel.integral.errors, 1.0);
    }
    total
}

fn accumulate<const N: usize>(total: &mut [f64; N], values: &[f64; N], weight: f64) {
    for (sum, value) in total.iter_mut().zip(values) {
        *sum += weight * value;
    }
}

/// The rule on one panel.
fn panel<const N: usize>(f: &mut impl FnMut(f64) -> [f64; N], from: f64, to: f64) -> Result<Panel<N>, Error> {
    let (centre, half) = (0.5 * (from + to), 0.5 * (to - from));
    let mut evaluate = |x: f64| {
        let values = f(x);
        match values.iter().find(|value| !value.is_finite()) {
            Some(value) => Err(Error::NotFinite { at: vec![x], value: *value }),
            None => Ok(values),
        }
    };
    let middle = evaluate(centre)?;
    let mut samples = [(0.0, [0.0; N], [0.0; N]); 7];
    let (mut kronrod, mut gauss) = ([0.0; N], [0.0; N]);
    accumulate(&mut kronrod, &middle, KRONROD_CENTRE);
    accumulate(&mut gauss, &middle, GAUSS_CENTRE);
    let weights = NODES.iter().zip(KRONROD.iter().zip(&GAUSS));
    for (sample, (node, (fine, coarse))) in samples.iter_mut().zip(weights) {
        let (left, right) = (evaluate(centre - half * node)?, evaluate(centre + half * node)?);
        for side in [&left, &right] {
            accumulate(&mut kronrod, side, *fine);
            accumulate(&mut gauss, side, *coarse);
        }
        *sample = (*fine, left, right);
    }
    // how far the function strays from its mean
    let mut variation = [0.0; N];
    let stray = |values: &[f64; N]| {
        let mut distance = *values;
        for (value, twice_mean) in distance.iter_mut().zip(&kronrod) {
            *value = (*value - 0.5 * twice_mean).abs();
        }
        distance
    };
    accumulate(&mut variation, &stray(&middle), KRONROD_CENTRE);
    for (fine, left, right) in &samples {
        accumulate(&mut variation, &stray(left), *fine);
        accumulate(&mut variation, &stray(right), *fine);
    }
    let mut integral = Integral { values: [0.0; N], errors: [0.0; N] };
    accumulate(&mut integral.values, &kronrod, half);
    let estimates = kronrod.iter().zip(&gauss).zip(&variation);
    for (slot, ((fine, coarse), stray)) in integral.errors.iter_mut().zip(estimates) {
        let gap = (fine - coarse).abs();
        let scaled = 200.0 * gap / stray;
        *slot = half * if *stray > 0.0 { stray * (scaled * scaled.sqrt()).min(1.0) } else { gap };
    }
    Ok(Panel { from, to, integral })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Kronrod rule is exact up to degree 22, the Gauss rule up to 13: `2/(k+1)` for even k.
    #[test]
    fn rules_are_exact_for_polynomials() {
        for degree in (0..=22_u32).step_by(2) {
            let moment = |weights: &[f64; 7], centre: f64| {
                let sides = NODES.iter().zip(weights).map(|(x, w)| 2.0 * w * libm::pow(*x, f64::from(degree)));
                sides.sum::<f64>() + if degree == 0 { centre } else { 0.0 }
            };
            let exact = 2.0 / (f64::from(degree) + 1.0);
            assert!((moment(&KRONROD, KRONROD_CENTRE) - exact).abs() < 4e-16, "degree {degree}");
            assert!(degree > 13 || (moment(&GAUSS, GAUSS_CENTRE) - exact).abs() < 4e-16, "degree {degree}");
        }
    }

    /// The Gaussian integral is sqrt(pi), also where one panel is far too wide for it.
    #[test]
    fn panels_are_halved_where_the_function_changes() {
        let area = integrate(|x| [libm::exp(-x * x), 1.0], &[-50.0, 0.0, 50.0], 1e-12).unwrap();
        assert!((area.values[0] / core::f64::consts::PI.sqrt() - 1.0).abs() < 1e-12);
        assert!((area.values[1] - 100.0).abs() < 1e-12);
        assert!(area.errors[0] < 1e-11);
    }

    /// `∫ x^(-1/2)` over (0, 1] is 2: the singular end costs halvings, not the answer.
    #[test]
    fn an_integrable_singularity_converges() {
        let area = integrate(|x| [1.0 / x.sqrt()], &[0.0, 1.0], 1e-10).unwrap();
        assert!((area.values[0] - 2.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_not_finite_is_refused_and_no_panel_is_no_area() {
        let refused = integrate(|x| [1.0 / (x - 0.5)], &[0.0, 1.0], 1e-10).unwrap_err();
        assert_eq!(refused.code(), "invalid_argument");
        assert!(integrate(|x| [x], &[1.0], 1e-10).unwrap().values[0].abs() < f64::MIN_POSITIVE);
    }
}
