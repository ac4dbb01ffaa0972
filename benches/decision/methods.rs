//! Every speed target of mercato-decision, on the instances that its peers are timed on: the mercato side of `compare.sh`,
//! and the Rust peer mcdm in the same process.
//!
//! `methods DIR` times each task (the best of up to 200 samples of at least 1 ms) and writes `DIR/tasks.json`: the name of
//! the task, nanoseconds a call of mercato and of mcdm, and the instance with the answer. The Python peers read their
//! instances from there. Both Rust sides start from the numbers in memory: mercato builds and checks its matrix and
//! weights, mcdm its normalised matrix. Answers are compared before anything is timed. Without a DIR (as `cargo bench` and
//! `cargo test` call it) every task runs once and nothing is written.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark reports")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "known data")]

use mcdm::{CriteriaTypes, Normalize, Rank, Weight};
use mercato_decision::{
    Aras, Cocoso, Codas, Copras, CorrelationMethod, CriterionType, DeaInput, DeaModel, DeaOrientation, DecisionMatrix,
    Edas, Ervd, Mabac, Mairca, Marcos, Method, Moora, Normalization, ObjectiveWeighting, PreferenceFunction, Promethee,
    RankCorrelationInput, Spotis, Topsis, Vikor, Waspas, Weights, Wpm, Wsm, dea, rank_correlation,
};
use nalgebra::{DMatrix, DVector};
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Short samples, of which the best counts: other work on the machine only ever adds.
const SAMPLE: Duration = Duration::from_millis(1);
const SAMPLES: usize = 200;
/// After this a task is left with the samples it has, three at least.
const LONGEST: Duration = Duration::from_millis(500);

