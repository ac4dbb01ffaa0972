//! What the catalogue section has to say first. No sentence has money at stake: what a product in the wrong place does not sell
//! is nowhere in the data. What the products did sell is said with it.

use super::View;
use super::figures::{Cure, Item, Problem, TagFault};
use crate::figures::findings::{Finding, Tone};
use crate::format::{about, count, percent};
use crate::report::sections::article;
use mercato_core::Decimal;

/// `1 product`, `7 products`.
pub(super) fn many(number: usize, what: &str) -> String {
    format!("{} {what}{}", count(number), if number == 1 { "" } else { "s" })
}

/// A list of quoted texts.
fn quoted<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.map(|text| format!("\u{201c}{text}\u{201d}")).collect::<Vec<_>>().join(", ")
}

/// What the shop is to do with a product, in sentences.
pub(super) fn cure(view: View<'_>, item: &Item) -> String {
    let tree = &view.inputs.tree;
    let mut said = Vec::new();
    if item.problems.contains(&Problem::NotInProducts) {
        said.push("Add a row to products.csv.".to_owned());
    }
    if item.problems.contains(&Problem::Untitled) {
        said.push("Give it a title.".to_owned());
    }
    let place = match item.proposal {
        Some(proposal) => {
            let id = tree.taxonomy.id(proposal.node);
            let path = tree.path(proposal.node);
            let named = if id == path { path } else { format!("{path} ({id})") };
            Some(format!("Move it to {named}: {}.", proposal.basis.words()))
        }
        None if item.problems.contains(&Problem::UnknownCategory) => {
            Some("Give it a category of the tree, by id or whole path.".to_owned())
        }
        None if item.problems.contains(&Problem::Uncategorized) => Some("Give it a category.".to_owned()),
        None if item.problems.contains(&Problem::AboveLeaf) => Some("Move it to a category further down.".to_owned()),
        None => None,
    };
    said.extend(place);
    if let Some(described) = &item.described {
        if !described.missing_required.is_empty() {
            said.push(format!("Fill in {}.", described.missing_required.join(", ")));
        }
        for invalid in &described.invalid {
            said.push(format!("{}={}: {}.", invalid.key, invalid.value, invalid.cure));
        }
    }
    for problem in &item.tag_problems {
        let todo = match &problem.cure {
            Cure::Delete if matches!(problem.fault, TagFault::TooLong | TagFault::TooManyWords) => {
                "shorten or delete it".to_owned()
            }
            Cure::Delete => "delete it".to_owned(),
            Cure::Replace(tag) => format!("write {}", quoted([tag.as_str()].into_iter())),
            Cure::Check => "delete it, or say so in title or attributes".to_owned(),
        };
        said.push(format!("The tag {} {}: {todo}.", quoted([problem.tag.as_str()].into_iter()), problem.fault.words()));
    }
    if item.problems.contains(&Problem::Untagged) {
        said.push(match &item.proposed_tags {
            Some(tags) => format!("Tag it {}.", quoted(tags.iter().map(String::as_str))),
            None => "Give it tags.".to_owned(),
        });
    }
    said.join(" ")
}

/// Which part of the report shows a problem.
pub(super) const fn anchor(problem: Problem) -> &'static str {
    match problem {
        Problem::Untagged | Problem::Tags => "catalogue-tags",
        Problem::MissingAttribute | Problem::InvalidAttribute => "catalogue-attributes",
        _ => "catalogue-places",
    }
}

pub(super) fn of(view: View<'_>) -> Vec<Finding> {
    let catalogue = view.catalogue;
    let currency = &view.data.currency;
    let all: Decimal = total(catalogue.items.iter());
    let mut found = Vec::new();
    for (problem, kind, says) in [
        (Problem::Misfiled, "misfiled", "in another category than their titles say"),
        (Problem::UnknownCategory, "unknown_category", "filed under a category that the tree does not have"),
        (Problem::Uncategorized, "uncategorized", "without a category"),
        (Problem::NotInProducts, "not_in_products", "sold and not in products.csv"),
        (Problem::MissingAttribute, "missing_attribute", "without an attribute that their category requires"),
        (Problem::InvalidAttribute, "invalid_attribute", "with attribute values that cannot stand"),
        (Problem::Untagged, "untagged", "without tags"),
        (Problem::Tags, "tags", "with tags that are wrong, repeated or spelt in several ways"),
    ] {
        let items = || catalogue.with(problem);
        let Some(first) = items().next() else { continue };
        let number = items().count();
        let sales = total(items());
        let share = if all.is_zero() { 0.0 } else { crate::figures::float(sales) / crate::figures::float(all) };
        let todo = cure(view, first);
        found.push(Finding {
            kind,
            tone: if matches!(problem, Problem::Untagged | Problem::Tags) { Tone::Note } else { Tone::Bad },
            headline: format!("{} {}.", many(number, "product"), singular(number, says)),
            detail: format!(
                "{} brought {currency} {} ({} of net sales). {} {}: {todo}",
                if number == 1 { "It" } else { "They" },
                about(sales),
                percent(share),
                if number == 1 { "It is" } else { "First of them" },
                article(&first.sku, first.title.as_deref())
            ),
            stake: None,
            p_adjusted: None,
            anchor: anchor(problem),
            figures: vec![format!("catalogue.problems.{}", crate::tables::word(problem))],
        });
    }
    found
}

/// The same of one product.
fn singular(number: usize, says: &str) -> String {
    if number == 1 {
        says.replace("their titles say", "its title says").replace("their", "its")
    } else {
        says.to_owned()
    }
}

fn total<'i>(items: impl Iterator<Item = &'i Item>) -> Decimal {
    // amounts of a review add up within a decimal: their sum is its net sales
    items.fold(Decimal::ZERO, |sum, item| sum.checked_add(item.net_sales).unwrap_or(sum))
}
