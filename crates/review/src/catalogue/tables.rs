//! The tables of the catalogue section: every product with what is wrong and what would be right, and every category in use.

use super::View;
use super::figures::{Cure, Described};
use super::findings::cure;
use crate::error::ReviewError;
use crate::tables::{head, or_empty, table, word};
use std::path::Path;

pub(super) fn write(view: Option<View<'_>>, folder: &Path) -> Result<(), ReviewError> {
    table(folder, "catalogue.csv", &products(view))?;
    table(folder, "categories.csv", &categories(view))
}

fn products(view: Option<View<'_>>) -> Vec<Vec<String>> {
    let mut rows = vec![head(&[
        "sku",
        "title",
        "category_id",
        "category",
        "unknown_category",
        "problems",
        "proposed_category_id",
        "proposed_category",
        "proposed_for",
        "tags",
        "tag_problems",
        "proposed_tags",
        "missing_attributes",
        "optional_attributes",
        "invalid_attributes",
        "required_ratio",
        "filled_ratio",
        "net_sales",
        "units",
        "fix",
    ])];
    let items = view.iter().flat_map(|view| view.catalogue.items.iter().map(move |item| (view, item)));
    rows.extend(items.map(|(view, item)| {
        let tree = &view.inputs.tree;
        let listed = |texts: &[String]| texts.join("|");
        let described = item.described.as_ref();
        let of = |pick: fn(&Described) -> &Vec<String>| described.map(|described| listed(pick(described)));
        let tag_problems = item.tag_problems.iter().map(|problem| {
            let cure = match &problem.cure {
                Cure::Delete => "delete".to_owned(),
                Cure::Replace(tag) => format!("replace by {tag}"),
                Cure::Check => "check".to_owned(),
            };
            format!("{}: {}, {cure}", problem.tag, word(problem.fault))
        });
        let invalid = described.into_iter().flat_map(|described| &described.invalid);
        let invalid = invalid.map(|invalid| format!("{}={}: {}", invalid.key, invalid.value, word(invalid.code)));
        vec![
            item.sku.clone(),
            item.title.clone().unwrap_or_default(),
            item.filed.iter().map(|node| tree.taxonomy.id(*node)).collect::<Vec<_>>().join("|"),
            item.filed.iter().map(|node| tree.path(*node)).collect::<Vec<_>>().join("|"),
            listed(&item.unknown),
            item.problems.iter().map(word).collect::<Vec<_>>().join(" "),
            or_empty(item.proposal.map(|proposal| tree.taxonomy.id(proposal.node))),
            or_empty(item.proposal.map(|proposal| tree.path(proposal.node))),
            or_empty(item.proposal.map(|proposal| word(proposal.basis))),
            listed(&item.tags),
            tag_problems.collect::<Vec<_>>().join("; "),
            item.proposed_tags.as_deref().map(listed).unwrap_or_default(),
            or_empty(of(|described| &described.missing_required)),
            or_empty(of(|described| &described.missing_optional)),
            invalid.collect::<Vec<_>>().join("; "),
            or_empty(described.map(|described| described.required_ratio)),
            or_empty(described.map(|described| described.filled_ratio)),
            item.net_sales.to_string(),
            item.units.to_string(),
            cure(*view, item),
        ]
    }));
    rows
}

fn categories(view: Option<View<'_>>) -> Vec<Vec<String>> {
    let mut rows = vec![head(&[
        "category_id",
        "category",
        "depth",
        "products_direct",
        "products",
        "with_title",
        "with_tags",
        "with_attributes",
        "complete",
        "required_ratio",
        "without_problem",
        "misfiled",
        "net_sales",
        "units",
    ])];
    let branches = view.iter().flat_map(|view| view.catalogue.branches.iter().map(move |branch| (view, branch)));
    rows.extend(branches.map(|(view, branch)| {
        let tree = &view.inputs.tree;
        vec![
            or_empty(branch.node.map(|node| tree.taxonomy.id(node))),
            branch.node.map_or_else(|| "(no category)".to_owned(), |node| tree.path(node)),
            branch.depth.to_string(),
            branch.direct.to_string(),
            branch.products.to_string(),
            branch.with_title.to_string(),
            branch.with_tags.to_string(),
            branch.with_attributes.to_string(),
            or_empty((branch.judged > 0).then_some(branch.complete)),
            or_empty(branch.required_ratio),
            branch.sound.to_string(),
            branch.misfiled.to_string(),
            branch.net_sales.to_string(),
            branch.units.to_string(),
        ]
    }));
    rows
}
