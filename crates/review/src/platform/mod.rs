//! Which sales platform fits best, why, and how surely? The platform section, from `platforms.csv` alone.

mod inputs;

use crate::demo::{DemoFiles, Shop};
use crate::error::{Place, ReviewError};
use crate::figures::Review;
use crate::figures::findings::{Finding, Tone};
use crate::format::decimals;
use crate::policy::PolicyFile;
use crate::ranking::{self, Ranked, Weighed};
use crate::report::sections::{note, open};
use crate::section::{Definition, Ground, Part, Section, Told};
use crate::tables::{head, or_empty, table};
use inputs::Platforms;
use mercato_decision::MethodName;
use std::path::Path;

const KEYS: &[&str] = &["[platforms]"];

pub(crate) static SECTION: Section = Section {
    key: "platform",
    title: "Platforms",
    files: &[inputs::FILE],
    policy: KEYS,
    definitions: DEFINITIONS,
    read: |files, policy| Ok(Box::new(PlatformInputs { platforms: Platforms::read(files)?, method: method(policy)? })),
    demo,
};

/// What the plain keys of the lists mean; the lists are those of a ranking.
const DEFINITIONS: &[Definition] = &[
    (
        "platform.ranking.alternatives[]",
        "score",
        "number",
        "the score by the method; the direction is higher_is_better",
    ),
    (
        "platform.ranking.alternatives[]",
        "first_share",
        "fraction",
        "part of 10,000 drawn weights, all equally likely, in which it is first by the weighted sum",
    ),
    ("platform.ranking.alternatives[]", "values", "as given", "by criterion: the figure of platforms.csv"),
    (
        "platform.ranking.alternatives[]",
        "contributions",
        "number",
        "by criterion: its part of the score where additive, else what the score loses without it",
    ),
    ("platform.ranking.comparisons[]", "lead", "number", "by how much the one ahead is before the next"),
    (
        "platform.ranking.weight_ranges[]",
        "lower",
        "fraction",
        "the least weight at which the first stays first, the others in proportion",
    ),
    ("platform.ranking.weight_ranges[]", "upper", "fraction", "the greatest such weight"),
];

/// What the files say.
#[derive(Debug)]
struct PlatformInputs {
    platforms: Option<Platforms>,
    method: MethodName,
}

/// The table `[platforms]` of the policy has one key.
fn method(policy: &PolicyFile<'_>) -> Result<MethodName, ReviewError> {
    let source = policy.source();
    let mut method = MethodName::Wsm;
    for table in policy.entries(KEYS) {
        for entry in source.entries(source.table(&table)?, "platforms.") {
            match entry.name.as_str() {
                "platforms.method" => method = ranking::method(source, &entry)?,
                _ => return Err(source.unknown(&entry, &["method"])),
            }
        }
    }
    Ok(method)
}

impl Told for PlatformInputs {
    fn figures(self: Box<Self>, _: &Ground<'_>) -> Result<Box<dyn Part>, ReviewError> {
        let Some(platforms) = self.platforms else { return Ok(Box::new(PlatformPart(None))) };
        let criteria = platforms.criteria.iter().map(|criterion| Weighed {
            name: criterion.name.clone(),
            weight: criterion.weight,
            kind: criterion.kind,
        });
        let row =
            |at: usize| platforms.criteria.iter().filter_map(|criterion| criterion.values.get(at).copied()).collect();
        let matrix = (0..platforms.names.len()).map(row).collect();
        let ranked = Ranked::of(platforms.names.clone(), criteria.collect(), matrix, self.method).map_err(|error| {
            ReviewError::input(Place::file(&platforms.file), error.to_string(), "correct the figures")
        })?;
        Ok(Box::new(PlatformPart(Some(ranked))))
    }
}

/// The ranking; without the file, no section.
#[derive(Debug)]
struct PlatformPart(Option<Ranked>);

