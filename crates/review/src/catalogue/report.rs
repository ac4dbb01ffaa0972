//! The catalogue section of the report: the tree with its sales, who stands in the wrong place, tags, and what is not filled in.

use super::View;
use super::figures::{Branch, Item, Problem};
use super::findings::{cure, many};
use super::inputs::Source;
use crate::format::{about, count, percent};
use crate::report::html::{Cell, figure, table};
use crate::report::sections::{ROWS, article, heading, note, open};
use crate::report::svg::{self, Share, Whole};

const MISSING: &str = "\u{2013}";
/// The most rows of the tree.
const MOST_BRANCHES: usize = 30;

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn number(text: impl Into<String>) -> Cell {
    Cell::Number(text.into())
}

fn bad(number: usize) -> Cell {
    Cell::Toned(count(number), Some(false).filter(|_| number > 0))
}

fn more(rest: usize) -> String {
    if rest == 0 { String::new() } else { format!(" ({} more in catalogue.csv)", count(rest)) }
}

pub(super) fn catalogue(page: &mut String, view: View<'_>) {
    open(page, "catalogue", "Catalogue");
    overview(page, view);
    tree(page, view);
    places(page, view);
    attributes(page, view);
    tags(page, view);
    assumptions(page, view);
    page.push_str("</section>");
}

fn name(view: View<'_>, branch: &Branch) -> String {
    branch.node.map_or_else(|| "(no category)".to_owned(), |node| view.inputs.tree.taxonomy.name(node).to_owned())
}

fn overview(page: &mut String, view: View<'_>) {
    let (catalogue, tree) = (view.catalogue, &view.inputs.tree);
    let of = match &tree.source {
        Source::File { name, version } => {
            let version = version.as_ref().map_or_else(String::new, |version| format!(", version {version}"));
            format!("the {} categories of {name}{version}", count(tree.taxonomy.len()))
        }
        Source::Products if tree.taxonomy.is_empty() => "no categories".to_owned(),
        Source::Products => format!(
            "the {} categories that products.csv itself names, for there is no taxonomy file",
            count(tree.taxonomy.len())
        ),
    };
    let sound = catalogue.items.iter().filter(|item| item.problems.is_empty()).count();
    note(
        page,
        &format!(
            "{} of products.csv against {of}. {} of all have no problem. Of the {} categories without others below them, {} without a product.",
            many(catalogue.listed(), "product"),
            count(sound),
            count(catalogue.leaves),
            count(catalogue.empty_leaves)
        ),
    );
    if !tree.same_names.is_empty() {
        let ids: Vec<&str> = tree.same_names.iter().take(5).map(|node| tree.taxonomy.id(*node)).collect();
        note(
            page,
            &format!(
                "{} the name of an earlier sibling, so that a path does not tell them apart: {}. Rename or merge them.",
                if tree.same_names.len() == 1 {
                    "One category has".to_owned()
                } else {
                    format!("{} categories have", count(tree.same_names.len()))
                },
                ids.join(", ")
            ),
        );
    }
    let rows: Vec<Vec<Cell>> = Problem::ALL
        .into_iter()
        .map(|(problem, words)| vec![text(format!("Products {words}")), bad(catalogue.count(problem))])
        .collect();
    page.push_str(&table("What is wrong; a product may count in several rows", &["Problem", "#Products"], &rows));
}

fn tree(page: &mut String, view: View<'_>) {
    heading(page, "catalogue-tree", "Products and sales along the tree");
    let branches = &view.catalogue.branches;
    // as deep as there is room for
    let within = |depth: u32| branches.iter().filter(|branch| branch.depth <= depth).count();
    let deepest = branches.iter().map(|branch| branch.depth).max().unwrap_or(0);
    let depth = (0..=deepest).take_while(|depth| *depth == 0 || within(*depth) <= MOST_BRANCHES).last().unwrap_or(0);
    let bars: Vec<Share> = branches
        .iter()
        .filter(|branch| branch.depth == depth.min(1) || branch.node.is_none())
        .take(ROWS)
        .map(|branch| {
            let part = |part: usize| part as f64 / branch.products.max(1) as f64;
            let rest = branch.products.saturating_sub(branch.sound);
            Share {
                name: name(view, branch),
                parts: vec![part(branch.sound), part(rest)],
                label: format!("{} of {}", count(branch.sound), count(branch.products)),
            }
        })
        .collect();
    let title = "Products without a problem";
    page.push_str(&figure(
        title,
        &svg::shares(
            title,
            &Whole { value: 100.0, unit: "share of the products, %" },
            &[("no problem", "up"), ("some problem", "down")],
            &bars,
        ),
    ));
    let shown: Vec<&Branch> = branches.iter().filter(|branch| branch.depth <= depth).collect();
    let share = |part: usize, all: usize| if all == 0 { MISSING.to_owned() } else { percent(part as f64 / all as f64) };
    let rows: Vec<Vec<Cell>> = shown
        .iter()
        .take(MOST_BRANCHES)
        .map(|branch| {
            let indent = "\u{2003}".repeat(usize::try_from(branch.depth).unwrap_or(0));
            vec![
                text(indent + &name(view, branch)),
                number(count(branch.products)),
                number(about(branch.net_sales)),
                number(count(branch.units)),
                number(share(branch.with_tags, branch.products)),
                number(share(branch.with_attributes, branch.products)),
                number(branch.required_ratio.map_or(MISSING.to_owned(), percent)),
                bad(branch.misfiled),
                number(share(branch.sound, branch.products)),
            ]
        })
        .collect();
    let headings = [
        "Category",
        "#Products",
        "#Net sales",
        "#Units",
        "#Tagged",
        "#With attributes",
        "#Required filled",
        "#Misfiled",
        "#No problem",
    ];
    let rest = branches.len().saturating_sub(rows.len());
    let rest = if rest == 0 { String::new() } else { format!(" ({} more in categories.csv)", count(rest)) };
    page.push_str(&table(
        &format!("Each with everything below it, {}, all days{rest}", view.data.currency),
        &headings,
        &rows,
    ));
}

