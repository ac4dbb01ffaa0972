//! The categories of the invented shop, what they ask, its tags, and the mistakes that it made.

use crate::demo::{DemoFiles, Shop};

const TAXONOMY: &str = "\
# Google_Product_Taxonomy_Version: 2026-06-01
1 - Home & Living
10 - Home & Living > Kitchen & Dining
11 - Home & Living > Kitchen & Dining > Tableware
111 - Home & Living > Kitchen & Dining > Tableware > Bowls
112 - Home & Living > Kitchen & Dining > Tableware > Mugs
113 - Home & Living > Kitchen & Dining > Tableware > Plates
114 - Home & Living > Kitchen & Dining > Tableware > Carafes
115 - Home & Living > Kitchen & Dining > Tableware > Trays
116 - Home & Living > Kitchen & Dining > Tableware > Teapots
12 - Home & Living > Kitchen & Dining > Cookware
121 - Home & Living > Kitchen & Dining > Cookware > Pans
122 - Home & Living > Kitchen & Dining > Cookware > Kettles
123 - Home & Living > Kitchen & Dining > Cookware > Boards
13 - Home & Living > Kitchen & Dining > Jars
20 - Home & Living > Decor
201 - Home & Living > Decor > Vases
202 - Home & Living > Decor > Candles
203 - Home & Living > Decor > Clocks
204 - Home & Living > Decor > Mirrors
205 - Home & Living > Decor > Frames
206 - Home & Living > Decor > Planters
207 - Home & Living > Decor > Lamps
30 - Home & Living > Textiles
301 - Home & Living > Textiles > Cushions
302 - Home & Living > Textiles > Throws
303 - Home & Living > Textiles > Blankets
304 - Home & Living > Textiles > Towels
305 - Home & Living > Textiles > Curtains
306 - Home & Living > Textiles > Rugs
40 - Home & Living > Furniture & Storage
401 - Home & Living > Furniture & Storage > Baskets
402 - Home & Living > Furniture & Storage > Boxes
403 - Home & Living > Furniture & Storage > Racks
404 - Home & Living > Furniture & Storage > Shelves
405 - Home & Living > Furniture & Storage > Hooks
406 - Home & Living > Furniture & Storage > Stools
407 - Home & Living > Furniture & Storage > Benches
408 - Home & Living > Furniture & Storage > Side tables
";

const ATTRIBUTES: &str = "\
category,key,type,required,unit,values
1,material,enum,yes,,Oak|Linen|Glass|Steel|Cotton|Bamboo|Stoneware|Wool
1,width,quantity,no,cm,
11,dishwasher_safe,boolean,yes,,
11,capacity,quantity,no,ml,
30,width,quantity,yes,,
";

const POLICY: &str = "
# how products are tagged
[catalogue]
max_tag_chars = 24
max_tags = 6
banned_terms = [\"best price\"]

[catalogue.synonyms]
couch = \"sofa\"
earthenware = \"stoneware\"
";

/// The id of the category of each thing that the shop sells.
fn category(thing: &str) -> &'static str {
    let path = |line: &&'static str| {
        let name = line.rsplit(" > ").next().unwrap_or_default().to_lowercase();
        let plural = if thing == "shelf" { "shelves".to_owned() } else { format!("{thing}s") };
        name == plural || name == format!("{thing}es")
    };
    TAXONOMY.lines().find(path).and_then(|line| line.split(' ').next()).unwrap_or("1")
}

/// The tag of the group that a category stands in.
fn group(id: &str) -> &'static str {
    match id.get(..2).unwrap_or_default() {
        "11" => "tableware",
        "12" => "cookware",
        "13" => "kitchen",
        "20" => "decor",
        "30" => "textiles",
        _ => "storage",
    }
}

/// Writes the tree and the attributes, and adds columns to `products.csv` and a table to the policy.
///
/// Everything is right but for what is planted on the first products of the list, one mistake each.
pub(super) fn write(_: &Shop, _: u64, files: &mut DemoFiles) {
    let mut nth = 0_usize;
    files.widen("products.csv", "title,category,tags,attributes", |cells| {
        let name = cells.get(1).copied().unwrap_or_default();
        let (material, thing) = name.split_once(' ').unwrap_or((name, ""));
        let id = category(thing);
        let mut tags = vec![material.to_lowercase(), thing.to_owned(), group(id).to_owned()];
        let mut attributes = vec![format!("material={material}"), "width=24 cm".to_owned()];
        if group(id) == "tableware" {
            attributes.extend(["dishwasher_safe=yes".to_owned(), "capacity=0.4 l".to_owned()]);
        }
        let mut category = id.to_owned();
        plant(nth, material, &mut category, &mut tags, &mut attributes);
        nth = nth.saturating_add(1);
        format!("{name},{category},{},{}", tags.join("|"), attributes.join("|"))
    });
    files.append("taxonomy.txt", TAXONOMY);
    files.append("attributes.csv", ATTRIBUTES);
    files.append("policy.toml", POLICY);
}

/// Makes the mistake of the `nth` product, if it has one.
fn plant(nth: usize, material: &str, category: &mut String, tags: &mut Vec<String>, attributes: &mut Vec<String>) {
    // a value of the attribute that the product does not have
    let other = if material == "Steel" { "glass" } else { "steel" };
    let mut rewrite = |key: &str, value: &str| {
        for attribute in attributes.iter_mut().filter(|attribute| attribute.starts_with(key)) {
            *attribute = format!("{key}={value}");
        }
    };
    match nth {
        // into the category of another thing
        3 | 8 => *category = String::from(if category == "306" { "207" } else { "306" }),
        5 => *category = String::from("4711"),
        6 => category.clear(),
        9 => *category = String::from("1"),
        11 => tags.clear(),
        13 => tags.push(other.to_owned()),
        14 => tags.push(tags.first().cloned().unwrap_or_default() + "!"),
        16 => tags.push("best price ever".to_owned()),
        17 => tags.push("everything for a beautiful home".to_owned()),
        18 => tags.push("waterproof".to_owned()),
        19 => tags.push("textilles".to_owned()),
        21 => attributes.retain(|attribute| !attribute.starts_with("material")),
        22 => rewrite("width", "24 kg"),
        23 => rewrite("material", "Plastic"),
        24 => attributes.push("colour=natural".to_owned()),
        26 => tags.iter_mut().take(1).for_each(|tag| *tag = tag.to_uppercase()),
        _ => {}
    }
}
