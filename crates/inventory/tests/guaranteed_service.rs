//! The guaranteed-service model against published networks, enumeration, and its own laws.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

use mercato_core::{Coded, ErrorCode};
use mercato_inventory::{GsmNode, GsmTree, GsmTreeInput, gsm_tree};
use proptest::prelude::*;

fn node(id: &str, processing_time: u32, holding_cost: f64) -> GsmNode {
    GsmNode { id: id.into(), processing_time, holding_cost, ..Default::default() }
}

fn network(nodes: Vec<GsmNode>, edges: &[(&str, &str)]) -> GsmTreeInput {
    GsmTreeInput { nodes, edges: edges.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect() }
}

fn times(answer: &GsmTree, ids: &[&str]) -> Vec<u64> {
    ids.iter().map(|id| answer.committed_service_times[*id]).collect()
}

#[test]
fn snyder_shen_example_6_5() {
    let z = Some(1.0);
    let input = network(
        vec![
            GsmNode { external_inbound_cst: Some(1), demand_bound_constant: z, ..node("1", 2, 1.0) },
            GsmNode { demand_bound_constant: z, ..node("3", 1, 2.0) },
            GsmNode {
                external_outbound_cst: Some(0),
                demand_sd: Some(1.0),
                demand_bound_constant: z,
                ..node("2", 1, 3.0)
            },
            GsmNode {
                external_outbound_cst: Some(1),
                demand_sd: Some(1.0),
                demand_bound_constant: z,
                ..node("4", 1, 3.0)
            },
        ],
        &[("1", "3"), ("3", "2"), ("3", "4")],
    );
    let answer = gsm_tree(&input).unwrap();
    // √2 (1 · √3 + 2 · √1) + 3 · √1
    assert!((answer.cost - (2_f64.sqrt() * (3_f64.sqrt() + 2.0) + 3.0)).abs() < 1e-12);
    assert_eq!(times(&answer, &["1", "3", "2", "4"]), [0, 0, 0, 1]);
    assert_eq!(answer.net_lead_times["1"], 3);
}

#[test]
fn snyder_shen_problem_6_7() {
    let z = Some(4.0);
    let input = network(
        vec![
            GsmNode { external_inbound_cst: Some(1), demand_bound_constant: z, ..node("3", 1, 2.0) },
            GsmNode { demand_bound_constant: z, ..node("2", 1, 3.0) },
            GsmNode {
                external_outbound_cst: Some(0),
                demand_mean: Some(45.0),
                demand_sd: Some(10.0),
                demand_bound_constant: z,
                ..node("1", 2, 4.0)
            },
        ],
        &[("3", "2"), ("2", "1")],
    );
    let answer = gsm_tree(&input).unwrap();
    // The last stage holds for all five periods: 4 · 4 · 10 · √5, and 45 · 5 + 4 · 10 · √5 in stock.
    assert!((answer.cost - 160.0 * 5_f64.sqrt()).abs() < 1e-10);
    assert_eq!(times(&answer, &["3", "2", "1"]), [2, 3, 0]);
    assert!((answer.base_stock_levels["1"] - (225.0 + 40.0 * 5_f64.sqrt())).abs() < 1e-10);
    assert_eq!(answer.safety_stocks["2"], 0.0);
}

#[test]
fn a_stage_without_bound_takes_that_of_the_first_sink() {
    let sink = GsmNode {
        external_outbound_cst: Some(0),
        demand_sd: Some(1.0),
        demand_bound_constant: Some(2.0),
        ..node("b", 0, 9.0)
    };
    let answer = gsm_tree(&network(vec![node("a", 4, 1.0), sink], &[("a", "b")])).unwrap();
    assert_eq!((answer.cost, answer.safety_stocks["a"]), (4.0, 4.0));
    let alone = GsmNode { external_outbound_cst: Some(0), demand_sd: Some(1.0), ..node("a", 4, 1.0) };
    assert_eq!(gsm_tree(&network(vec![alone], &[])).unwrap().cost, 2.0);
}