/// Products with one of these problems, those that sold the most first, with their cure.
fn listed(page: &mut String, view: View<'_>, title: &str, problems: &[Problem]) -> usize {
    let tree = &view.inputs.tree;
    let found: Vec<&Item> = view
        .catalogue
        .items
        .iter()
        .filter(|item| problems.iter().any(|problem| item.problems.contains(problem)))
        .collect();
    if found.is_empty() {
        return 0;
    }
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .take(ROWS)
        .map(|item| {
            let filed: Vec<String> =
                item.filed.iter().map(|node| tree.path(*node)).chain(item.unknown.clone()).collect();
            vec![
                text(article(&item.sku, item.title.as_deref())),
                Cell::Sentence(if filed.is_empty() { MISSING.to_owned() } else { filed.join(" | ") }),
                number(about(item.net_sales)),
                Cell::Sentence(cure(view, item)),
            ]
        })
        .collect();
    let title = format!("{title}{}", more(found.len().saturating_sub(rows.len())));
    page.push_str(&table(&title, &["Product", "Filed under", "#Net sales", "What to do"], &rows));
    found.len()
}

fn places(page: &mut String, view: View<'_>) {
    heading(page, "catalogue-places", "Products in the wrong place");
    let problems = [
        Problem::NotInProducts,
        Problem::UnknownCategory,
        Problem::Uncategorized,
        Problem::Misfiled,
        Problem::AboveLeaf,
        Problem::Untitled,
    ];
    if listed(page, view, "In the wrong category, in none, or not listed", &problems) == 0 {
        note(page, "None: every product stands in a category of the tree that its title does not contradict.");
    }
    let catalogue = view.catalogue;
    if let Some(agreement) = catalogue.agreement {
        let believed = if catalogue.believes_titles {
            "A category is proposed where its name stands in the title, or where titles filed there are much more like it"
        } else {
            "That is too little to go by, so that only names of categories in titles count"
        };
        note(
            page,
            &format!(
                "The titles of other products find the category of {} of the filed products again. {believed}. Look before you move.",
                percent(agreement)
            ),
        );
    }
}

fn attributes(page: &mut String, view: View<'_>) {
    heading(page, "catalogue-attributes", "Attributes");
    if view.inputs.definitions.is_none() {
        note(page, "There is no attributes.csv, so that nothing is known of what a category asks of its products.");
        return;
    }
    let problems = [Problem::MissingAttribute, Problem::InvalidAttribute];
    if listed(page, view, "Missing, or with a value that cannot stand", &problems) == 0 {
        note(page, "Every product says what its category requires, in values that can stand.");
    }
}

fn tags(page: &mut String, view: View<'_>) {
    heading(page, "catalogue-tags", "Tags");
    let catalogue = view.catalogue;
    if listed(page, view, "Without tags, or with tags to put right", &[Problem::Untagged, Problem::Tags]) == 0 {
        note(page, "Every product has tags, and nothing is wrong with them.");
    }
    let faults = catalogue.tag_faults();
    if !faults.is_empty() {
        let rows: Vec<Vec<Cell>> = faults
            .into_iter()
            .map(|(fault, times)| vec![text(format!("The tag {}", fault.words())), bad(times)])
            .collect();
        page.push_str(&table("What is wrong with tags", &["Tag", "#Times"], &rows));
    }
    if !catalogue.alike.is_empty() {
        let rows: Vec<Vec<Cell>> = catalogue
            .alike
            .iter()
            .take(ROWS)
            .map(|alike| {
                vec![
                    text(alike.tag.clone()),
                    number(count(alike.uses)),
                    text(alike.other.clone()),
                    number(count(alike.other_uses)),
                    number(percent(alike.score)),
                ]
            })
            .collect();
        let title = format!("Of {} different tags, those that may be one", count(catalogue.different_tags));
        page.push_str(&table(&title, &["Tag", "#Products", "Or", "#Products", "#Alike"], &rows));
        note(page, "Where they are one, write [catalogue.synonyms] in policy.toml.");
    }
}

fn assumptions(page: &mut String, view: View<'_>) {
    let policy = &view.inputs.policy;
    let most = policy
        .max_tags
        .map_or_else(|| "any number of tags".to_owned(), |most| format!("at most {}", many(most, "tag")));
    note(
        page,
        &format!(
            "Tags have at most {} and {}, a product {most}; policy.toml may say otherwise in [catalogue].",
            many(policy.max_tag_chars, "character"),
            many(policy.max_tag_words, "word")
        ),
    );
}
