//! Which attributes come down the tree to a category?
//!
//! From the root to the category, a definition adds its attribute or replaces the one from above. What replaces must narrow: the
//! same type, values from among those inherited ([`crate::text::norm`] compares), a unit of the same dimension; unit and values
//! default to the inherited ones, and what is required above stays required. `removed` drops the attribute from that category down; with
//! `inherit: false` a definition counts at its own category only. A child so has every attribute of its parent, unless one is
//! removed or not inherited. Time: O(definitions + depth). Source: inheritance with restriction, as in product information
//! systems. Limits: trees.

use super::AttributeType;
use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use crate::text::norm;
use crate::tree::{NodeIx, Taxonomy};
use crate::unit::Unit;
use hashbrown::{HashMap, HashSet};
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An attribute as a category defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AttributeDefinition {
    /// The category.
    pub category_id: String,
    /// The attribute's key.
    pub key: String,
    /// What its values are.
    pub r#type: AttributeType,
    /// Whether a product needs it; default what is inherited, else no.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub required: bool,
    /// For `quantity`: the unit, by its symbol; default the inherited one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// For `enum` and `multi_enum`: the values; default the inherited ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    /// Whether categories below have it, too; default yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherit: Option<bool>,
    /// Whether the attribute is dropped instead; default no.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub removed: bool,
}

/// What [`effective_attributes`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EffectiveAttributesInput {
    /// The categories, each with one parent at most.
    pub nodes: Vec<NodeSpec>,
    /// The definitions, at most one for a category and a key.
    pub definitions: Vec<AttributeDefinition>,
    /// The category asked about.
    pub id: String,
}

/// An attribute of a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct EffectiveAttribute {
    /// Its key.
    pub key: String,
    /// What its values are.
    pub r#type: AttributeType,
    /// Whether a product needs it.
    pub required: bool,
    /// Its unit.
    pub unit: Option<String>,
    /// Its values.
    pub values: Option<Vec<String>>,
    /// The category whose definition it is.
    pub source_category_id: String,
    /// The categories whose definitions it replaces, the root first.
    pub overrides: Vec<String>,
}

/// What [`effective_attributes`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct EffectiveAttributes {
    /// The attributes by key.
    pub attributes: Vec<EffectiveAttribute>,
}

/// Definitions by category, checked once and asked for any category.
#[derive(Debug, Clone)]
pub struct AttributeDefinitions<'a> {
    taxonomy: &'a Taxonomy,
    by_node: HashMap<NodeIx, Vec<(usize, &'a AttributeDefinition)>>,
}

impl<'a> AttributeDefinitions<'a> {
    /// Indexes definitions.
    ///
    /// # Errors
    /// `unsupported` for a category with several parents; `not_found` for a category that is not there; `duplicate_id` for two
    /// definitions of one key at a category; `invalid_argument` for a unit that is not known.
    pub fn new(taxonomy: &'a Taxonomy, definitions: &'a [AttributeDefinition]) -> Result<Self, Error> {
        taxonomy.tree_only()?;
        let mut by_node: HashMap<NodeIx, Vec<(usize, &AttributeDefinition)>> = HashMap::new();
        for (index, definition) in definitions.iter().enumerate() {
            let found = taxonomy.find("category_id", &definition.category_id);
            let node = found.map_err(|error| error.at("definitions", index))?;
            by_node.entry(node).or_default().push((index, definition));
        }
        let mut seen = HashSet::with_capacity(definitions.len());
        for (index, definition) in definitions.iter().enumerate() {
            if !seen.insert((definition.category_id.as_str(), definition.key.as_str())) {
                return Err(Error::duplicate(format!("definitions[{index}].key"), definition.key.as_str()));
            }
            if let Some(unit) = definition.unit.as_deref().filter(|unit| Unit::from_symbol(unit).is_none()) {
                let error = Error::invalid("unit", format_args!("{unit:?}"), "is no known unit");
                return Err(error.at("definitions", index));
            }
        }
        Ok(Self { taxonomy, by_node })
    }

