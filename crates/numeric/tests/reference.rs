//! Against 40-digit values: `reference/generate.py` says how they were made, `docs/numeric.md` what was measured.
//!
//! `cargo test -p mercato-numeric --test reference -- --nocapture` prints the table of measured errors.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::float_cmp,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test: a malformed row must fail, the table is printed on request, equality is meant"
)]

use mercato_numeric::distribution::{
    Beta, Gamma, NegativeBinomial, Normal, Poisson, StudentT, normal_loss, normal_loss_inverse,
    normal_second_order_loss,
};
use mercato_numeric::special;

/// A value below this belongs to a tail.
const TAIL: f64 = 1e-10;

/// The largest relative errors of one function, in the body and in the tails.
struct Worst {
    name: &'static str,
    body: (f64, String),
    tail: (f64, String),
    count: usize,
}

impl Worst {
    fn new(name: &'static str) -> Self {
        Self { name, body: (0.0, String::new()), tail: (0.0, String::new()), count: 0 }
    }

    /// Notes `got` against `want`; `depth` says how far into a tail it is.
    fn note(&mut self, depth: f64, got: f64, want: f64, at: &[&str]) {
        self.count += 1;
        let error = if got == want { 0.0 } else { ((got - want) / want).abs() };
        let error = if error.is_nan() { f64::INFINITY } else { error };
        let slot = if depth < TAIL { &mut self.tail } else { &mut self.body };
        if error > slot.0 || (error.is_infinite() && slot.1.is_empty()) {
            *slot = (error, format!("{at:?}: got {got:e}, want {want:e}"));
        }
    }