impl Part for PlatformPart {
    fn absent(&self) -> Option<String> {
        let sentence = "Nothing is said of sales platforms to choose from: there is no platforms.csv with criteria, weights and a column for each platform.";
        self.0.is_none().then(|| sentence.to_owned())
    }

    fn findings(&self, _: &Review) -> Vec<Finding> {
        let Some(ranked) = &self.0 else { return Vec::new() };
        let mut sentences = ranked.explanation.sentences.iter();
        sentences.next();
        vec![Finding {
            kind: "platform_ranking",
            tone: Tone::Note,
            headline: format!(
                "{} fits best of {} platforms by the weights given.",
                ranked.winner(),
                ranked.names.len()
            ),
            detail: sentences.cloned().collect::<Vec<_>>().join(" "),
            stake: None,
            p_adjusted: None,
            anchor: "platform",
            figures: vec!["platform.ranking".to_owned()],
        }]
    }

    fn short(&self, _: &Review) -> Vec<(String, String)> {
        let best = self.0.as_ref().and_then(|ranked| Some((ranked, *ranked.explanation.order.first()?)));
        best.into_iter()
            .map(|(ranked, first)| {
                let score = ranked.explanation.scores.get(first).copied().unwrap_or_default();
                let value = format!("{}, {} by {}", ranked.winner(), decimals(score, 3), ranked.method.as_str());
                ("best platform".to_owned(), value)
            })
            .collect()
    }

    fn report(&self, page: &mut String, _: &Review) {
        let Some(ranked) = &self.0 else { return };
        open(page, "platform", "Platforms");
        note(
            page,
            "The platforms of platforms.csv, ranked by its criteria and weights. The weights are a judgement: the ranges below say how far they carry.",
        );
        ranked.report(page, "platform");
        page.push_str("</section>");
    }

    fn summary(&self, _: &Review) -> serde_json::Value {
        self.0.as_ref().map_or(serde_json::Value::Null, |ranked| serde_json::json!({"ranking": ranked.json()}))
    }

    /// A row a platform and criterion.
    fn tables(&self, _: &Review, folder: &Path) -> Result<(), ReviewError> {
        let mut rows = vec![head(&[
            "platform",
            "rank",
            "score",
            "first_share",
            "criterion",
            "weight",
            "type",
            "value",
            "contribution",
        ])];
        if let Some(ranked) = &self.0 {
            let explained = &ranked.explanation;
            for at in &explained.order {
                let values = ranked.matrix.get(*at).into_iter().flatten();
                let parts = explained.contributions.get(*at).into_iter().flatten();
                for (range, (criterion, (value, part))) in
                    explained.weight_ranges.iter().zip(ranked.criteria.iter().zip(values.zip(parts)))
                {
                    rows.push(vec![
                        ranked.names.get(*at).cloned().unwrap_or_default(),
                        or_empty(explained.ranks.get(*at)),
                        or_empty(explained.scores.get(*at)),
                        or_empty(ranked.first_share.get(*at)),
                        criterion.name.clone(),
                        range.weight.to_string(),
                        crate::tables::word(criterion.kind),
                        value.to_string(),
                        or_empty(*part),
                    ]);
                }
            }
        }
        table(folder, "platforms_out.csv", &rows)
    }
}

/// Criteria of the four kinds that count in choosing a platform: fit with the positioning, strength, what comes back for what is put
/// in, and what the platform does for its sellers.
const DEMO: &str = "\
criterion,type,weight,Marketplace A,Marketplace B,Marketplace C,Social shop,Design market
positioning_fit,benefit,30,7,6,4,6,9
monthly_visitors_millions,benefit,20,42,27,11,35,3
return_on_input,benefit,30,3.1,2.4,1.9,2.2,3.6
commission_rate,cost,10,0.05,0.04,0.06,0.06,0.12
seller_support,benefit,10,6,7,5,8,7
";

fn demo(_: &Shop, _: u64, files: &mut DemoFiles) {
    files.append(inputs::FILE, DEMO);
}
