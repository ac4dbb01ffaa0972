//! The dynamic program. Every node is visited after those that hang on it, and tells the neighbour it hangs on the least cost
//! of its branch as a function of the one time they share: of its service time `f(S)` to a customer, of its inbound time
//! `g(SI)` to a supplier.
//!
//! ```text
//! f(S)  = out(S) + min over SI of in(SI) + h z σ √(SI + T - S)
//! g(SI) = in(SI) + min over S of out(S) + h z σ √(SI + T - S)
//! in(SI) = Σ over suppliers that hang on the node of min over S <= SI of f(S)
//! out(S) = Σ over customers that hang on the node of min over SI >= S of g(SI)
//! ```
//!
//! The inbound time is allowed to exceed what the suppliers need, which costs no less; the last pass takes such slack out.

use super::network::{Neighbour, Network, Stage};

/// The times of a stage.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Times {
    pub(super) service_time: u64,
    pub(super) net_lead_time: u64,
}

/// The least cost of a branch by the time shared with the node it hangs on, and the choices behind it.
#[derive(Debug, Default)]
struct Branch {
    /// For each shared time, the node's other time.
    other: Vec<usize>,
    /// For each bound on the shared time, the best time within it.
    best: Vec<usize>,
}

/// What hangs on a node, summed.
#[derive(Debug)]
struct Costs {
    /// `in`, from the shortest inbound time on.
    inbound: Vec<f64>,
    /// `out`, from 0 on.
    outbound: Vec<f64>,
}

/// Optimal times of all stages.
pub(super) fn optimum(network: &Network, stages: &[Stage]) -> Vec<Times> {
    let stages: Vec<Window> = stages.iter().map(Window::new).collect();
    let longest = stages.iter().map(|stage| stage.last_inbound.saturating_add(stage.processing)).max().unwrap_or(0);
    let roots: Vec<f64> = (0..=longest).map(|periods| (periods as f64).sqrt()).collect();
    let order = network.visit();
    let mut costs: Vec<Costs> = stages.iter().map(Window::no_costs).collect();
    let mut branches: Vec<Branch> = stages.iter().map(|_| Branch::default()).collect();

    for &(node, from) in order.iter().rev() {
        let (Some(stage), Some(own), Some(branch)) = (stages.get(node), costs.get_mut(node), branches.get_mut(node))
        else {
            continue;
        };
        let own = std::mem::replace(own, Costs { inbound: Vec::new(), outbound: Vec::new() });
        match from {
            Some(Neighbour::Supplier(supplier)) => {
                let least = branch.by_inbound(stage, &own, &roots);
                let Some(to) = costs.get_mut(supplier) else { continue };
                // Service times below the shortest inbound time share its cost.
                let first = least.first().copied().unwrap_or(0.0);
                let padded = std::iter::repeat_n(first, stage.first_inbound).chain(least);
                to.outbound.iter_mut().zip(padded).for_each(|(sum, cost)| *sum += cost);
            }
            Some(Neighbour::Customer(customer)) => {
                let least = branch.by_service(stage, &own, &roots);
                let Some((to, at)) = costs.get_mut(customer).zip(stages.get(customer)) else { continue };
                let last = least.last().copied().unwrap_or(0.0);
                // Inbound times beyond the longest service time gain nothing more.
                let padded = least.into_iter().chain(std::iter::repeat(last)).skip(at.first_inbound);
                to.inbound.iter_mut().zip(padded).for_each(|(sum, cost)| *sum += cost);
            }
            None => {
                branch.by_service(stage, &own, &roots);
            }
        }
    }

    // Outwards again: each node knows the time of the neighbour that it hangs on.
    let mut chosen = vec![Choice::default(); stages.len()];
    for &(node, from) in &order {
        let (Some(stage), Some(branch)) = (stages.get(node), branches.get(node)) else { continue };
        let of = |neighbour: usize| chosen.get(neighbour).copied().unwrap_or_default();
        let choice = match from {
            Some(Neighbour::Supplier(supplier)) => {
                let inbound = branch.within(of(supplier).service.saturating_sub(stage.first_inbound));
                Choice { service: branch.other_of(inbound), inbound: inbound.saturating_add(stage.first_inbound) }
            }
            Some(Neighbour::Customer(customer)) => branch.service(of(customer).inbound),
            None => branch.service(usize::MAX),
        };
        if let Some(slot) = chosen.get_mut(node) {
            *slot = choice;
        }
    }
    tightened(network, &stages, &chosen)
}

