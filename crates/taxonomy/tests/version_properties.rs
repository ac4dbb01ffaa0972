//! Edits against a naive model and against the tree compiled anew; the laws of differences, tables, units and attributes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop where their set-up fails")]
#![allow(clippy::arithmetic_side_effects, reason = "small counts of a test")]

use mercato_taxonomy::{
    Assignment, AttributeDefinition, AttributeType, CompletenessInput, ComposeMappingsInput, DiffInput, Edit,
    EffectiveAttributesInput, LiveTaxonomy, NodeRecord, NodeSpec, RemapProductsInput, RemapRule, SplitInto, Taxonomy,
    Unit, WeightedAttribute, completeness, compose_mappings, diff, effective_attributes, remap_products,
};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Categories 0, 1, 2 … under an earlier one, with unlike names.
fn tree(parents: &[usize]) -> Vec<NodeSpec> {
    let parent = |(node, above): (usize, &usize)| above.checked_rem(node + 1).filter(|above| *above < node);
    let parents = parents.iter().enumerate().map(parent);
    parents
        .enumerate()
        .map(|(node, above)| {
            NodeSpec::new(node.to_string(), above.map(|above| above.to_string()).as_deref(), format!("N{node}"))
        })
        .collect()
}

/// An edit by numbers; ids from 100 on are new.
fn edit() -> impl Strategy<Value = Edit> {
    let id = || (0..14_usize).prop_map(|id| id.to_string());
    let parent = || prop::option::of(id());
    let new = || (100..112_usize).prop_map(|id| id.to_string());
    let name = || (0..16_usize).prop_map(|name| format!("N{name}"));
    prop_oneof![
        (new(), parent(), name()).prop_map(|(id, parent_id, name)| Edit::Add { id, parent_id, name }),
        (id(), name()).prop_map(|(id, name)| Edit::Rename { id, name }),
        (id(), parent()).prop_map(|(id, new_parent_id)| Edit::Move { id, new_parent_id }),
        (vec(id(), 1..3), id()).prop_map(|(from_ids, into_id)| Edit::Merge { from_ids, into_id }),
        id().prop_map(|id| Edit::Remove { id }),
        (id(), new(), new(), any::<u16>()).prop_map(|(id, a, b, bits)| Edit::Split {
            id,
            default_id: b.clone(),
            // completed with the children at hand
            children: [("bits".to_owned(), bits.to_string())].into(),
            into: vec![SplitInto { name: format!("A{a}"), id: a }, SplitInto { name: format!("B{b}"), id: b }],
        }),
    ]
}

/// A split gets exactly the children that its category has now.
fn completed(edit: &Edit, nodes: &[NodeRecord]) -> Edit {
    let Edit::Split { id, into, children, default_id } = edit else { return edit.clone() };
    let mut bits: u16 = children["bits"].parse().unwrap();
    let own = nodes.iter().filter(|node| node.parent_id.as_ref() == Some(id)).map(|child| {
        let part = usize::from(bits & 1);
        bits = bits.rotate_right(1);
        (child.id.clone(), into[part].id.clone())
    });
    Edit::Split { id: id.clone(), into: into.clone(), children: own.collect(), default_id: default_id.clone() }
}

/// A category that has vanished, and where its products went.
type Way = (String, Option<String>);