    fn check(&self, body: f64, tail: f64) {
        println!("| {} | {} | {:.1e} | {:.1e} |", self.name, self.count, self.body.0, self.tail.0);
        assert!(self.count > 0, "{}: no case ran", self.name);
        assert!(self.body.0 <= body, "{} body {:.2e} at {}", self.name, self.body.0, self.body.1);
        assert!(self.tail.0 <= tail, "{} tail {:.2e} at {}", self.name, self.tail.0, self.tail.1);
    }
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn numbers(fields: &[&str]) -> Vec<f64> {
    fields.iter().map(|field| field.parse().unwrap()).collect()
}

macro_rules! data {
    ($name:literal) => {
        rows(include_str!(concat!("data/", $name, ".tsv")))
    };
}

#[test]
fn error_functions() {
    let [mut erf, mut erfc, mut erfcx] = ["erf", "erfc", "erfcx"].map(Worst::new);
    for row in data!("erf") {
        let v = numbers(&row);
        erf.note(v[1].abs(), special::erf(v[0]), v[1], &row[..1]);
        erfc.note(v[2], special::erfc(v[0]), v[2], &row[..1]);
        erfcx.note(1.0, special::erfcx(v[0]), v[3], &row[..1]);
    }
    erf.check(1e-15, 1e-15);
    erfc.check(1e-15, 1e-14);
    erfcx.check(1e-14, 0.0);
}

#[test]
fn wright_omega() {
    let mut omega = Worst::new("wright_omega");
    for row in data!("wright_omega") {
        let v = numbers(&row);
        omega.note(v[1], special::wright_omega(v[0]), v[1], &row[..1]);
    }
    omega.check(5e-16, 5e-16);
}

#[test]
fn log_gamma_and_beta() {
    let mut gamma = Worst::new("ln_gamma");
    for row in data!("ln_gamma") {
        let v = numbers(&row);
        gamma.note(1.0, special::ln_gamma(v[0]), v[1], &row[..1]);
    }
    gamma.check(5e-15, 0.0);
    let mut beta = Worst::new("ln_beta (absolute below 1)");
    for row in data!("ln_beta") {
        let v = numbers(&row);
        let scale = v[2].abs().max(1.0);
        for got in [special::ln_beta(v[0], v[1]).unwrap(), special::ln_beta(v[1], v[0]).unwrap()] {
            beta.note(1.0, 1.0 + (got - v[2]) / scale, 1.0, &row[..2]);
        }
    }
    beta.check(5e-15, 0.0);
}

#[test]
fn incomplete_gamma() {
    let [mut lower, mut upper] = ["gamma_p", "gamma_q"].map(Worst::new);
    for row in data!("gamma_inc") {
        let v = numbers(&row);
        lower.note(v[2], special::gamma_p(v[0], v[1]).unwrap(), v[2], &row[..2]);
        upper.note(v[3], special::gamma_q(v[0], v[1]).unwrap(), v[3], &row[..2]);
    }
    lower.check(1e-12, 1e-10);
    upper.check(1e-12, 1e-10);
}

#[test]
fn incomplete_beta() {
    let [mut lower, mut upper] = ["beta_inc", "beta_inc_upper"].map(Worst::new);
    for row in data!("beta_inc") {
        let v = numbers(&row);
        lower.note(v[3], special::beta_inc(v[0], v[1], v[2]).unwrap(), v[3], &row[..3]);
        upper.note(v[4], special::beta_inc_upper(v[0], v[1], v[2]).unwrap(), v[4], &row[..3]);
    }
    lower.check(1e-12, 1e-10);
    upper.check(1e-12, 1e-10);
}

#[test]
fn normal() {
    let standard = Normal::standard();
    let [mut cdf, mut sf, mut pdf] = ["Normal::cdf", "Normal::sf", "Normal::pdf"].map(Worst::new);
    let [mut loss, mut second, mut inverse] =
        ["normal_loss", "normal_second_order_loss", "normal_loss_inverse"].map(Worst::new);
    for row in data!("normal") {
        let v = numbers(&row);
        let at = &row[..1];
        cdf.note(v[1], standard.cdf(v[0]), v[1], at);
        sf.note(v[2], standard.sf(v[0]), v[2], at);
        pdf.note(v[3], standard.pdf(v[0]), v[3], at);
        loss.note(v[4], normal_loss(v[0]), v[4], at);
        second.note(v[5], normal_second_order_loss(v[0]), v[5], at);
        // The inverse is judged by the loss at its answer, since the loss was rounded before it was given.
        inverse.note(v[4], normal_loss(normal_loss_inverse(v[4]).unwrap()), v[4], at);
    }
    cdf.check(1e-13, 1e-12);
    sf.check(1e-13, 1e-12);
    pdf.check(1e-14, 1e-12);
    loss.check(1e-13, 1e-12);
    second.check(1e-13, 1e-12);
    inverse.check(1e-13, 1e-11);
    let mut quantile = Worst::new("Normal::quantile, isf");
    for row in data!("normal_quantile") {
        let v = numbers(&row);
        quantile.note(v[0], standard.quantile(v[0]).unwrap(), v[1], &row[..1]);
        quantile.note(v[0], -standard.isf(v[0]).unwrap(), v[1], &row[..1]);
    }
    quantile.check(1e-14, 1e-14);
}

#[test]
fn student_t() {
    let [mut cdf, mut sf, mut pdf, mut ln_pdf] =
        ["StudentT::cdf", "StudentT::sf", "StudentT::pdf", "StudentT::ln_pdf (absolute below 1)"].map(Worst::new);
    for row in data!("student_t") {
        let v = numbers(&row);
        let at = &row[..2];
        let t = StudentT::new(v[0]).unwrap();
        cdf.note(v[2], t.cdf(v[1]), v[2], at);
        sf.note(v[3], t.sf(v[1]), v[3], at);
        cdf.note(v[3], t.cdf(-v[1]), v[3], at);
        sf.note(v[2], t.sf(-v[1]), v[2], at);
        pdf.note(v[4], t.pdf(v[1]), v[4], at);
        ln_pdf.note(1.0, 1.0 + (t.ln_pdf(v[1]) - v[5]) / v[5].abs().max(1.0), 1.0, at);
    }
    for worst in [cdf, sf, pdf] {
        worst.check(1e-12, 1e-10);
    }
    ln_pdf.check(1e-14, 0.0);
    let mut isf = Worst::new("StudentT::isf");
    for row in data!("student_t_quantile") {
        let v = numbers(&row);
        isf.note(v[1], StudentT::new(v[0]).unwrap().isf(v[1]).unwrap(), v[2], &row[..2]);
    }
    isf.check(1e-12, 1e-10);
}

#[test]
fn densities() {
    let [mut pdf, mut ln_pdf] = ["Gamma::pdf", "Gamma::ln_pdf (absolute below 1)"].map(Worst::new);
    for row in data!("gamma_pdf") {
        let v = numbers(&row);
        let gamma = Gamma::new(v[0], 1.0).unwrap();
        pdf.note(v[2], gamma.pdf(v[1]), v[2], &row[..2]);
        ln_pdf.note(1.0, 1.0 + (gamma.ln_pdf(v[1]) - v[3]) / v[3].abs().max(1.0), 1.0, &row[..2]);
    }
    pdf.check(1e-12, 1e-10);
    ln_pdf.check(1e-14, 0.0);
    let [mut pdf, mut ln_pdf] = ["Beta::pdf", "Beta::ln_pdf (absolute below 1)"].map(Worst::new);
    for row in data!("beta_pdf") {
        let v = numbers(&row);
        let beta = Beta::new(v[0], v[1]).unwrap();
        pdf.note(v[3], beta.pdf(v[2]), v[3], &row[..3]);
        ln_pdf.note(1.0, 1.0 + (beta.ln_pdf(v[2]) - v[4]) / v[4].abs().max(1.0), 1.0, &row[..3]);
    }
    pdf.check(1e-12, 1e-10);
    ln_pdf.check(1e-14, 0.0);
}

#[test]
fn poisson() {
    let [mut pmf, mut ln_pmf, mut cdf, mut sf] =
        ["Poisson::pmf", "Poisson::ln_pmf (absolute below 1)", "Poisson::cdf", "Poisson::sf"].map(Worst::new);
    for row in data!("poisson") {
        let v = numbers(&row);
        let at = &row[..2];
        let poisson = Poisson::new(v[0]).unwrap();
        pmf.note(v[2], poisson.pmf(v[1]), v[2], at);
        ln_pmf.note(1.0, 1.0 + (poisson.ln_pmf(v[1]) - v[3]) / v[3].abs().max(1.0), 1.0, at);
        cdf.note(v[4], poisson.cdf(v[1]), v[4], at);
        sf.note(v[5], poisson.sf(v[1]), v[5], at);
    }
    for worst in [pmf, cdf, sf] {
        worst.check(1e-12, 1e-10);
    }
    ln_pmf.check(1e-14, 0.0);
}

#[test]
fn negative_binomial() {
    let [mut pmf, mut ln_pmf, mut cdf, mut sf] = [
        "NegativeBinomial::pmf",
        "NegativeBinomial::ln_pmf (absolute below 1)",
        "NegativeBinomial::cdf",
        "NegativeBinomial::sf",
    ]
    .map(Worst::new);
    for row in data!("negative_binomial") {
        let v = numbers(&row);
        let at = &row[..3];
        let count = NegativeBinomial::new(v[0], v[1]).unwrap();
        pmf.note(v[3], count.pmf(v[2]), v[3], at);
        ln_pmf.note(1.0, 1.0 + (count.ln_pmf(v[2]) - v[4]) / v[4].abs().max(1.0), 1.0, at);
        cdf.note(v[5], count.cdf(v[2]), v[5], at);
        sf.note(v[6], count.sf(v[2]), v[6], at);
    }
    for worst in [pmf, cdf, sf] {
        worst.check(1e-12, 1e-10);
    }
    ln_pmf.check(1e-14, 0.0);
}

#[test]
fn gamma_quantiles() {
    let mut quantile = Worst::new("Gamma::quantile, isf");
    for row in data!("gamma_quantile") {
        let gamma = Gamma::new(row[0].parse().unwrap(), 1.0).unwrap();
        let (p, want): (f64, f64) = (row[2].parse().unwrap(), row[3].parse().unwrap());
        let got = if row[1] == "l" { gamma.quantile(p) } else { gamma.isf(p) };
        quantile.note(p, got.unwrap(), want, &row[..3]);
    }
    quantile.check(1e-12, 1e-10);
}

#[test]
fn beta_quantiles() {
    let mut quantile = Worst::new("Beta::quantile, isf");
    for row in data!("beta_quantile") {
        let beta = Beta::new(row[0].parse().unwrap(), row[1].parse().unwrap()).unwrap();
        let (p, want): (f64, f64) = (row[3].parse().unwrap(), row[4].parse().unwrap());
        let got = if row[2] == "l" { beta.quantile(p) } else { beta.isf(p) };
        quantile.note(p, got.unwrap(), want, &row[..4]);
    }
    quantile.check(1e-12, 1e-10);
}
