//! Where in a network does safety stock belong? The guaranteed-service model on a tree.
//!
//! Stage k takes `T_k` periods once its inputs are there, which its suppliers guarantee within `SI_k`, and guarantees its
//! own customers `S_k`. Stock must cover the bounded demand of the net lead time `SI_k + T_k - S_k`:
//!
//! ```text
//! min Σ h_k z_k σ_k √(SI_k + T_k - S_k)
//! SI_k = max(external inbound time, S of the suppliers)      0 <= S_k <= SI_k + T_k      S_k <= external outbound time
//! safety stock = z_k σ_k √(net lead time)      base stock = mean demand · net lead time + safety stock
//! ```
//!
//! Means and variances of demand add up from the customers to their suppliers, one unit of input a unit of output. Times are
//! whole periods. The optimum is found by dynamic programming over the tree, O(N · M²) with the longest path time M.
//!
//! Source: S. C. Graves and S. P. Willems, "Optimizing strategic safety stock placement in supply chains", Manufacturing &
//! Service Operations Management 2 (2000) 68-83; corrected in 5 (2003) 176-177. Limits: networks that are trees when
//! directions are left out, and Σ (longest path time to a node)² up to 10^10.

mod network;
mod program;

use crate::check;
use crate::error::InventoryError;
use network::Network;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What [`gsm_tree`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GsmTreeInput {
    /// The stages, at least one, ids unique.
    pub nodes: Vec<GsmNode>,
    /// Supplier and customer of each link; together they make the nodes a tree.
    pub edges: Vec<(String, String)>,
}

/// A stage of the network.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GsmNode {
    /// Name of the stage.
    pub id: String,
    /// `T`: periods from having all inputs to having the output.
    pub processing_time: u32,
    /// `h`: cost of a unit of safety stock a period, above 0.
    pub holding_cost: f64,
    /// Periods in which suppliers outside the network deliver, default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_inbound_cst: Option<u32>,
    /// The longest service time that customers outside the network accept; default: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_outbound_cst: Option<u32>,
    /// Mean demand a period from outside the network, at least 0, default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand_mean: Option<f64>,
    /// Its standard deviation, at least 0, default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand_sd: Option<f64>,
    /// `z`: standard deviations of demand that the guarantee covers, at least 0; default: that of the first stage without
    /// customers in the network, or 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand_bound_constant: Option<f64>,
}

/// What [`gsm_tree`] answers; each map has an entry a node.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct GsmTree {
    /// Holding cost of the safety stocks a period.
    pub cost: f64,
    /// `S`: periods within which the stage serves its customers.
    pub committed_service_times: BTreeMap<String, u64>,
    /// `SI + T - S`: periods of demand that the stage's stock covers.
    pub net_lead_times: BTreeMap<String, u64>,
    /// Units of safety stock.
    pub safety_stocks: BTreeMap<String, f64>,
    /// Mean demand of the net lead time and the safety stock.
    pub base_stock_levels: BTreeMap<String, f64>,
}

/// Which service times, and so which safety stocks, make this network cheapest?
///
/// Of several optima it answers one, always the same.
///
/// Time O(N · M²), memory O(N · M), with N nodes and the longest path time M.
///
/// ```
/// use mercato_inventory::{GsmNode, GsmTreeInput, gsm_tree};
/// let stage = |id: &str, holding_cost| GsmNode { id: id.into(), processing_time: 4, holding_cost, ..Default::default() };
/// let shop = GsmNode { external_outbound_cst: Some(0), demand_sd: Some(10.0), ..stage("shop", 3.0) };
/// let network = GsmTreeInput { nodes: vec![stage("depot", 2.0), shop], edges: vec![("depot".into(), "shop".into())] };
/// let answer = gsm_tree(&network)?;
/// // Both hold: 2 · 10 · √4 + 3 · 10 · √4 = 100. The shop for both: 3 · 10 · √8 = 84.85, which is less.
/// assert!((answer.cost - 30.0 * 8_f64.sqrt()).abs() < 1e-12);
/// assert_eq!(answer.committed_service_times["depot"], 4);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no nodes or a figure out of range; `duplicate_id` for an id twice; `not_found` for a link of an
/// unknown node; `cycle_detected` where a stage supplies itself; `unsupported` where the network is not connected, has two
/// ways between two nodes, or its path times are beyond the limit of the [module](self); `overflow` if a cost leaves the
/// range of a double.
pub fn gsm_tree(input: &GsmTreeInput) -> Result<GsmTree, InventoryError> {
    check::not_empty("nodes", &input.nodes)?;
    check::unique("nodes", input.nodes.iter().map(|node| node.id.as_str()))?;
    let edges = network::ends(input)?;
    for (index, node) in input.nodes.iter().enumerate() {
        in_range(node).map_err(|error| error.at("nodes", index))?;
    }
    let network = Network::new(input, &edges)?;
    let stages = network.stages(input)?;
    let times = program::optimum(&network, &stages);
    let mut answer = GsmTree::default();
    let mut cost = mercato_numeric::sum::Sum::new();
    for ((node, stage), time) in input.nodes.iter().zip(&stages).zip(&times) {
        let periods = time.net_lead_time as f64;
        let safety_stock = stage.bound * periods.sqrt();
        let base_stock = stage.demand_mean * periods + safety_stock;
        cost.add(stage.holding_cost * safety_stock);
        answer.committed_service_times.insert(node.id.clone(), time.service_time);
        answer.net_lead_times.insert(node.id.clone(), time.net_lead_time);
        answer.safety_stocks.insert(node.id.clone(), check::answer("safety_stocks", safety_stock)?);
        answer.base_stock_levels.insert(node.id.clone(), check::answer("base_stock_levels", base_stock)?);
    }
    answer.cost = check::answer("cost", cost.value())?;
    Ok(answer)
}

fn in_range(node: &GsmNode) -> Result<(), mercato_core::Error> {
    check::positive("holding_cost", node.holding_cost)?;
    check::non_negative("demand_mean", node.demand_mean.unwrap_or(0.0))?;
    check::non_negative("demand_sd", node.demand_sd.unwrap_or(0.0))?;
    check::non_negative("demand_bound_constant", node.demand_bound_constant.unwrap_or(0.0))?;
    Ok(())
}