#[test]
fn an_unbounded_sink_holds_nothing() {
    let answer = gsm_tree(&network(vec![GsmNode { demand_sd: Some(3.0), ..node("a", 7, 1.0) }], &[])).unwrap();
    assert_eq!((answer.cost, answer.committed_service_times["a"]), (0.0, 7));
}

fn code(input: &GsmTreeInput) -> (ErrorCode, Option<String>) {
    let error = gsm_tree(input).unwrap_err();
    (error.code(), error.path().map(str::to_owned))
}

#[test]
fn refusals_name_the_field() {
    let two = || vec![node("a", 1, 1.0), node("b", 1, 1.0)];
    let at = |path: &str| Some(path.to_owned());
    assert_eq!(code(&network(vec![], &[])), (ErrorCode::InvalidArgument, at("nodes")));
    let twice = network(vec![node("a", 1, 1.0), node("a", 1, 1.0)], &[]);
    assert_eq!(code(&twice), (ErrorCode::DuplicateId, at("nodes[1].id")));
    assert_eq!(code(&network(two(), &[("a", "z")])), (ErrorCode::NotFound, at("edges[0][1]")));
    assert_eq!(code(&network(two(), &[("a", "b"), ("b", "a")])), (ErrorCode::CycleDetected, at("edges")));
    assert_eq!(code(&network(two(), &[("a", "b"), ("a", "a")])), (ErrorCode::CycleDetected, at("edges")));
    assert_eq!(code(&network(two(), &[])), (ErrorCode::Unsupported, at("edges")));
    assert_eq!(code(&network(two(), &[("a", "b"), ("a", "b")])), (ErrorCode::Unsupported, at("edges")));
    for (bad, field) in [
        (GsmNode { holding_cost: 0.0, ..node("a", 1, 1.0) }, "holding_cost"),
        (GsmNode { demand_sd: Some(f64::NAN), ..node("a", 1, 1.0) }, "demand_sd"),
        (GsmNode { demand_mean: Some(-1.0), ..node("a", 1, 1.0) }, "demand_mean"),
        (GsmNode { demand_bound_constant: Some(f64::INFINITY), ..node("a", 1, 1.0) }, "demand_bound_constant"),
    ] {
        let input = network(vec![bad], &[]);
        assert_eq!(code(&input), (ErrorCode::InvalidArgument, at(&format!("nodes[0].{field}"))));
    }
    let endless = network(vec![node("a", u32::MAX, 1.0)], &[]);
    assert_eq!(code(&endless), (ErrorCode::Unsupported, at("nodes[0].processing_time")));
    let dear = GsmNode { demand_sd: Some(1e308), external_outbound_cst: Some(0), ..node("a", 1, 1e10) };
    assert_eq!(code(&network(vec![dear], &[])).0, ErrorCode::Overflow);
}

#[test]
fn the_cycle_named_is_on_the_cycle() {
    let nodes = ["entry", "a", "b", "exit"].map(|id| node(id, 1, 1.0)).to_vec();
    let input = network(nodes, &[("entry", "a"), ("a", "b"), ("b", "a"), ("b", "exit")]);
    let text = gsm_tree(&input).unwrap_err().to_string();
    assert!(text.contains("\"a\"") || text.contains("\"b\""), "{text}");
}

/// A random tree of up to five stages.
fn trees() -> impl Strategy<Value = GsmTreeInput> {
    let stage = (0_u32..4, 1_u32..100, proptest::option::of(0_u32..3), proptest::option::of(0_u32..4), 0_u32..4);
    (proptest::collection::vec((stage, any::<u8>(), any::<bool>()), 1..6)).prop_map(|stages| {
        let mut input = GsmTreeInput::default();
        for (index, ((time, cost, inbound, outbound, sd), parent, downstream)) in stages.into_iter().enumerate() {
            input.nodes.push(GsmNode {
                external_inbound_cst: inbound,
                external_outbound_cst: outbound,
                demand_mean: Some(f64::from(sd)),
                demand_sd: Some(f64::from(sd)),
                demand_bound_constant: Some(1.5),
                ..node(&index.to_string(), time, f64::from(cost) / 10.0)
            });
            if index > 0 {
                let ends = (index.to_string(), (usize::from(parent) % index).to_string());
                input.edges.push(if downstream { ends } else { (ends.1, ends.0) });
            }
        }
        input
    })
}

