//! How does a shop go to a new tree of categories without losing a product? A published tree is loaded and its products are counted
//! up it; the tree is edited; what has changed is listed; products follow, and those of a category that was split are placed by
//! their titles. With a folder as argument, both trees are drawn there: `taxonomy_before.svg` and `taxonomy_after.svg`.

#![allow(clippy::print_stdout, reason = "an example prints")]
#![allow(clippy::arithmetic_side_effects, reason = "places in a picture")]

use mercato::taxonomy::version::diff::TaxonomyDiff;
use mercato::taxonomy::{
    ApplyEditsInput, Assignment, Edit, NodeIx, NodeSpec, RemapProductsInput, RemapRule, RuleClassifier, SplitInto,
    Taxonomy, TaxonomyFormat, TitleRule, apply_edits, parse_text, remap_products,
};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

/// The tree, as Google publishes its own.
const FILE: &str = "\
# Google_Product_Taxonomy_Version: 2026-01
1 - Home
2 - Home > Kitchen
3 - Home > Kitchen > Mugs
4 - Home > Kitchen > Bowls
5 - Home > Kitchen > Glasses
6 - Home > Decor
7 - Home > Decor > Candles
8 - Home > Decor > Vases
9 - Home > Decor > Candle Holders
10 - Home > Textiles
11 - Home > Textiles > Throws
12 - Home > Textiles > Blankets
";

/// How many products stand in each category, and what they are called in turn.
const PRODUCTS: [(&str, usize, &[&str]); 10] = [
    ("2", 5, &["Kitchen scale"]),
    ("3", 46, &["Stoneware mug"]),
    ("4", 31, &["Oak bowl"]),
    ("5", 52, &["Red wine glass", "Tumbler, 0.3 l", "Glass, hand blown", "White wine glasses, six"]),
    ("6", 4, &["Wall clock"]),
    ("7", 28, &["Beeswax candle"]),
    ("8", 17, &["Glass vase"]),
    ("9", 9, &["Brass candle holder"]),
    ("11", 14, &["Linen throw"]),
    ("12", 22, &["Wool blanket"]),
];

fn main() -> Result<(), Failure> {
    let parsed = parse_text(TaxonomyFormat::GoogleTxt, FILE)?;
    let before = Taxonomy::compile(&parsed.specs())?;
    let mut titles: BTreeMap<String, &str> = BTreeMap::new();
    let mut filed: Vec<Assignment> = Vec::new();
    for (category, count, names) in PRODUCTS {
        for (nth, name) in names.iter().cycle().take(count).enumerate() {
            let product_id = format!("{category}-{nth}");
            titles.insert(product_id.clone(), *name);
            filed.push(Assignment { product_id, category_ids: vec![category.to_owned()] });
        }
    }
    println!("version {}, {} categories, {} products", parsed.version.unwrap_or_default(), before.len(), filed.len());
    let counted = print(&before, &filed)?;

    // what is to change; ids never change their meaning, so that a category that is split gets new ones
    let split = |id: &str, name: &str| SplitInto { id: id.into(), name: name.into() };
    let edits = vec![
        Edit::Add { id: "13".into(), parent_id: Some("1".into()), name: "Table".into() },
        Edit::Move { id: "3".into(), new_parent_id: Some("13".into()) },
        Edit::Move { id: "4".into(), new_parent_id: Some("13".into()) },
        Edit::Move { id: "5".into(), new_parent_id: Some("13".into()) },
        Edit::Split {
            id: "5".into(),
            into: vec![split("51", "Wine Glasses"), split("52", "Tumblers")],
            children: BTreeMap::new(),
            default_id: "52".into(),
        },
        Edit::Merge { from_ids: vec!["9".into()], into_id: "7".into() },
        Edit::Rename { id: "7".into(), name: "Candles & Holders".into() },
        Edit::Merge { from_ids: vec!["11".into()], into_id: "12".into() },
        Edit::Rename { id: "12".into(), name: "Throws & Blankets".into() },
    ];
    let edited =
        apply_edits(&ApplyEditsInput { nodes: parsed.nodes.into_iter().map(NodeSpec::from).collect(), edits })?;
    let specs: Vec<NodeSpec> = edited.nodes.into_iter().map(NodeSpec::from).collect();
    let after = Taxonomy::compile(&specs)?;

    let changes = TaxonomyDiff::between(&before, &after);
    println!(
        "\nadded {}, removed {}, unchanged {}",
        changes.added.join(" "),
        changes.removed.join(" "),
        changes.unchanged_count
    );
    for renamed in &changes.renamed {
        println!("{} was {} and is {}", renamed.id, renamed.from, renamed.to);
    }
    for moved in &changes.moved {
        let name = |id: &Option<String>| id.clone().unwrap_or_else(|| "the top".into());
        println!("{} went from {} to {}", moved.id, name(&moved.from_parent_id), name(&moved.to_parent_id));
    }

    // a split has two ends: who goes where is for the titles to say, and for a person where they say nothing
    let mut table: Vec<RemapRule> = edited
        .remap
        .into_iter()
        .map(|entry| RemapRule { from: entry.from, to: entry.to.into_iter().collect() })
        .collect();
    for rule in table.iter_mut().filter(|rule| rule.from == "5") {
        rule.to = vec!["51".into(), "52".into()];
    }
    println!("\nproducts follow");
    for rule in &table {
        println!("{:>2} -> {}", rule.from, rule.to.join(" or "));
    }
    let mut moved = remap_products(&RemapProductsInput { assignments: filed, tables: vec![table], on_split: None })?;
    let phrase = |id: &str, phrase: &str| TitleRule {
        category_id: id.into(),
        any_of: vec![phrase.into()],
        ..TitleRule::default()
    };
    let rules = RuleClassifier::compile(&[phrase("51", "wine glass"), phrase("52", "tumbler")])?;
    let mut left = Vec::new();
    for product in moved.assignments.iter_mut().filter(|product| product.category_ids.is_empty()) {
        let title = titles.get(&product.product_id).copied().unwrap_or_default();
        match rules.classify(title, 1)?.into_iter().next() {
            Some(found) => product.category_ids = vec![found.category_id],
            None => left.push(product.product_id.clone()),
        }
    }
    println!(
        "{} were ambiguous, their titles placed {}; for a person {}: {} and so on",
        moved.ambiguous.len(),
        moved.ambiguous.len() - left.len(),
        left.len(),
        left.iter().take(3).cloned().collect::<Vec<_>>().join(" ")
    );

    println!("\n{} categories", after.len());
    let counted_after = print(&after, &moved.assignments)?;
    let total = |counts: &[Counted]| counts.iter().map(|count| count.direct).sum::<u32>();
    println!(
        "\n{} products before; {} placed and {} for a person after",
        total(&counted),
        total(&counted_after),
        left.len()
    );

    if let Some(folder) = std::env::args().nth(1) {
        let folder = Path::new(&folder);
        std::fs::write(folder.join("taxonomy_before.svg"), picture("Before", &before, &counted)?)?;
        std::fs::write(folder.join("taxonomy_after.svg"), picture("After", &after, &counted_after)?)?;
    }
    Ok(())
}

