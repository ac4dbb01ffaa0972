//! Largest relative errors of several crates on the reference values in `../../tests/data`.
//!
//! `cargo run --release --manifest-path crates/numeric/reference/peers/Cargo.toml`

use std::panic::catch_unwind;

type Case = (Vec<f64>, f64);

struct Row {
    worst: [f64; 2],
    beyond: usize,
    count: usize,
}

fn read(text: &str, arguments: usize, column: usize) -> Vec<Case> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let fields: Vec<f64> = line.split('\t').map(|field| field.parse().unwrap_or(f64::NAN)).collect();
            (fields[..arguments].to_vec(), fields[column])
        })
        .filter(|(_, want)| want.is_finite())
        .collect()
}

fn measure(cases: &[Case], f: impl Fn(&[f64]) -> f64 + std::panic::RefUnwindSafe) -> Row {
    let mut row = Row { worst: [0.0; 2], beyond: 0, count: cases.len() };
    for (input, want) in cases {
        let got = catch_unwind(|| f(input)).unwrap_or(f64::NAN);
        let error = if got == *want { 0.0 } else { ((got - want) / want).abs() };
        let error = if error.is_nan() { f64::INFINITY } else { error };
        let tail = want.abs() < 1e-10;
        row.worst[usize::from(tail)] = row.worst[usize::from(tail)].max(error);
        row.beyond += usize::from(error > if tail { 1e-10 } else { 1e-12 });
    }
    row
}

fn print(function: &str, peer: &str, row: &Row) {
    println!(
        "| {function} | {peer} | {:.1e} | {:.1e} | {} of {} |",
        row.worst[0], row.worst[1], row.beyond, row.count
    );
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    println!("| function | crate | body | tails | beyond tolerance |\n|---|---|---|---|---|");
    let erfc = read(include_str!("../../../tests/data/erf.tsv"), 1, 2);
    print("erfc", "mercato (libm)", &measure(&erfc, |v| mercato_numeric::special::erfc(v[0])));
    print("erfc", "statrs", &measure(&erfc, |v| statrs::function::erf::erfc(v[0])));
    print("erfc", "puruspe", &measure(&erfc, |v| puruspe::erfc(v[0])));
    print("erfc", "special", &measure(&erfc, |v| special::Error::compl_error(v[0])));
    print("erfc", "spec_math", &measure(&erfc, |v| spec_math::cephes64::erfc(v[0])));

    let gamma = read(include_str!("../../../tests/data/ln_gamma.tsv"), 1, 1);
    print("ln_gamma", "mercato (libm)", &measure(&gamma, |v| mercato_numeric::special::ln_gamma(v[0])));
    print("ln_gamma", "statrs", &measure(&gamma, |v| statrs::function::gamma::ln_gamma(v[0])));
    print("ln_gamma", "puruspe", &measure(&gamma, |v| puruspe::ln_gamma(v[0])));
    print("ln_gamma", "special", &measure(&gamma, |v| special::Gamma::ln_gamma(v[0]).0));
    print("ln_gamma", "spec_math", &measure(&gamma, |v| spec_math::cephes64::lgam(v[0])));

    let data = include_str!("../../../tests/data/gamma_inc.tsv");
    let lower = read(data, 2, 2);
    let upper = read(data, 2, 3);
    let both = "P(a, x)";
    print(both, "mercato", &measure(&lower, |v| mercato_numeric::special::gamma_p(v[0], v[1]).unwrap()));
    print(both, "statrs", &measure(&lower, |v| statrs::function::gamma::gamma_lr(v[0], v[1])));
    print(both, "puruspe", &measure(&lower, |v| puruspe::gammp(v[0], v[1])));
    print(both, "special", &measure(&lower, |v| special::Gamma::inc_gamma(v[1], v[0])));
    print(both, "spec_math", &measure(&lower, |v| spec_math::cephes64::igam(v[0], v[1])));
    let both = "Q(a, x)";
    print(both, "mercato", &measure(&upper, |v| mercato_numeric::special::gamma_q(v[0], v[1]).unwrap()));
    print(both, "statrs", &measure(&upper, |v| statrs::function::gamma::gamma_ur(v[0], v[1])));
    print(both, "puruspe", &measure(&upper, |v| puruspe::gammq(v[0], v[1])));
    print(both, "special", &measure(&upper, |v| 1.0 - special::Gamma::inc_gamma(v[1], v[0])));
    print(both, "spec_math", &measure(&upper, |v| spec_math::cephes64::igamc(v[0], v[1])));

    let data = include_str!("../../../tests/data/beta_inc.tsv");
    let lower = read(data, 3, 3);
    let upper = read(data, 3, 4);
    // `special` 0.14.2 is left out here: its inc_beta does not return for some of these arguments.
    let name = "I_x(a, b)";
    print(name, "mercato", &measure(&lower, |v| mercato_numeric::special::beta_inc(v[0], v[1], v[2]).unwrap()));
    print(name, "statrs", &measure(&lower, |v| statrs::function::beta::beta_reg(v[0], v[1], v[2])));
    print(name, "puruspe", &measure(&lower, |v| puruspe::betai(v[0], v[1], v[2])));
    print(name, "spec_math", &measure(&lower, |v| spec_math::cephes64::incbet(v[0], v[1], v[2])));
    let name = "1 - I_x(a, b)";
    print(name, "mercato", &measure(&upper, |v| mercato_numeric::special::beta_inc_upper(v[0], v[1], v[2]).unwrap()));
    print(name, "statrs", &measure(&upper, |v| statrs::function::beta::beta_reg(v[1], v[0], 1.0 - v[2])));
    print(name, "puruspe", &measure(&upper, |v| puruspe::betai(v[1], v[0], 1.0 - v[2])));
    print(name, "spec_math", &measure(&upper, |v| spec_math::cephes64::incbet(v[1], v[0], 1.0 - v[2])));

    let normal = read(include_str!("../../../tests/data/normal_quantile.tsv"), 1, 1);
    print("normal quantile", "mercato", &measure(&normal, |v| mercato_numeric::distribution::Normal::standard().quantile(v[0]).unwrap()));
    print("normal quantile", "statrs", &measure(&normal, |v| -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * v[0])));
    print("normal quantile", "spec_math", &measure(&normal, |v| spec_math::cephes64::ndtri(v[0])));
}