/// The times with no inbound time longer than the suppliers need.
fn tightened(network: &Network, stages: &[Window], chosen: &[Choice]) -> Vec<Times> {
    let mut times = vec![Times::default(); stages.len()];
    for &node in &network.downstream {
        let (Some(stage), Some(choice)) = (stages.get(node), chosen.get(node)) else { continue };
        let suppliers = network.suppliers_of(node).iter().filter_map(|supplier| times.get(*supplier));
        let inbound = suppliers.map(|times| times.service_time).fold(stage.first_inbound as u64, u64::max);
        let replenishment = inbound.saturating_add(stage.processing as u64);
        let service_time = (choice.service as u64).min(replenishment);
        let net_lead_time = replenishment.saturating_sub(service_time);
        if let Some(slot) = times.get_mut(node) {
            *slot = Times { service_time, net_lead_time };
        }
    }
    times
}

/// The two times of a node.
#[derive(Debug, Clone, Copy, Default)]
struct Choice {
    inbound: usize,
    service: usize,
}

/// The ranges of a stage's times as places of its tables, and its cost for the root of a net lead time.
#[derive(Debug)]
struct Window {
    processing: usize,
    first_inbound: usize,
    last_inbound: usize,
    last_service: usize,
    cost: f64,
}

impl Window {
    /// Path times are bounded by the work allowed, far below the largest place.
    fn new(stage: &Stage) -> Self {
        let place = |periods: u64| usize::try_from(periods).unwrap_or(usize::MAX);
        Self {
            processing: place(stage.processing_time),
            first_inbound: place(stage.external_inbound),
            last_inbound: place(stage.longest_inbound),
            last_service: place(stage.longest_service),
            cost: stage.holding_cost * stage.bound,
        }
    }

    fn no_costs(&self) -> Costs {
        let inbound_times = self.last_inbound.saturating_sub(self.first_inbound).saturating_add(1);
        Costs { inbound: vec![0.0; inbound_times], outbound: vec![0.0; self.last_service.saturating_add(1)] }
    }
}

impl Branch {
    /// Tabulates `f(S)`; its least value over service times up to S.
    fn by_service(&mut self, stage: &Window, own: &Costs, roots: &[f64]) -> Vec<f64> {
        let mut costs = Vec::with_capacity(own.outbound.len());
        for (service, outbound) in own.outbound.iter().enumerate() {
            // The shortest inbound time that allows this service time, and the net lead time it leaves.
            let first = service.saturating_sub(stage.processing).max(stage.first_inbound);
            let net = first.saturating_add(stage.processing).saturating_sub(service);
            let skipped = first.saturating_sub(stage.first_inbound);
            let inbound = own.inbound.iter().skip(skipped);
            let (place, least) =
                smallest(inbound.zip(roots.iter().skip(net)).map(|(cost, root)| cost + stage.cost * root));
            costs.push(outbound + least);
            self.other.push(first.saturating_add(place));
        }
        self.best = running_best(costs.iter().enumerate());
        self.best.iter().filter_map(|best| costs.get(*best).copied()).collect()
    }

    /// Tabulates `g(SI)`, from the shortest inbound time on; its least value over inbound times from SI on.
    fn by_inbound(&mut self, stage: &Window, own: &Costs, roots: &[f64]) -> Vec<f64> {
        let mut costs = Vec::with_capacity(own.inbound.len());
        for (replenishment, inbound) in (stage.first_inbound.saturating_add(stage.processing)..).zip(&own.inbound) {
            let net_lead_times = roots.iter().take(replenishment.saturating_add(1)).rev();
            let (service, least) =
                smallest(own.outbound.iter().zip(net_lead_times).map(|(cost, root)| cost + stage.cost * root));
            costs.push(inbound + least);
            self.other.push(service);
        }
        self.best = running_best(costs.iter().enumerate().rev());
        self.best.reverse();
        self.best.iter().filter_map(|best| costs.get(*best).copied()).collect()
    }

    /// The best shared time within a bound.
    fn within(&self, bound: usize) -> usize {
        self.best.get(bound).or(self.best.last()).copied().unwrap_or(0)
    }

    fn other_of(&self, shared: usize) -> usize {
        self.other.get(shared).copied().unwrap_or(0)
    }

    /// The best times with a service time up to `longest`.
    fn service(&self, longest: usize) -> Choice {
        let service = self.within(longest);
        Choice { inbound: self.other_of(service), service }
    }
}

/// Place and value of the smallest, the first of equals.
fn smallest(values: impl Iterator<Item = f64>) -> (usize, f64) {
    let mut best = (0, f64::INFINITY);
    for (place, value) in values.enumerate() {
        if value < best.1 {
            best = (place, value);
        }
    }
    best
}

/// For each of the values, the place of the smallest so far; of equals, the smallest place.
fn running_best<'a>(values: impl Iterator<Item = (usize, &'a f64)>) -> Vec<usize> {
    let mut best: Option<(usize, f64)> = None;
    let mut places = Vec::new();
    for (place, &value) in values {
        let (at, _) = *best.insert(match best {
            Some((at, least)) if least < value || (least <= value && at < place) => (at, least),
            _ => (place, value),
        });
        places.push(at);
    }
    places
}