/// Steele, Lea & Flood 2014: a bijection of 64 bits that looks random.
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The `index`-th of a list of fractions that look random.
fn fraction(index: u64) -> f64 {
    (mix(index) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Alternatives with values from 1 to 100, every second criterion a cost, weights that sum to 1.
struct Instance {
    n: usize,
    m: usize,
    data: Vec<f64>,
    types: Vec<CriterionType>,
    weights: Vec<f64>,
    /// The same for mcdm.
    peer: DMatrix<f64>,
    peer_types: CriteriaTypes,
    peer_inverted: CriteriaTypes,
    peer_weights: DVector<f64>,
}

impl Instance {
    fn new(n: usize, m: usize) -> Self {
        let size = (n * m) as u64;
        let data: Vec<f64> = (0..size).map(|i| 1.0 + 99.0 * fraction(i)).collect();
        let benefit = |j: usize| j.is_multiple_of(2);
        let raw: Vec<f64> = (0..m as u64).map(|j| 0.1 + fraction(size + j)).collect();
        let total: f64 = raw.iter().sum();
        let weights: Vec<f64> = raw.iter().map(|w| w / total).collect();
        let signs: Vec<i8> = (0..m).map(|j| if benefit(j) { 1 } else { -1 }).collect();
        let inverted: Vec<i8> = signs.iter().map(|sign| -sign).collect();
        Self {
            n,
            m,
            types: (0..m).map(|j| if benefit(j) { CriterionType::Benefit } else { CriterionType::Cost }).collect(),
            peer: DMatrix::from_row_slice(n, m, &data),
            peer_types: CriteriaTypes::from_slice(&signs).unwrap(),
            peer_inverted: CriteriaTypes::from_slice(&inverted).unwrap(),
            peer_weights: DVector::from_column_slice(&weights),
            weights,
            data,
        }
    }

    fn matrix(&self) -> DecisionMatrix {
        DecisionMatrix::new(self.n, self.m, self.data.clone(), self.types.clone()).unwrap()
    }

    /// The scores, from the numbers in memory on.
    fn scores(&self, method: &impl Method) -> Vec<f64> {
        method.scores(&self.matrix(), &Weights::new(self.weights.clone()).unwrap()).unwrap()
    }

    fn json(&self) -> Value {
        let rows: Vec<&[f64]> = self.data.chunks(self.m).collect();
        let signs: Vec<i8> = self.types.iter().map(|kind| if kind.is_benefit() { 1 } else { -1 }).collect();
        json!({"matrix": rows, "weights": self.weights, "types": signs})
    }
}

struct Report {
    /// Whether to time, or only to run.
    timed: bool,
    tasks: Vec<Value>,
    instances: serde_json::Map<String, Value>,
}

impl Report {
    /// Nanoseconds of a call.
    fn clock<T>(&self, mut run: impl FnMut() -> T) -> f64 {
        if !self.timed {
            black_box(run());
            return 0.0;
        }
        let mut sample = |runs: u32| {
            let start = Instant::now();
            for _ in 0..runs {
                black_box(run());
            }
            start.elapsed()
        };
        let mut runs = 1_u32;
        while sample(runs) < SAMPLE {
            runs *= 2;
        }
        let start = Instant::now();
        let mut best = Duration::MAX;
        for taken in 0..SAMPLES {
            if taken > 2 && start.elapsed() > LONGEST {
                break;
            }
            best = best.min(sample(runs));
        }
        best.as_secs_f64() * 1e9 / f64::from(runs)
    }

    /// A task of both sides; what mcdm answers otherwise is marked.
    fn both(&mut self, size: &str, name: &str, run: impl Fn() -> Vec<f64>, peer: impl Fn() -> DVector<f64>) {
        let (answer, other) = (run(), peer());
        let scale = answer.iter().fold(0.0_f64, |scale, x| scale.max(x.abs()));
        let agree = answer.iter().zip(other.iter()).all(|(a, b)| (a - b).abs() <= 1e-9 * scale);
        if !agree {
            println!("{name}, {size}: {:?}, mcdm {:?}", answer.get(..3), other.as_slice().get(..3));
        }
        let nanoseconds = self.clock(run);
        let peer = self.clock(peer);
        println!("{name}, {size}\t{nanoseconds:.0} ns, mcdm {peer:.0} ns");
        self.tasks.push(json!({
            "task": format!("{name} {size}"), "nanoseconds": nanoseconds, "mcdm": peer, "same": agree, "answer": answer
        }));
    }

    /// A task that mcdm does not offer.
    fn alone(&mut self, size: &str, name: &str, run: impl Fn() -> Vec<f64>) {
        let answer = run();
        let nanoseconds = self.clock(run);
        println!("{name}, {size}\t{nanoseconds:.0} ns");
        self.tasks.push(json!({"task": format!("{name} {size}"), "nanoseconds": nanoseconds, "answer": answer}));
    }
}

fn main() {
    let dir = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let mut report = Report { timed: dir.is_some(), tasks: Vec::new(), instances: serde_json::Map::new() };
    for (n, m) in [(10, 5), (1000, 10), (10_000, 10)] {
        let instance = Instance::new(n, m);
        report.instances.insert(format!("{n}x{m}"), instance.json());
        let size = format!("{n}x{m}");
        rankings(&mut report, &size, &instance);
        weights(&mut report, &size, &instance);
    }
    large(&mut report);
    if let Some(dir) = dir {
        let found = json!({"tasks": report.tasks, "instances": report.instances});
        std::fs::write(format!("{dir}/tasks.json"), found.to_string()).unwrap();
    }
}

fn rankings(report: &mut Report, size: &str, x: &Instance) {
    let (types, w) = (&x.peer_types, &x.peer_weights);
    report.both(
        size,
        "topsis",
        || x.scores(&Topsis::default()),
        || {
            // mcdm divides the distance from the ideal by the sum of both, where the method takes that from the anti-ideal
            x.peer.normalize_vector(types).unwrap().rank_topsis(w).unwrap()
        },
    );
    let wsm = Wsm { normalization: Normalization::Linear };
    report.both(
        size,
        "wsm",
        || x.scores(&wsm),
        || x.peer.normalize_linear(types).unwrap().rank_weighted_sum(w).unwrap(),
    );
    report.both(
        size,
        "wpm",
        || x.scores(&Wpm::default()),
        || x.peer.normalize_linear(types).unwrap().rank_weighted_product(w).unwrap(),
    );
    report.both(
        size,
        "waspas",
        || x.scores(&Waspas::default()),
        || x.peer.normalize_linear(types).unwrap().rank_waspas(w, None).unwrap(),
    );
    // its S⁻ term cancels to the cost itself
    report.both(size, "copras", || x.scores(&Copras), || x.peer.rank_copras(types, w).unwrap());
    report.both(size, "edas", || x.scores(&Edas), || x.peer.rank_edas(types, w).unwrap());
    report.both(size, "aras", || x.scores(&Aras), || x.peer.rank_aras(types, w).unwrap());
    report.both(size, "marcos", || x.scores(&Marcos), || x.peer.rank_marcos(types, w).unwrap());
    report.both(size, "moora", || x.scores(&Moora), || x.peer.rank_moora(types, w).unwrap());
    report.both(
        size,
        "mairca",
        || x.scores(&Mairca),
        || x.peer.normalize_min_max(types).unwrap().rank_mairca(w).unwrap(),
    );
    // its border is a product, which is 0 from some hundred alternatives on
    report.both(size, "mabac", || x.scores(&Mabac), || x.peer.normalize_min_max(types).unwrap().rank_mabac(w).unwrap());
    report.both(
        size,
        "cocoso",
        || x.scores(&Cocoso::default()),
        || x.peer.normalize_min_max(types).unwrap().rank_cocoso(w, None).unwrap(),
    );
    let reference: Vec<f64> = vec![50.0; x.m];
    let ervd = Ervd { reference_point: reference.clone(), lambda: 2.25, alpha: 0.88 };
    let peer_reference = DVector::from_column_slice(&reference);
    report.both(size, "ervd", || x.scores(&ervd), || x.peer.rank_ervd(types, w, &peer_reference, None, None).unwrap());
    let spotis = Spotis { bounds: vec![[0.0, 101.0]; x.m], expected_solution_point: None };
    let bounds = DMatrix::from_fn(x.m, 2, |_, side| if side == 0 { 0.0 } else { 101.0 });
    report.both(size, "spotis", || x.scores(&spotis), || x.peer.rank_spotis(types, w, &bounds).unwrap());
    report.alone(size, "vikor", || x.scores(&Vikor::default()));
    if x.n <= 1000 {
        report.both(
            size,
            "codas",
            || x.scores(&Codas::default()),
            || x.peer.normalize_linear(types).unwrap().rank_codas(w, 0.02).unwrap(),
        );
    } else {
        report.alone(size, "codas", || x.scores(&Codas::default()));
    }
    for (name, function) in [
        ("promethee usual", PreferenceFunction::Usual),
        ("promethee linear", PreferenceFunction::Linear { q: 5.0, p: 30.0 }),
    ] {
        let promethee = Promethee { preference_functions: vec![function; x.m] };
        report.alone(size, name, || x.scores(&promethee));
    }
}

fn weights(report: &mut Report, size: &str, x: &Instance) {
    let types = &x.peer_types;
    let ask = |method| x.matrix().objective_weights(method).unwrap().as_slice().to_vec();
    report.both(
        size,
        "critic",
        || ask(ObjectiveWeighting::Critic),
        || x.peer.normalize_min_max(types).unwrap().weight_critic().unwrap(),
    );
    report.both(
        size,
        "merec",
        || ask(ObjectiveWeighting::Merec),
        || x.peer.normalize_linear(&x.peer_inverted).unwrap().weight_merec().unwrap(),
    );
    report.alone(size, "entropy", || ask(ObjectiveWeighting::Entropy));
    report.alone(size, "gini", || ask(ObjectiveWeighting::Gini));
}

/// What only sorting can do, and programmes.
fn large(report: &mut Report) {
    let n = if report.timed { 100_000 } else { 1000 };
    let x = Instance::new(n, 10);
    let usual = Promethee { preference_functions: vec![PreferenceFunction::Usual; 10] };
    report.alone("100000x10", "promethee usual", || x.scores(&usual));
    report.alone("100000x10", "codas", || x.scores(&Codas::default()));
    let list = |from: u64| (0..n as u64).map(|i| fraction(from + i)).collect::<Vec<_>>();
    let input = RankCorrelationInput { x: list(1), y: list(1 << 40), method: CorrelationMethod::KendallTauB };
    report.alone("100000", "kendall_tau_b", || vec![rank_correlation(&input).unwrap().value]);
    let table = |from: u64, columns: u64| {
        (0..100_u64).map(|i| (0..columns).map(|j| 1.0 + 99.0 * fraction(from + i * columns + j)).collect()).collect()
    };
    let input = DeaInput {
        inputs: table(1 << 41, 3),
        outputs: table(1 << 42, 2),
        model: DeaModel::Bcc,
        orientation: DeaOrientation::Input,
        super_efficiency: false,
    };
    report.instances.insert("dea".into(), json!({"inputs": input.inputs, "outputs": input.outputs}));
    report.alone("100 units", "dea", || dea(&input).unwrap().efficiencies.into_iter().map(Option::unwrap).collect());
}
