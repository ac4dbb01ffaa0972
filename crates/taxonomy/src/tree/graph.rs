//! Which categories stand under themselves? Strongly connected components of the links to parents.
//!
//! Source: R. E. Tarjan (1972), "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1; iterative, so
//! that the depth of the input costs no stack.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "every number is the place of a node in lists of that length, and counts are at most the links"
)]

/// No node.
pub(crate) const NONE: u32 = u32::MAX;

/// Who stands under whom, by place in the list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Links {
    /// The primary parent of each, or [`NONE`].
    pub(crate) primary: Vec<u32>,
    /// Further parents, as (child, parent), sorted by the child.
    pub(crate) further: Vec<(u32, u32)>,
}

impl Links {
    /// The `index`-th parent of a node; `start` is where its further ones start.
    fn parent(&self, node: u32, index: u32, start: u32) -> Option<u32> {
        match index.checked_sub(1) {
            None => Some(self.primary[node as usize]).filter(|parent| *parent != NONE),
            Some(index) => self
                .further
                .get(start as usize + index as usize)
                .filter(|(child, _)| *child == node)
                .map(|(_, parent)| *parent),
        }
    }

    fn start(&self, node: u32) -> u32 {
        u32::try_from(self.further.partition_point(|(child, _)| *child < node)).unwrap_or(NONE)
    }
}

/// A node under way: which parent is next, and where its further parents start.
struct Frame {
    node: u32,
    next: u32,
    start: u32,
}

/// For each node the number of the cycle that it lies on, or [`NONE`]. Nodes with one number reach one another.
pub(crate) fn on_cycles(links: &Links) -> Vec<u32> {
    let count = links.primary.len();
    let mut cycle = vec![NONE; count];
    // the order in which nodes are first met, and the earliest met node that each reaches
    let (mut met, mut low) = (vec![NONE; count], vec![NONE; count]);
    let mut open: Vec<u32> = Vec::new();
    let mut is_open = vec![false; count];
    let (mut clock, mut cycles) = (0, 0);
    let mut frames: Vec<Frame> = Vec::new();
    for root in 0..count {
        if met[root] != NONE {
            continue;
        }
        let Ok(root) = u32::try_from(root) else { continue };
        let mut enter = Some(root);
        loop {
            if let Some(node) = enter.take() {
                met[node as usize] = clock;
                low[node as usize] = clock;
                clock += 1;
                open.push(node);
                is_open[node as usize] = true;
                frames.push(Frame { node, next: 0, start: links.start(node) });
            }
            let Some(frame) = frames.last_mut() else { break };
            let node = frame.node as usize;
            if let Some(parent) = links.parent(frame.node, frame.next, frame.start) {
                frame.next += 1;
                if met[parent as usize] == NONE {
                    enter = Some(parent);
                } else if is_open[parent as usize] {
                    low[node] = low[node].min(met[parent as usize]);
                }
                continue;
            }
            // a root has no primary parent, and then no further ones either
            let done = frames.pop().map_or(NONE, |frame| frame.node);
            if let Some(below) = frames.last() {
                let below = below.node as usize;
                low[below] = low[below].min(low[node]);
            }
            if low[node] == met[node] {
                let first = open.iter().rposition(|other| *other == done).unwrap_or(0);
                let itself = (0..).map_while(|index| links.parent(done, index, links.start(done)));
                let is_cycle = open.len() - first > 1 || itself.into_iter().any(|parent| parent == done);
                for member in open.drain(first..) {
                    is_open[member as usize] = false;
                    if is_cycle {
                        cycle[member as usize] = cycles;
                    }
                }
                cycles += u32::from(is_cycle);
            }
        }
    }
    cycle
}

#[cfg(test)]
mod tests {
    use super::{Links, NONE, on_cycles};

    #[test]
    fn a_cycle_holds_its_members_and_not_those_below_it() {
        // 0 -> 1 -> 2 -> 0, 3 below 0, 4 under itself, 5 under 3 and itself by its second parent, 6 a root
        let links = Links { primary: vec![1, 2, 0, 0, 4, 3, NONE], further: vec![(5, 6), (5, 5)] };
        let cycles = on_cycles(&links);
        assert!(cycles[0] != NONE && cycles[0] == cycles[1] && cycles[1] == cycles[2]);
        assert!(cycles[4] != NONE && cycles[5] != NONE && cycles[4] != cycles[5]);
        assert_eq!((cycles[3], cycles[6]), (NONE, NONE));
    }

    #[test]
    fn a_long_chain_takes_no_stack() {
        let mut primary: Vec<u32> = (1..200_000).collect();
        primary.push(NONE);
        assert!(on_cycles(&Links { primary, further: Vec::new() }).iter().all(|cycle| *cycle == NONE));
    }
}
