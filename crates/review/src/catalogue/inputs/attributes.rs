//! What must a product of a category say? `attributes.csv`: a row an attribute of a category, which those below inherit.

use super::Tree;
use super::products::parts;
use crate::error::{Place, ReviewError};
use crate::files::Files;
use mercato_core::{Coded, Error};
use mercato_taxonomy::{
    AttributeDefinition, AttributeDefinitions, AttributeRule, AttributeSchema, AttributeType, EffectiveAttribute,
};
use std::path::PathBuf;

const TYPES: [(&str, AttributeType); 7] = [
    ("text", AttributeType::Text),
    ("enum", AttributeType::Enum),
    ("multi_enum", AttributeType::MultiEnum),
    ("boolean", AttributeType::Boolean),
    ("integer", AttributeType::Integer),
    ("number", AttributeType::Number),
    ("quantity", AttributeType::Quantity),
];

const YES_NO: [(&str, bool); 4] = [("yes", true), ("true", true), ("no", false), ("false", false)];

/// The definitions in the order of the file.
#[derive(Debug)]
pub(in crate::catalogue) struct Definitions {
    file: PathBuf,
    pub(in crate::catalogue) rows: Vec<AttributeDefinition>,
    lines: Vec<u64>,
}

impl Definitions {
    pub(super) fn read(files: &mut Files<'_>, tree: &Tree) -> Result<Option<Self>, ReviewError> {
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        let optional = ["required", "unit", "values", "inherit", "removed"];
        let file = files.rows("attributes.csv", &["category", "key", "type"], &optional, |row| {
            let category = row.needed("category")?;
            let Some(node) = tree.find(category) else {
                let problem = format!("{category:?} is no category of the tree");
                return Err(row.refusal("category", problem, "give the id or the whole path (A > B) of one"));
            };
            row.needed("type")?;
            let values: Vec<String> = parts(row, "values").map(str::to_owned).collect();
            rows.push(AttributeDefinition {
                category_id: tree.taxonomy.id(node).to_owned(),
                key: row.needed("key")?.to_owned(),
                r#type: row.word("type", &TYPES)?.unwrap_or(AttributeType::Text),
                required: row.word("required", &YES_NO)?.unwrap_or(false),
                unit: row.text("unit").map(str::to_owned),
                values: (!values.is_empty()).then_some(values),
                inherit: row.word("inherit", &YES_NO)?,
                removed: row.word("removed", &YES_NO)?.unwrap_or(false),
            });
            lines.push(row.line);
            Ok(())
        })?;
        let Some(file) = file else { return Ok(None) };
        let definitions = Self { file, rows, lines };
        definitions.check(tree)?;
        Ok(Some(definitions))
    }

    /// The definitions, indexed.
    pub(in crate::catalogue) fn compile<'a>(&'a self, tree: &'a Tree) -> Result<AttributeDefinitions<'a>, ReviewError> {
        AttributeDefinitions::new(&tree.taxonomy, &self.rows).map_err(|error| self.refusal(&error))
    }

    /// Refuses what contradicts what is above it, and what no value could satisfy.
    fn check(&self, tree: &Tree) -> Result<(), ReviewError> {
        let compiled = self.compile(tree)?;
        for (definition, line) in self.rows.iter().zip(&self.lines) {
            let Some(node) = tree.taxonomy.node(&definition.category_id) else { continue };
            let effective = compiled.effective(node).map_err(|error| self.refusal(&error))?;
            let own = effective.iter().find(|attribute| attribute.key == definition.key).map(rule);
            AttributeSchema::new(own.as_slice()).map_err(|error| {
                let field = error.path().and_then(|path| path.rsplit_once('.')).map_or("key", |(_, field)| field);
                self.wrong(*line, field, &error)
            })?;
        }
        Ok(())
    }

    /// What the kernel says of `definitions[3].unit`, at its line and column.
    fn refusal(&self, error: &Error) -> ReviewError {
        let place = error.path().and_then(|path| path.strip_prefix("definitions[")?.split_once(']'));
        let line = place.and_then(|(index, _)| self.lines.get(index.parse::<usize>().ok()?));
        let field = place.map_or("key", |(_, field)| field.trim_start_matches('.'));
        self.wrong(line.copied().unwrap_or(1), field, error)
    }

    fn wrong(&self, line: u64, field: &str, error: &Error) -> ReviewError {
        let field = if field == "category_id" { "category" } else { field };
        let said = error.to_string();
        let problem = said.split_once(": ").map_or(said.as_str(), |(_, said)| said).to_owned();
        let remedy = match (error, field) {
            (Error::DuplicateId { .. }, _) => "give one row a category and key",
            (_, "unit") => "write a unit such as cm, g, ml or kwh, of the dimension of the one inherited",
            (_, "values") => "list values between vertical bars, from among those inherited",
            (_, "type") => "repeat the type that it inherits, or take another key",
            _ => "correct the row",
        };
        ReviewError::input(Place::line(&self.file, line).column(field), problem, remedy)
    }
}

/// What an attribute asks of values.
pub(in crate::catalogue) fn rule(attribute: &EffectiveAttribute) -> AttributeRule {
    AttributeRule {
        key: attribute.key.clone(),
        r#type: attribute.r#type,
        required: attribute.required,
        values: attribute.values.clone(),
        unit: attribute.unit.clone(),
        min: None,
        max: None,
        max_length: None,
    }
}