    /// The attributes of a category, by key.
    ///
    /// # Errors
    /// `invalid_argument` where a definition on the path contradicts the one that it replaces.
    pub fn effective(&self, node: NodeIx) -> Result<Vec<EffectiveAttribute>, Error> {
        let mut effective: BTreeMap<&str, EffectiveAttribute> = BTreeMap::new();
        for step in self.taxonomy.path(node) {
            for (index, definition) in self.by_node.get(&step).into_iter().flatten() {
                if step != node && definition.inherit == Some(false) {
                    continue;
                }
                let inherited = effective.remove(definition.key.as_str());
                if definition.removed {
                    continue;
                }
                let narrowed = narrowed(definition, inherited).map_err(|error| error.at("definitions", *index))?;
                effective.insert(&definition.key, narrowed);
            }
        }
        Ok(effective.into_values().collect())
    }
}

/// A definition over the one that it replaces.
fn narrowed(
    definition: &AttributeDefinition,
    inherited: Option<EffectiveAttribute>,
) -> Result<EffectiveAttribute, Error> {
    let mut attribute = EffectiveAttribute {
        key: definition.key.clone(),
        r#type: definition.r#type,
        required: definition.required,
        unit: definition.unit.clone(),
        values: definition.values.clone(),
        source_category_id: definition.category_id.clone(),
        overrides: Vec::new(),
    };
    let Some(inherited) = inherited else { return Ok(attribute) };
    let source = &inherited.source_category_id;
    if attribute.r#type != inherited.r#type {
        let reason = format!("is another type than {:?} of {source:?}, which it replaces", inherited.r#type);
        return Err(Error::invalid("type", format_args!("{:?}", attribute.r#type), reason));
    }
    if let (true, Some(own), Some(above)) = (attribute.r#type.is_listed(), &attribute.values, &inherited.values) {
        let allowed: HashSet<String> = above.iter().map(|value| norm(value)).collect();
        if let Some(other) = own.iter().find(|value| !allowed.contains(&norm(value))) {
            let reason = format!("is no value of {source:?}, which it replaces");
            return Err(Error::invalid("values", format_args!("{other:?}"), reason));
        }
    }
    if let (Some(own), Some(above)) = (&attribute.unit, &inherited.unit) {
        let dimension = |unit: &String| Unit::from_symbol(unit).map(Unit::dimension);
        if dimension(own) != dimension(above) {
            let reason = format!("measures another dimension than {above:?} of {source:?}, which it replaces");
            return Err(Error::invalid("unit", format_args!("{own:?}"), reason));
        }
    }
    attribute.required |= inherited.required;
    attribute.unit = attribute.unit.or(inherited.unit);
    attribute.values = attribute.values.or(inherited.values);
    attribute.overrides = inherited.overrides;
    attribute.overrides.push(inherited.source_category_id);
    Ok(attribute)
}

/// The attributes of a category, its own and those from above; the rules are in the [module](self).
///
/// ```
/// use mercato_taxonomy::{AttributeDefinition, AttributeType, EffectiveAttributesInput, NodeSpec, effective_attributes};
/// let definition = |category_id: &str, values: &[&str], required| AttributeDefinition {
///     category_id: category_id.into(),
///     key: "size".into(),
///     r#type: AttributeType::Enum,
///     required,
///     unit: None,
///     values: Some(values.iter().map(ToString::to_string).collect()),
///     inherit: None,
///     removed: false,
/// };
/// let answer = effective_attributes(&EffectiveAttributesInput {
///     nodes: vec![NodeSpec::new("1", None, "Clothing"), NodeSpec::new("2", Some("1"), "Baby Clothing")],
///     definitions: vec![definition("1", &["56", "62", "S", "M"], true), definition("2", &["56", "62"], false)],
///     id: "2".into(),
/// })?;
/// let size = &answer.attributes[0];
/// assert_eq!((size.required, size.values.as_ref().unwrap().len(), size.overrides[0].as_str()), (true, 2, "1"));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `unsupported` for a category with several parents; `not_found` for a category that is not
/// there; `duplicate_id` for two definitions of one key at a category; `invalid_argument` for an unknown unit, or where a
/// definition contradicts the one that it replaces.
pub fn effective_attributes(input: &EffectiveAttributesInput) -> Result<EffectiveAttributes, TaxonomyError> {
    let taxonomy = Taxonomy::compile(&input.nodes)?;
    let definitions = AttributeDefinitions::new(&taxonomy, &input.definitions)?;
    let node = taxonomy.find("id", &input.id)?;
    Ok(EffectiveAttributes { attributes: definitions.effective(node)? })
}
