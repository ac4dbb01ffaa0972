//! The catalogue section: of a small shop reckoned by hand, of the invented shop with its planted mistakes, and of bad files.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its set-up fails")]

use mercato_review::{Demo, ReviewError, Settings, Source, review};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of its own under the target folder, empty.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("catalogue").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn summary(out: &Path) -> Value {
    serde_json::from_slice::<Value>(&fs::read(out.join("summary.json")).unwrap()).unwrap()["catalogue"].clone()
}

type Row = HashMap<String, String>;

/// The rows of a table by the names of its columns.
fn table(out: &Path, name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(out.join(name)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Thirty days of June, a day: two S1 for 10, one S2 for 20, one S3 for 5, one S9 for 1, and postage.
fn orders() -> String {
    let mut text = "order_id,sku,product_name,quantity,unit_price,currency,ordered_at,channel\n".to_owned();
    for day in 1..=30 {
        for (sku, name, quantity, price) in
            [("S1", "Cup", 2, 10), ("S2", "Pot", 1, 20), ("S3", "Oak bowl", 1, 5), ("S9", "Spoon", 1, 1)]
        {
            writeln!(text, "A{day},{sku},{name},{quantity},{price}.00,EUR,2026-06-{day:02},Shop").unwrap();
        }
    }
    text
}

/// Reviews the shop of [`orders`] with these files beside them.
fn with(name: &str, files: &[(&str, &str)]) -> Result<PathBuf, ReviewError> {
    let folder = folder(name);
    fs::write(folder.join("orders.csv"), orders()).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    let out = folder.join("out");
    review(&Source::Data(folder), &out, &Settings::default(), false).map(|_| out)
}

fn of<'t>(rows: &'t [Row], column: &str, value: &str) -> &'t Row {
    rows.iter().find(|row| row[column] == value).unwrap()
}

fn cells<'t, const N: usize>(row: &'t Row, columns: [&str; N]) -> [&'t str; N] {
    columns.map(|column| row[column].as_str())
}

const TREE: &str = "id,parent_id,name\n1,,Kitchen\n2,1,Cups & Mugs\n3,1,Bowls\n4,1,Pots\n5,,Garden\n";
const PRODUCTS: &str = "sku,title,category,tags,attributes\n\
    S1,Blue cup,2,Blue|cups|cup|steel,color=Blue|volume=0.3 l\n\
    S2,Blue pot,kitchen > POTS|3,blue,color=blue|lid=perhaps|volume=9 kg\n\
    S3,,Kitchen > Bowl,,\n\
    S4,Blue bowl,2,blue|bowl,color=green\n";
const ATTRIBUTES: &str = "category,key,type,required,unit,values\n\
    1,color,enum,yes,,Blue|Steel\n\
    1,volume,quantity,no,ml,\n\
    Kitchen > Pots,lid,boolean,yes,,\n";

