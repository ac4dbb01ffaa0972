//! The tree: who supplies whom, in which order to visit, and what adds up along the links.

use super::GsmTreeInput;
use crate::check;
use crate::error::InventoryError;
use mercato_core::Error;
use std::collections::HashMap;

/// The most work, Σ (longest path time)² over the nodes: some seconds.
const MOST_WORK: u64 = 3_000_000_000;

/// A network that is a tree, its nodes by their place in the input.
#[derive(Debug)]
pub(super) struct Network {
    /// Suppliers of each node.
    pub(super) suppliers: Vec<Vec<usize>>,
    /// Customers of each node.
    pub(super) customers: Vec<Vec<usize>>,
    /// Every node after all its suppliers.
    pub(super) downstream: Vec<usize>,
}

/// What the program needs to know of a stage.
#[derive(Debug, Clone, Default)]
pub(super) struct Stage {
    pub(super) holding_cost: f64,
    /// `T`.
    pub(super) processing_time: u64,
    /// The shortest inbound time, that of outside suppliers.
    pub(super) external_inbound: u64,
    /// The longest inbound time, with suppliers that hold nothing.
    pub(super) longest_inbound: u64,
    /// The longest service time worth offering.
    pub(super) longest_service: u64,
    /// `z σ`: safety stock for one period.
    pub(super) bound: f64,
    /// Demand a period with that of all customers.
    pub(super) demand_mean: f64,
    demand_sd: f64,
}

/// The edges as places of nodes.
pub(super) fn ends(input: &GsmTreeInput) -> Result<Vec<(usize, usize)>, Error> {
    let place: HashMap<&str, usize> =
        input.nodes.iter().enumerate().map(|(index, node)| (node.id.as_str(), index)).collect();
    let find = |edge: usize, side: usize, id: &str| {
        place.get(id).copied().ok_or_else(|| Error::not_found(format!("edges[{edge}][{side}]"), id))
    };
    let both = |(edge, (from, to)): (usize, &(String, String))| Ok((find(edge, 0, from)?, find(edge, 1, to)?));
    input.edges.iter().enumerate().map(both).collect()
}

impl Network {
    /// The tree of these edges.
    pub(super) fn new(input: &GsmTreeInput, edges: &[(usize, usize)]) -> Result<Self, InventoryError> {
        let count = input.nodes.len();
        let mut network =
            Self { suppliers: vec![Vec::new(); count], customers: vec![Vec::new(); count], downstream: Vec::new() };
        for &(from, to) in edges {
            if let Some(customers) = network.customers.get_mut(from) {
                customers.push(to);
            }
            if let Some(suppliers) = network.suppliers.get_mut(to) {
                suppliers.push(from);
            }
        }
        network.downstream = network.sorted(input)?;
        if edges.len() >= count {
            let what = format_args!("{} links of {count} nodes: there are two ways between two of them", edges.len());
            return Err(InventoryError::unsupported("edges", what));
        }
        let reached = network.visit().len();
        if reached < count {
            let what =
                format_args!("{reached} of the {count} nodes are connected; offered are trees, which connect all");
            return Err(InventoryError::unsupported("edges", what));
        }
        Ok(network)
    }

    /// The nodes, each after all its suppliers.
    fn sorted(&self, input: &GsmTreeInput) -> Result<Vec<usize>, InventoryError> {
        let mut missing: Vec<usize> = self.suppliers.iter().map(Vec::len).collect();
        let mut order: Vec<usize> =
            missing.iter().enumerate().filter(|(_, missing)| **missing == 0).map(|(node, _)| node).collect();
        let mut next = 0;
        while let Some(&node) = order.get(next) {
            next = next.saturating_add(1);
            for &customer in self.customers_of(node) {
                if let Some(missing) = missing.get_mut(customer) {
                    *missing = missing.saturating_sub(1);
                    if *missing == 0 {
                        order.push(customer);
                    }
                }
            }
        }
        if order.len() == self.suppliers.len() {
            return Ok(order);
        }
        let id = self.on_cycle(&missing).and_then(|node| input.nodes.get(node)).map_or("", |node| node.id.as_str());
        Err(Error::cycle("edges", id).into())
    }