/// What an edit makes of a list, the plain way: change links, drop what vanishes; `None` if the outcome breaks a rule.
fn naive(nodes: &[NodeRecord], used: &mut BTreeSet<String>, edit: &Edit) -> Option<(Vec<NodeRecord>, Vec<Way>)> {
    let mut next = nodes.to_vec();
    let has = |id: &String| nodes.iter().any(|node| node.id == *id);
    let find = |id: &String| nodes.iter().position(|node| node.id == *id);
    let mut gone: Vec<(String, Option<String>)> = Vec::new();
    let mut fresh: Vec<NodeRecord> = Vec::new();
    let rehang = |next: &mut Vec<NodeRecord>, from: &String, to: &Option<String>| {
        for child in next.iter_mut().filter(|node| node.parent_id.as_ref() == Some(from)) {
            child.parent_id.clone_from(to);
        }
    };
    match edit {
        Edit::Add { id, parent_id, name } => {
            if parent_id.as_ref().is_some_and(|parent| !has(parent)) {
                return None;
            }
            fresh.push(NodeRecord { id: id.clone(), parent_id: parent_id.clone(), name: name.clone() });
        }
        Edit::Rename { id, name } => next[find(id)?].name.clone_from(name),
        Edit::Move { id, new_parent_id } => {
            if new_parent_id.as_ref().is_some_and(|parent| !has(parent)) {
                return None;
            }
            next[find(id)?].parent_id.clone_from(new_parent_id);
        }
        Edit::Merge { from_ids, into_id } => {
            find(into_id)?;
            if from_ids.contains(into_id) || from_ids.iter().collect::<BTreeSet<_>>().len() < from_ids.len() {
                return None;
            }
            for from in from_ids {
                find(from)?;
                gone.push((from.clone(), Some(into_id.clone())));
            }
            for from in from_ids {
                rehang(&mut next, from, &Some(into_id.clone()));
            }
        }
        Edit::Remove { id } => {
            let parent = nodes[find(id)?].parent_id.clone();
            rehang(&mut next, id, &parent);
            gone.push((id.clone(), parent));
        }
        Edit::Split { id, into, children, default_id } => {
            let parent_id = nodes[find(id)?].parent_id.clone();
            for part in into {
                fresh.push(NodeRecord { id: part.id.clone(), parent_id: parent_id.clone(), name: part.name.clone() });
            }
            for node in &mut next {
                if let Some(part) = children.get(&node.id) {
                    node.parent_id = Some(part.clone());
                }
            }
            gone.push((id.clone(), Some(default_id.clone())));
        }
    }
    next.retain(|node| !gone.iter().any(|(id, _)| *id == node.id));
    next.extend(fresh.iter().cloned());
    // the rules hold of the outcome: free ids, no cycle, unlike siblings
    if fresh.iter().any(|node| used.contains(&node.id))
        || fresh.iter().map(|node| &node.id).collect::<BTreeSet<_>>().len() < fresh.len()
    {
        return None;
    }
    let specs: Vec<NodeSpec> = next.iter().cloned().map(NodeSpec::from).collect();
    Taxonomy::compile(&specs).ok()?;
    let mut siblings = BTreeSet::new();
    if !next.iter().all(|node| siblings.insert((node.parent_id.clone(), node.name.to_lowercase()))) {
        return None;
    }
    used.extend(fresh.into_iter().map(|node| node.id));
    Some((next, gone))
}

#[test]
fn labels_are_spread_anew_where_their_gaps_are_used_up() {
    let flat: Vec<NodeSpec> = (0..300).map(|node| NodeSpec::new(node.to_string(), None, format!("N{node}"))).collect();
    let mut live = LiveTaxonomy::new(&Taxonomy::compile(&flat).unwrap()).unwrap();
    // each under the one before: a gap within a gap within a gap
    for node in 1..300 {
        let above = (node - 1).to_string();
        live.apply(&Edit::Move { id: node.to_string(), new_parent_id: Some(above) }).unwrap();
    }
    // then each new one between the ends of the last two
    for node in 300..700 {
        let edit = Edit::Add { id: node.to_string(), parent_id: Some("299".into()), name: format!("N{node}") };
        live.apply(&edit).unwrap();
    }
    let compiled = live.compile().unwrap();
    for (a, d) in (0..700).flat_map(|a| (0..700).step_by(7).map(move |d| (a, d))) {
        let [x, y] = [a, d].map(|node: u32| live.node(&node.to_string()).unwrap());
        let [a, d] = [a, d].map(|node: u32| compiled.node(&node.to_string()).unwrap());
        assert_eq!(live.is_ancestor(x, y), compiled.is_ancestor(a, d));
    }
}