#[test]
fn figures_that_a_merchant_can_check_by_hand() {
    let files = [("products.csv", PRODUCTS), ("taxonomy.csv", TREE), ("attributes.csv", ATTRIBUTES)];
    let out = with("by_hand", &files).unwrap();
    let products = table(&out, "catalogue.csv");
    assert_eq!(products.len(), 5);

    // blue is the most used spelling; cups and cup are one tag; steel is a colour that it does not have
    let cup = of(&products, "sku", "S1");
    assert_eq!(cup["problems"], "tags");
    assert_eq!(
        cup["tag_problems"],
        "Blue: spelling, replace by blue; cups: spelling, replace by cup; cup: duplicate, delete; steel: contradicts_attribute, delete"
    );
    assert_eq!(
        cells(cup, ["category_id", "category", "required_ratio", "filled_ratio"]),
        ["2", "Kitchen > Cups & Mugs", "1", "1"]
    );
    assert_eq!(cells(cup, ["net_sales", "units"]), ["600.00", "60"]);
    let pot = of(&products, "sku", "S2");
    assert_eq!(cells(pot, ["problems", "category_id", "missing_attributes"]), ["invalid_attribute", "4|3", ""]);
    assert_eq!(pot["invalid_attributes"], "lid=perhaps: wrong_type; volume=9 kg: incompatible_unit");
    assert!(pot["fix"].contains("lid=perhaps: write yes or no.") && pot["fix"].contains("give it in ml"), "{pot:?}");
    // its title is the name in the orders, and its path is nearly one
    let bowl = of(&products, "sku", "S3");
    assert_eq!(
        cells(bowl, ["title", "problems", "unknown_category"]),
        ["Oak bowl", "unknown_category untagged", "Kitchen > Bowl"]
    );
    assert_eq!(
        cells(bowl, ["proposed_category_id", "proposed_category", "proposed_for"]),
        ["3", "Kitchen > Bowls", "path"]
    );
    // the title names another category; there are too few titles to learn from
    let misfiled = of(&products, "sku", "S4");
    assert_eq!(
        cells(misfiled, ["problems", "proposed_category_id", "proposed_for"]),
        ["misfiled invalid_attribute", "3", "name"]
    );
    let spoon = of(&products, "sku", "S9");
    assert_eq!(
        cells(spoon, ["problems", "title", "net_sales", "fix"]),
        ["not_in_products", "Spoon", "30.00", "Add a row to products.csv."]
    );

    // the pot is in two categories below the kitchen and counts there once
    let categories = table(&out, "categories.csv");
    let figures = ["products_direct", "products", "net_sales", "units", "misfiled", "complete"];
    let row = |path: &str| cells(of(&categories, "category", path), figures);
    assert_eq!(row("Kitchen"), ["0", "3", "1200.00", "90", "1", "3"]);
    assert_eq!(row("Kitchen > Cups & Mugs"), ["2", "2", "600.00", "60", "1", "2"]);
    assert_eq!(row("Kitchen > Bowls"), ["1", "1", "600.00", "30", "0", "1"]);
    assert_eq!(row("(no category)"), ["2", "2", "180.00", "60", "0", ""]);
    assert_eq!(categories.len(), 5);
    let summary = summary(&out);
    assert_eq!(summary["problems"]["misfiled"]["value"], 1);
    assert_eq!(summary["taxonomy"]["leaves"], 4);
    assert_eq!(summary["taxonomy"]["leaves_without_products"], 1);
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(
        report.contains("id=\"catalogue\"") && report.contains("1 product in another category than its title says.")
    );
}