/// The cheapest of all service times, by trying them.
fn enumerated(input: &GsmTreeInput) -> f64 {
    let place = |id: &str| input.nodes.iter().position(|node| node.id == id).unwrap();
    let edges: Vec<(usize, usize)> = input.edges.iter().map(|(a, b)| (place(a), place(b))).collect();
    let count = input.nodes.len();
    // Downstream variance: repeat sums along the edges until all have arrived.
    let own: Vec<f64> = input.nodes.iter().map(|node| node.demand_sd.unwrap().powi(2)).collect();
    let mut variance = own.clone();
    for _ in 0..count {
        for k in 0..count {
            variance[k] = own[k] + edges.iter().filter(|e| e.0 == k).map(|e| variance[e.1]).sum::<f64>();
        }
    }
    let mut order: Vec<usize> = (0..count).collect();
    for _ in 0..count * count {
        for &(from, to) in &edges {
            let (a, b) = (order.iter().position(|k| *k == from).unwrap(), order.iter().position(|k| *k == to).unwrap());
            if a > b {
                order.swap(a, b);
            }
        }
    }
    fn try_all(
        input: &GsmTreeInput,
        edges: &[(usize, usize)],
        variance: &[f64],
        order: &[usize],
        service: &mut Vec<Option<u32>>,
    ) -> f64 {
        let Some(&k) = order.first() else { return 0.0 };
        let node = &input.nodes[k];
        let suppliers = edges.iter().filter(|e| e.1 == k).map(|e| service[e.0].unwrap());
        let inbound = suppliers.fold(node.external_inbound_cst.unwrap_or(0), u32::max);
        let longest = inbound + node.processing_time;
        let mut best = f64::INFINITY;
        for s in 0..=longest.min(node.external_outbound_cst.unwrap_or(u32::MAX)) {
            service[k] = Some(s);
            let own = node.holding_cost * 1.5 * (variance[k] * f64::from(longest - s)).sqrt();
            best = best.min(own + try_all(input, edges, variance, &order[1..], service));
        }
        best
    }
    try_all(input, &edges, &variance, &order, &mut vec![None; count])
}

proptest! {
    #[test]
    fn optimum_is_that_of_enumeration(input in trees()) {
        let answer = gsm_tree(&input).unwrap();
        let best = enumerated(&input);
        prop_assert!((answer.cost - best).abs() <= 1e-10 * best.max(1.0), "{} instead of {best}", answer.cost);
    }

    #[test]
    fn times_are_feasible_and_give_the_cost(input in trees()) {
        let answer = gsm_tree(&input).unwrap();
        let mut cost = 0.0;
        for node in &input.nodes {
            let suppliers = input.edges.iter().filter(|e| e.1 == node.id).map(|e| answer.committed_service_times[&e.0]);
            let inbound = suppliers.fold(u64::from(node.external_inbound_cst.unwrap_or(0)), u64::max);
            let service = answer.committed_service_times[&node.id];
            prop_assert!(service <= node.external_outbound_cst.map_or(u64::MAX, u64::from));
            prop_assert_eq!(answer.net_lead_times[&node.id] + service, inbound + u64::from(node.processing_time));
            cost += node.holding_cost * answer.safety_stocks[&node.id];
        }
        prop_assert!((cost - answer.cost).abs() <= 1e-12 * cost.max(1.0));
    }

    #[test]
    fn patience_saves_and_dearer_stock_costs(input in trees(), at in any::<prop::sample::Index>()) {
        let cost = gsm_tree(&input).unwrap().cost;
        let at = at.index(input.nodes.len());
        let mut patient = input.clone();
        patient.nodes[at].external_outbound_cst = input.nodes[at].external_outbound_cst.map(|s| s + 1);
        prop_assert!(gsm_tree(&patient).unwrap().cost <= cost + 1e-10);
        let mut dearer = input;
        dearer.nodes[at].holding_cost *= 1.5;
        prop_assert!(gsm_tree(&dearer).unwrap().cost >= cost - 1e-10);
    }
}