proptest! {
    #[test]
    fn edits_do_what_the_plain_way_does_and_labels_stay_true(
        parents in vec(0..14_usize, 1..14),
        edits in vec(edit(), 0..24),
    ) {
        let nodes = tree(&parents);
        let mut live = LiveTaxonomy::new(&Taxonomy::compile(&nodes).unwrap()).unwrap();
        let mut records: Vec<NodeRecord> = nodes.iter().map(NodeRecord::from).collect();
        let mut used: BTreeSet<String> = records.iter().map(|node| node.id.clone()).collect();
        let mut products: Vec<(String, Option<String>)> = Vec::new();
        for edit in &edits {
            let edit = completed(edit, &records);
            let expected = naive(&records, &mut used, &edit);
            let got = live.apply(&edit);
            prop_assert_eq!(got.is_ok(), expected.is_some(), "{:?}: {:?}", edit, got);
            if let Some((next, gone)) = expected {
                records = next;
                for (_, to) in &mut products {
                    if let Some((_, further)) = gone.iter().find(|(from, _)| Some(from) == to.as_ref()) {
                        to.clone_from(further);
                    }
                }
                // what vanishes in one edit may have been the parent of what vanishes, never where its products go
                products.extend(gone);
            }
            prop_assert_eq!(live.records(), records.clone());
            let rebuilt = Taxonomy::compile(&records.iter().cloned().map(NodeSpec::from).collect::<Vec<_>>()).unwrap();
            prop_assert_eq!(live.compile().unwrap().spec(), rebuilt.spec());
            prop_assert_eq!(live.len(), rebuilt.len());
            for a in rebuilt.nodes() {
                for d in rebuilt.nodes() {
                    let [x, y] = [a, d].map(|node| live.node(rebuilt.id(node)).unwrap());
                    prop_assert_eq!(live.is_ancestor(x, y), rebuilt.is_ancestor(a, d));
                }
            }
        }
        let remap: Vec<(String, Option<String>)> = live.remap().into_iter().map(|entry| (entry.from, entry.to)).collect();
        prop_assert_eq!(&remap, &products);
        for (from, to) in remap {
            prop_assert!(live.node(&from).is_none());
            prop_assert!(to.is_none_or(|to| live.node(&to).is_some()));
        }
    }

    #[test]
    fn differences_lead_from_one_version_to_the_other(
        from in vec(0..9_usize, 0..9), to in vec(0..9_usize, 0..9), names in vec(0..3_u8, 9),
    ) {
        let [from, mut to] = [tree(&from), tree(&to)];
        for (node, name) in to.iter_mut().zip(names) {
            node.name.push_str(["", "", "x"][usize::from(name)]);
        }
        let there = diff(&DiffInput { from: from.clone(), to: to.clone() }).unwrap();
        let back = diff(&DiffInput { from: to.clone(), to: from.clone() }).unwrap();
        prop_assert_eq!(&there.added, &back.removed);
        prop_assert_eq!(&there.removed, &back.added);
        prop_assert_eq!(there.unchanged_count, back.unchanged_count);
        let [mut made, mut want] = [there.apply(&from), to.iter().map(NodeRecord::from).collect()];
        made.sort();
        want.sort();
        prop_assert_eq!(made, want);
        let same = diff(&DiffInput { from: from.clone(), to: from.clone() }).unwrap();
        prop_assert!(same.added.is_empty() && same.removed.is_empty() && same.renamed.is_empty() && same.moved.is_empty());
        prop_assert_eq!(same.unchanged_count, from.len() as u64);
    }

    #[test]
    fn a_composed_table_does_what_two_in_sequence_do(
        first in prop::collection::btree_map(0..8_u8, 0..8_u8, 0..8),
        second in prop::collection::btree_map(0..8_u8, 0..8_u8, 0..8),
        categories in vec(vec(0..8_u8, 0..4), 0..6),
    ) {
        let table = |rules: &BTreeMap<u8, u8>| -> Vec<RemapRule> {
            rules.iter().map(|(from, to)| RemapRule { from: from.to_string(), to: vec![to.to_string()] }).collect()
        };
        let (first, second) = (table(&first), table(&second));
        let composed = compose_mappings(&ComposeMappingsInput { first: first.clone(), second: second.clone() }).unwrap().rules;
        prop_assert!(composed.iter().all(|rule| rule.to != [rule.from.clone()]));
        let assignments: Vec<Assignment> = categories
            .iter()
            .enumerate()
            .map(|(product, ids)| Assignment { product_id: product.to_string(), category_ids: ids.iter().map(ToString::to_string).collect() })
            .collect();
        let remapped = |tables| remap_products(&RemapProductsInput { assignments: assignments.clone(), tables, on_split: None }).unwrap();
        prop_assert_eq!(remapped(vec![composed]), remapped(vec![first, second]));
    }

    #[test]
    fn a_quantity_survives_the_way_there_and_back(value in -1e6..1e6_f64, from in 0..36_usize, to in 0..36_usize) {
        let symbols = "mm cm m in ft yd mg g kg oz lb t ml l fl_oz_us gal_us cm3 m3 cm2 m2 ft2 w kw wh kwh kb mb gb tb s min h d c f k";
        let symbols: Vec<&str> = symbols.split(' ').collect();
        let [from, to] = [from, to].map(|index| Unit::from_symbol(symbols[index]).unwrap());
        match from.convert(value, to) {
            Ok(there) => {
                let back = to.convert(there, from).unwrap();
                let scale = if from.symbol().len() == 1 && "cfk".contains(from.symbol()) { value.abs().max(500.0) } else { value.abs() };
                prop_assert!((back - value).abs() <= 1e-12 * scale, "{} {} {}", value, there, back);
            }
            Err(_) => prop_assert!(from.dimension() != to.dimension() || value < 0.0),
        }
    }

    #[test]
    fn completeness_never_falls_when_a_value_is_filled(
        attributes in vec((any::<bool>(), 0.0..5.0_f64), 0..6), filled in any::<u8>(), more in 0..6_usize,
    ) {
        let attributes: Vec<WeightedAttribute> = attributes
            .into_iter()
            .enumerate()
            .map(|(key, (required, weight))| WeightedAttribute { key: key.to_string(), required, weight: Some(weight) })
            .collect();
        let values = |bits: u8| (0..6).filter(|key| bits >> key & 1 == 1).map(|key: usize| (key.to_string(), 1.into())).collect();
        let ask = |bits| completeness(&CompletenessInput { attributes: attributes.clone(), values: values(bits) }).unwrap();
        let (before, after) = (ask(filled), ask(filled | 1 << more));
        prop_assert!(before.required_ratio <= after.required_ratio && before.weighted_score <= after.weighted_score);
        prop_assert!(after.complete || !before.complete);
        prop_assert!((0.0..=1.0).contains(&after.weighted_score));
    }

    #[test]
    fn a_child_has_the_attributes_of_its_parent_unless_one_is_removed_or_not_inherited(
        definitions in prop::collection::btree_map((0..3_usize, 0..4_u8), (any::<bool>(), 0..4_u8, 0..4_u8), 0..8),
    ) {
        let nodes = vec![NodeSpec::new("0", None, "A"), NodeSpec::new("1", Some("0"), "B"), NodeSpec::new("2", Some("1"), "C")];
        let definitions: Vec<AttributeDefinition> = definitions
            .into_iter()
            .map(|((node, key), (required, inherit, removed))| AttributeDefinition {
                category_id: node.to_string(),
                key: key.to_string(),
                r#type: AttributeType::Text,
                required,
                unit: None,
                values: None,
                inherit: (inherit == 0).then_some(false),
                removed: removed == 0,
            })
            .collect();
        let ask = |id: usize| {
            effective_attributes(&EffectiveAttributesInput { nodes: nodes.clone(), definitions: definitions.clone(), id: id.to_string() })
                .unwrap()
                .attributes
        };
        for parent in 0..2_usize {
            let child: BTreeMap<String, bool> = ask(parent + 1).into_iter().map(|attribute| (attribute.key, attribute.required)).collect();
            for attribute in ask(parent) {
                let own = |node: usize| {
                    let category = node.to_string();
                    definitions.iter().find(|d| d.category_id == category && d.key == attribute.key)
                };
                let removed = own(parent + 1).is_some_and(|definition| definition.removed);
                let not_inherited = own(parent).is_some_and(|definition| definition.inherit == Some(false));
                match child.get(&attribute.key) {
                    Some(required) => prop_assert!(*required || !attribute.required || not_inherited),
                    None => prop_assert!(removed || not_inherited, "{:?}", attribute),
                }
            }
        }
    }
}