#[test]
fn what_is_there_without_the_other_files() {
    // no products: no section, and the report says so
    let out = with("none", &[("taxonomy.csv", TREE)]).unwrap();
    assert!(summary(&out).is_null());
    assert!(table(&out, "catalogue.csv").is_empty());
    assert!(fs::read_to_string(out.join("report.html")).unwrap().contains("Nothing is said of the catalogue"));
    // a list of costs is none
    let out = with("costs", &[("products.csv", "sku,cost,name\nS1,4,Cup\n")]).unwrap();
    assert!(summary(&out).is_null());

    // without a tree the paths of the products make one, in any case
    let products =
        "sku,title,category\nS1,Cup,Kitchen > Cups\nS2,Pot,kitchen > pots\nS3,Bowl,Kitchen\nS9,Spoon,KITCHEN > CUPS\n";
    let out = with("paths", &[("products.csv", products)]).unwrap();
    let categories = table(&out, "categories.csv");
    let names: Vec<&str> = categories.iter().map(|row| row["category"].as_str()).collect();
    assert_eq!(names, ["Kitchen", "Kitchen > Cups", "Kitchen > pots"]);
    assert_eq!(of(&categories, "category", "Kitchen > Cups")["products"], "2");
    assert_eq!(summary(&out)["problems"]["above_leaf"]["value"], 1);

    // every published format is the same tree
    let google = "# Google_Product_Taxonomy_Version: 2026-01-01\n1 - Kitchen\n2 - Kitchen > Cups & Mugs\n3 - Kitchen > Bowls\n4 - Kitchen > Pots\n5 - Garden\n";
    let shopify = google
        .replace(" - ", " : ")
        .lines()
        .skip(1)
        .fold(String::new(), |text, line| text + "gid://shopify/TaxonomyCategory/" + line + "\n");
    let json = r#"[{"id": "1", "name": "Kitchen"}, {"id": "2", "parent_id": "1", "name": "Cups & Mugs"}, {"id": "3", "parent_id": "1", "name": "Bowls"},
        {"id": "4", "parent_id": "1", "name": "Pots"}, {"id": "5", "name": "Garden"}]"#;
    let mut tables = Vec::new();
    for (name, file, text) in [
        ("csv", "taxonomy.csv", TREE),
        ("google", "taxonomy.txt", google),
        ("shopify", "taxonomy.txt", &shopify),
        ("json", "taxonomy.json", json),
    ] {
        let out = with(&format!("format_{name}"), &[("products.csv", PRODUCTS), (file, text)]).unwrap();
        tables.push(fs::read(out.join("catalogue.csv")).unwrap());
    }
    assert!(tables.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn titles_say_where_a_product_belongs() {
    // no category is named in any title; a cup stands among the pans, and one has no category
    let mut products = "sku,title,category\n".to_owned();
    for (nth, colour) in ["Blue", "Red", "Green", "White", "Black", "Pink", "Brown"].into_iter().enumerate() {
        writeln!(products, "A{nth},{colour} porcelain cup,Alpha\nB{nth},{colour} steel pan,Beta").unwrap();
    }
    let products = products + "S1,Grey porcelain cup,Beta\nS2,Golden steel pan,\n";
    let out = with("titles", &[("products.csv", &products)]).unwrap();
    let products = table(&out, "catalogue.csv");
    let moved: Vec<_> = products.iter().filter(|row| !row["proposed_category_id"].is_empty()).collect();
    assert_eq!(moved.len(), 2);
    let figures = ["problems", "proposed_category", "proposed_for"];
    assert_eq!(cells(of(&products, "sku", "S1"), figures), ["misfiled untagged", "Alpha", "titles"]);
    assert_eq!(cells(of(&products, "sku", "S2"), figures), ["uncategorized untagged", "Beta", "titles"]);
    // 14 of the 15 filed ones are found again
    assert_eq!(summary(&out)["titles"]["agreement"]["value"], 14.0 / 15.0);
}

#[test]
fn a_policy_of_tags_is_kept() {
    let products = "sku,title,brand,category,tags\n\
        S1,Blue cup,Kiln,Cups,couch|sofa|blue|cup|porcelain|kiln\n\
        S2,Blue cup by Kiln,Nord,Cups,kiln|sale today|blue\n\
        S3,Porcelain cup,,Cups,porcelian|cup|one two three four five\n\
        S9,Porcelain sofa,,Cups,!!|sofa|porcelain\n";
    let policy = "[catalogue]\nmax_tags = 3\nbanned_terms = [\"sale\"]\n[catalogue.synonyms]\ncouch = \"sofa\"\n";
    let out = with("policy", &[("products.csv", products), ("policy.toml", policy)]).unwrap();
    let products = table(&out, "catalogue.csv");
    let problems = |sku: &str| of(&products, "sku", sku)["tag_problems"].clone();
    assert_eq!(
        problems("S1"),
        "couch: synonym, replace by sofa; sofa: duplicate, delete; porcelain: too_many, delete; kiln: too_many, delete"
    );
    assert_eq!(problems("S2"), "kiln: foreign_brand, delete; sale today: banned_term, delete");
    assert_eq!(
        problems("S3"),
        "porcelian: typo, replace by porcelain; one two three four five: too_many_words, delete"
    );
    assert_eq!(problems("S9"), "!!: empty, delete");
    assert_eq!(of(&products, "sku", "S1")["proposed_tags"], "sofa|blue|cup");
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn bad_files_are_refused_with_every_mistake_its_line_and_its_cure() {
    let attributes = "category,key,type,required,unit,values\n";
    let cases: &[(&str, &str, String, &[&str])] = &[
        ("twice", "products.csv", "sku,title\nS1,Cup\nS1,Pot\n".into(), &["products.csv, line 3, column sku", "line 2"]),
        ("pair", "products.csv", "sku,attributes\nS1,color=blue|red\n".into(), &["products.csv, line 2, column attributes", "\"red\"", "key=value"]),
        (
            "google",
            "taxonomy.txt",
            "1 - A\n\nB\n2 - A > C > D\n1 - E\n3 - A > \n".into(),
            &[
                "taxonomy.txt: 4 mistakes",
                "line 3: \"B\" is not of the form `ID - A > B`",
                "line 4: \"A > C\" is not known; add the category above it",
                "line 5: \"1\" occurs more than once; keep one",
                "line 6: \"3 - A >\"",
            ],
        ),
        (
            "csv",
            "taxonomy.csv",
            "id,parent_id,name\n1,2,A\n2,1,B\n3,9,C\n3,,D\n4,,\n".into(),
            &[
                "taxonomy.csv: 4 mistakes",
                "line 2, column parent_id: \"1\" leads back to itself; give one category of the circle another parent",
                "line 4, column parent_id: \"9\" is not known",
                "line 5, column id: \"3\" occurs more than once",
                "line 6, column name: \"\" is blank; fill it in",
            ],
        ),
        ("csv_head", "taxonomy.csv", "id,parent,name\n1,,A\n".into(), &["taxonomy.csv, line 1", "lacks the column \"parent_id\"; write a header"]),
        (
            "json",
            "taxonomy.json",
            "[\n{\"id\": \"1\", \"name\": \"A\"},\n{\"id\": 2,\n \"name\": \"B\"},\n{\"id\": \"3\", \"parent_id\": \"7\", \"name\": \"C\"}]".into(),
            &["taxonomy.json: 2 mistakes", "line 3: ", "line 5, column parent_id: \"7\" is not known"],
        ),
        ("json_text", "taxonomy.json", "{\n\"nodes\": []}".into(), &["taxonomy.json, line 1", "is no JSON list"]),
        ("empty", "taxonomy.csv", "id,parent_id,name\n".into(), &["taxonomy.csv", "no category", "take the file away"]),
        ("category", "attributes.csv", format!("{attributes}1,a,text,,,\n7,a,text,,,\n"), &["attributes.csv, line 3, column category", "\"7\"", "A > B"]),
        ("type", "attributes.csv", format!("{attributes}1,a,colour,,,\n"), &["line 2, column type", "\"colour\"", "multi_enum"]),
        ("unit", "attributes.csv", format!("{attributes}1,a,quantity,,furlong,\n"), &["line 2, column unit", "furlong"]),
        ("no_unit", "attributes.csv", format!("{attributes}1,a,quantity,,,\n"), &["line 2, column unit", "needs one"]),
        ("values", "attributes.csv", format!("{attributes}1,a,enum,,,\n"), &["line 2, column values", "nothing to choose"]),
        ("wider", "attributes.csv", format!("{attributes}1,a,enum,,,x|y\n2,a,enum,,,z\n"), &["line 3, column values", "\"z\"", "inherited"]),
        ("again", "attributes.csv", format!("{attributes}1,a,text,,,\nKitchen,a,text,,,\n"), &["line 3, column key", "more than once"]),
        ("yes", "attributes.csv", format!("{attributes}1,a,text,maybe,,\n"), &["line 2, column required", "maybe"]),
        ("policy", "policy.toml", "[catalogue]\nmax_tag = 3\n".into(), &["policy.toml, line 2", "catalogue.max_tag", "max_tag_chars"]),
        ("policy_number", "policy.toml", "[catalogue]\nmax_tags = 0\n".into(), &["line 2", "catalogue.max_tags is 0"]),
        ("policy_list", "policy.toml", "[catalogue]\nbanned_terms = \"a\"\n".into(), &["line 2", "a list of texts"]),
        ("policy_text", "policy.toml", "[catalogue]\nbanned_terms = [\"!\"]\n".into(), &["line 2", "without a letter"]),
        ("policy_circle", "policy.toml", "[catalogue.synonyms]\na = \"b\"\nb = \"a\"\n".into(), &["line 1", "leads back to itself", "no tag back"]),
    ];
    for (name, file, text, says) in cases {
        let tree = ("taxonomy.csv", TREE);
        let others = if file.starts_with("taxonomy") {
            vec![("products.csv", PRODUCTS)]
        } else {
            vec![tree, ("products.csv", PRODUCTS)]
        };
        let files: Vec<(&str, &str)> = others.into_iter().chain([(*file, text.as_str())]).collect();
        let error = with(&format!("bad_{name}"), &files).unwrap_err();
        assert_eq!(error.exit_status(), 1, "{name}: {error}");
        let error = error.to_string();
        assert!(says.iter().all(|part| error.contains(part)), "{name}: {error}");
        let left = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("catalogue").join(format!("bad_{name}")).join("out");
        assert!(!left.exists(), "{name}: nothing is left behind");
    }
    let two = [("products.csv", PRODUCTS), ("taxonomy.csv", TREE), ("taxonomy.txt", "1 - A\n")];
    let error = with("two_trees", &two).unwrap_err().to_string();
    assert!(error.contains("taxonomy.csv: there is taxonomy.txt too"), "{error}");
    let folder = folder("bad_encoding");
    fs::write(folder.join("orders.csv"), orders()).unwrap();
    fs::write(folder.join("taxonomy.txt"), b"1 - K\xfcche\n").unwrap();
    let error = review(&Source::Data(folder.clone()), &folder.join("out"), &Settings::default(), false).unwrap_err();
    assert!(error.to_string().ends_with("taxonomy.txt: the file is not UTF-8; save it as UTF-8"), "{error}");
}

#[test]
fn the_demo_shows_the_planted_mistakes_and_no_others() {
    for seed in [618, 7] {
        let folder = folder(&format!("demo{seed}"));
        let demo = Source::Demo(Demo { lines: 20_000, seed });
        for run in ["a", "b"] {
            review(&demo, &folder.join(run), &Settings::default(), false).unwrap();
        }
        for name in ["summary.json", "report.html", "catalogue.csv", "categories.csv", "data/products.csv"] {
            let read = |run: &str| fs::read(folder.join(run).join(name)).unwrap();
            assert_eq!(read("a"), read("b"), "{name}");
        }
        let out = folder.join("a");
        let data = out.join("data");

        // the tree by the last word of each line, as a thing is called
        let text = fs::read_to_string(data.join("taxonomy.txt")).unwrap();
        let tree: BTreeMap<String, String> = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| (line.rsplit(" > ").next().unwrap().to_lowercase(), line.split(' ').next().unwrap().to_owned()))
            .collect();
        let home = |thing: &str| {
            let plural = if thing == "shelf" { "shelves".to_owned() } else { format!("{thing}s") };
            tree.get(&plural).or_else(|| tree.get(&format!("{thing}es"))).unwrap().clone()
        };
        let materials = ["Oak", "Linen", "Glass", "Steel", "Cotton", "Bamboo", "Stoneware", "Wool"];

        // what is wrong with each product, from the file alone
        let mut planted: BTreeSet<(String, String)> = BTreeSet::new();
        let mut belongs: HashMap<String, String> = HashMap::new();
        for product in table(&data, "products.csv") {
            let mut plant = |problem: &str| {
                planted.insert((product["sku"].clone(), problem.to_owned()));
            };
            let (material, thing) = product["name"].split_once(' ').unwrap();
            let id = home(thing);
            match product["category"].as_str() {
                "" => plant("uncategorized"),
                category if category == id => {}
                "1" => plant("above_leaf"),
                category if tree.values().any(|known| known == category) => plant("misfiled"),
                _ => plant("unknown_category"),
            }
            belongs.insert(product["sku"].clone(), id);
            let own = [material.to_lowercase(), thing.to_owned()];
            let groups = ["tableware", "cookware", "kitchen", "decor", "textiles", "storage"];
            let tags: Vec<&str> = product["tags"].split('|').filter(|tag| !tag.is_empty()).collect();
            if tags.is_empty() {
                plant("untagged");
            } else if tags.iter().any(|tag| !own.iter().any(|own| own == tag) && !groups.contains(tag)) {
                plant("tags");
            }
            let attributes: HashMap<&str, &str> =
                product["attributes"].split('|').filter_map(|pair| pair.split_once('=')).collect();
            match attributes.get("material") {
                None => plant("missing_attribute"),
                Some(material) if !materials.contains(material) => plant("invalid_attribute"),
                Some(_) => {}
            }
            if attributes["width"] != "24 cm" || attributes.contains_key("colour") {
                plant("invalid_attribute");
            }
        }
        let found: BTreeSet<(String, String)> = table(&out, "catalogue.csv")
            .iter()
            .flat_map(|row| row["problems"].split_whitespace().map(|problem| (row["sku"].clone(), problem.to_owned())))
            .collect();
        assert_eq!(found, planted, "seed {seed}");
        assert_eq!(found.len(), 17, "seed {seed}");

        // every product in the wrong place is sent where it belongs, and no other is sent anywhere
        for row in table(&out, "catalogue.csv") {
            let lost = ["misfiled", "above_leaf", "uncategorized", "unknown_category"];
            let wanted = if row["problems"].split(' ').any(|problem| lost.contains(&problem)) {
                &belongs[&row["sku"]]
            } else {
                ""
            };
            assert_eq!(row["proposed_category_id"], wanted, "{row:?}");
        }
        let faults = &summary(&out)["tags"]["faults"];
        let expected = serde_json::json!({
            "banned_term": 1, "contradicts_attribute": 1, "duplicate": 1, "not_evidenced": 1, "spelling": 1, "too_long": 1, "typo": 1,
        });
        assert_eq!(*faults, expected, "seed {seed}");

        // the tree holds every sale of the products once
        let net: i64 = table(&out, "articles.csv")
            .iter()
            .map(|row| row["net_sales"].replace('.', "").parse::<i64>().unwrap())
            .sum();
        let branches = table(&out, "categories.csv");
        let roots = branches.iter().filter(|row| row["depth"] == "0");
        assert_eq!(roots.map(|row| row["net_sales"].replace('.', "").parse::<i64>().unwrap()).sum::<i64>(), net);
    }
}