/// Products in a category, and in it or below.
struct Counted {
    node: NodeIx,
    direct: u32,
    total: u32,
}

/// Counts products up the tree, and prints it.
fn print(tree: &Taxonomy, filed: &[Assignment]) -> Result<Vec<Counted>, Failure> {
    let ids = filed.iter().flat_map(|product| &product.category_ids);
    let nodes: Vec<NodeIx> = ids.filter_map(|id| tree.node(id)).collect();
    let mut totals = vec![0; tree.len()];
    tree.roll_up_into(&nodes, &mut totals)?;
    let count = |(node, total): (NodeIx, u32)| Counted {
        node,
        direct: nodes.iter().map(|own| u32::from(*own == node)).sum(),
        total,
    };
    let counted: Vec<Counted> = tree.preorder().zip(totals).map(count).collect();
    for Counted { node, direct, total } in &counted {
        let name = "  ".repeat(usize::try_from(tree.depth(*node))?) + tree.name(*node);
        println!("{name:24}{direct:>4}{total:>5}");
    }
    Ok(counted)
}

/// The tree as SVG: a row a category, with a bar for the products in it (dark) and below it (light).
fn picture(title: &str, tree: &Taxonomy, counted: &[Counted]) -> Result<String, Failure> {
    const ROW: u32 = 24;
    const LEFT: u32 = 210;
    let height = ROW * u32::try_from(counted.len())? + 66;
    let mut svg = String::new();
    writeln!(
        svg,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 {height}" font-family="sans-serif" font-size="13">
<rect width="520" height="{height}" fill="#ffffff"/>
<text x="12" y="24" font-size="15">{title}</text>"##
    )?;
    let y = |row: usize| -> Result<u32, Failure> { Ok(38 + ROW * u32::try_from(row)?) };
    for (row, Counted { node, direct, total }) in counted.iter().enumerate() {
        let (top, left) = (y(row)?, 12 + 18 * tree.depth(*node));
        // a line down to the last child, and one across to each
        if let Some(last) = tree.children(*node).last() {
            writeln!(svg, r##"<path d="M{} {}V{}" stroke="#bbbbbb"/>"##, left + 5, top + 18, y(last.index())? + 11)?;
        }
        if tree.parent(*node).is_some() {
            writeln!(svg, r##"<path d="M{} {}h9" stroke="#bbbbbb"/>"##, left - 13, top + 11)?;
        }
        let name = tree.name(*node).replace('&', "&amp;");
        writeln!(svg, r#"<text x="{left}" y="{}">{name}</text>"#, top + 15)?;
        writeln!(svg, r##"<rect x="{LEFT}" y="{}" width="{total}" height="14" fill="#9cc5e8"/>"##, top + 4)?;
        writeln!(svg, r##"<rect x="{LEFT}" y="{}" width="{direct}" height="14" fill="#2a6f97"/>"##, top + 4)?;
        writeln!(svg, r#"<text x="{}" y="{}">{total}</text>"#, LEFT + total + 6, top + 15)?;
    }
    let foot = height - 12;
    for (place, colour, text) in [(LEFT, "#2a6f97", "in it"), (LEFT + 70, "#9cc5e8", "below it")] {
        writeln!(svg, r#"<rect x="{place}" y="{}" width="10" height="10" fill="{colour}"/>"#, foot - 9)?;
        writeln!(svg, r#"<text x="{}" y="{foot}">{text}</text>"#, place + 15)?;
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}
