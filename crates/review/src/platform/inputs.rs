//! Which platforms, by which criteria, how important? `platforms.csv`: a row a criterion, a column a platform.

use crate::error::{Place, ReviewError};
use crate::figures::float;
use crate::files::Files;
use mercato_core::decimal;
use mercato_decision::CriterionType;
use std::path::PathBuf;

pub(super) const FILE: &str = "platforms.csv";

/// More platforms than can be explained.
const MOST: usize = mercato_decision::sensitivity::explain::MAX_ALTERNATIVES;

/// One criterion with its figure for each platform.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Criterion {
    line: u64,
    pub(super) name: String,
    pub(super) kind: CriterionType,
    pub(super) weight: f64,
    /// In the order of [`Platforms::names`].
    pub(super) values: Vec<f64>,
}

/// The file.
#[derive(Debug, Default)]
pub(super) struct Platforms {
    pub(super) file: PathBuf,
    pub(super) names: Vec<String>,
    pub(super) criteria: Vec<Criterion>,
}

impl Platforms {
    pub(super) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let kinds = [("benefit", CriterionType::Benefit), ("cost", CriterionType::Cost)];
        let mut all = Self::default();
        let file = files.rows(FILE, &["criterion", "type", "weight"], &[], |row| {
            let name = row.needed("criterion")?;
            row.needed("type")?;
            row.needed("weight")?;
            if let Some(first) = all.criteria.iter().find(|criterion| criterion.name == name) {
                let problem = format!("{name} stands on line {} already", first.line);
                return Err(row.refusal("criterion", problem, "give one row a criterion"));
            }
            if all.criteria.is_empty() {
                all.names = row.others().map(|(platform, _)| platform.to_owned()).collect();
            }
            let mut values = Vec::with_capacity(all.names.len());
            for (platform, cell) in row.others() {
                // a figure may be below 0: a loss is one
                let value = decimal::parse(cell).map_err(|_| {
                    let problem = format!("{cell:?} is not a number");
                    row.refusal(platform, problem, "write a decimal such as 0.05; every platform needs every figure")
                })?;
                values.push(float(value));
            }
            let kind = row.word("type", &kinds)?.unwrap_or(CriterionType::Benefit);
            let weight = float(row.amount("weight")?.unwrap_or_default());
            all.criteria.push(Criterion { line: row.line, name: name.to_owned(), kind, weight, values });
            Ok(())
        })?;
        let Some(file) = file else { return Ok(None) };
        files.all_read(FILE);
        let refuse = |problem: String, remedy: &str| Err(ReviewError::input(Place::line(&file, 1), problem, remedy));
        if all.names.len() < 2 || all.names.len() > MOST {
            let problem = format!("there are {} columns of platforms", all.names.len());
            return refuse(problem, &format!("give from 2 to {MOST}, beside criterion, type and weight"));
        }
        if let Some(blank) = all.names.iter().position(String::is_empty) {
            return refuse(
                format!("the platform of column {} has no name", blank.saturating_add(4)),
                "name it in the header",
            );
        }
        let twice = |(at, name): (usize, &String)| all.names.iter().take(at).any(|other| other == name);
        if let Some((_, name)) = all.names.iter().enumerate().find(|column| twice(*column)) {
            return refuse(format!("the platform {name} has two columns"), "rename or delete one of them");
        }
        let total: f64 = all.criteria.iter().map(|criterion| criterion.weight).sum();
        if total <= 0.0 {
            let place = Place::line(&file, all.criteria.first().map_or(2, |criterion| criterion.line)).column("weight");
            return Err(ReviewError::input(
                place,
                "the weights sum to 0",
                "give at least one criterion a weight above 0",
            ));
        }
        Ok(Some(Self { file, ..all }))
    }
}