    /// A node of a cycle, where `missing` counts the suppliers that could not be put in order: going from supplier to
    /// supplier among these, as many steps as there are nodes, ends on one.
    fn on_cycle(&self, missing: &[usize]) -> Option<usize> {
        let stuck = |node: &usize| missing.get(*node).is_some_and(|missing| *missing > 0);
        let mut node = (0..missing.len()).find(|node| stuck(node))?;
        for _ in 0..missing.len() {
            node = self.suppliers_of(node).iter().copied().find(|node| stuck(node))?;
        }
        Some(node)
    }

    pub(super) fn suppliers_of(&self, node: usize) -> &[usize] {
        self.suppliers.get(node).map_or(&[], Vec::as_slice)
    }

    pub(super) fn customers_of(&self, node: usize) -> &[usize] {
        self.customers.get(node).map_or(&[], Vec::as_slice)
    }

    /// The nodes connected with the first, each after the neighbour it was reached from, with that neighbour.
    pub(super) fn visit(&self) -> Vec<(usize, Option<Neighbour>)> {
        let mut seen = vec![false; self.suppliers.len()];
        let mut order: Vec<(usize, Option<Neighbour>)> = Vec::with_capacity(seen.len());
        if let Some(first) = seen.first_mut() {
            *first = true;
            order.push((0, None));
        }
        let mut next = 0;
        while let Some(&(node, _)) = order.get(next) {
            next = next.saturating_add(1);
            let suppliers = self.suppliers_of(node).iter().map(|other| (*other, Neighbour::Customer(node)));
            let customers = self.customers_of(node).iter().map(|other| (*other, Neighbour::Supplier(node)));
            for (other, from) in suppliers.chain(customers) {
                if let Some(seen) = seen.get_mut(other).filter(|seen| !**seen) {
                    *seen = true;
                    order.push((other, Some(from)));
                }
            }
        }
        order
    }

    /// The stages with their bounds on times and their demand.
    pub(super) fn stages(&self, input: &GsmTreeInput) -> Result<Vec<Stage>, InventoryError> {
        let first_sink = input.nodes.iter().zip(&self.customers).find(|(_, customers)| customers.is_empty());
        let default_bound = first_sink.and_then(|(node, _)| node.demand_bound_constant).unwrap_or(1.0);
        let mut stages = vec![Stage::default(); input.nodes.len()];
        let mut work = 0_u64;
        for &index in &self.downstream {
            let Some(node) = input.nodes.get(index) else { continue };
            let external_inbound = u64::from(node.external_inbound_cst.unwrap_or(0));
            let suppliers = self.suppliers_of(index).iter().filter_map(|supplier| stages.get(*supplier));
            let longest_inbound = suppliers.map(|s| s.longest_service).fold(external_inbound, u64::max);
            let path = longest_inbound.saturating_add(node.processing_time.into());
            work = work.saturating_add(path.saturating_mul(path));
            if work > MOST_WORK {
                let what = format_args!(
                    "paths up to {path} periods long make the sum of squares exceed {MOST_WORK}; count in longer periods"
                );
                return Err(InventoryError::unsupported(format!("nodes[{index}].processing_time"), what));
            }
            if let Some(stage) = stages.get_mut(index) {
                stage.holding_cost = node.holding_cost;
                stage.processing_time = node.processing_time.into();
                stage.external_inbound = external_inbound;
                stage.longest_inbound = longest_inbound;
                stage.longest_service = path.min(node.external_outbound_cst.map_or(u64::MAX, u64::from));
            }
        }
        for &index in self.downstream.iter().rev() {
            let Some(node) = input.nodes.get(index) else { continue };
            let (mut mean, mut sd) = (node.demand_mean.unwrap_or(0.0), node.demand_sd.unwrap_or(0.0));
            for customer in self.customers_of(index).iter().filter_map(|customer| stages.get(*customer)) {
                mean += customer.demand_mean;
                // √(a² + b²) without leaving the range of a double on the way
                sd = libm::hypot(sd, customer.demand_sd);
            }
            if let Some(stage) = stages.get_mut(index) {
                stage.demand_mean = check::answer("demand_mean", mean)?;
                stage.demand_sd = check::answer("demand_sd", sd)?;
                stage.bound = check::answer("safety_stocks", node.demand_bound_constant.unwrap_or(default_bound) * sd)?;
            }
        }
        Ok(stages)
    }
}

/// The neighbour that a node was reached from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Neighbour {
    /// It buys from the node.
    Customer(usize),
    /// It sells to the node.
    Supplier(usize),
}
