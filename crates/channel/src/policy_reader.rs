//! How is a policy read so that every mistake in it is told at once? Each part of it is read until nothing in it is wrong any
//! more: what is wrong is noted and taken out.

use crate::agreement::Agreement;
use crate::conflict_id::check_part;
use crate::error::ChannelError;
use crate::fx::FxRate;
use crate::map_rule::MapRule;
use crate::rule_set::{ParityRule, RuleSet};
use mercato_core::{Coded, Error, wire};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The keys of a policy.
const KEYS: [&str; 6] = ["parity", "currency", "fx", "include_personal", "map_rules", "agreements"];

/// A part of a policy that can be wrong by itself.
trait Part: DeserializeOwned {
    /// The keys without which it says nothing.
    const NEEDED: &'static [&'static str];

    /// What is wrong with it beyond its shape.
    fn mistakes(&self) -> Vec<Error>;

    /// What no other of its list may share: the key to blame, and the name.
    fn name(&self) -> Option<(&'static str, String)>;
}

impl Part for ParityRule {
    const NEEDED: &'static [&'static str] = &[];

    fn mistakes(&self) -> Vec<Error> {
        check_part("rule_id", Self::name(self)).err().into_iter().chain(self.policy().mistakes()).collect()
    }

    fn name(&self) -> Option<(&'static str, String)> {
        None
    }
}

impl Part for FxRate {
    const NEEDED: &'static [&'static str] = &["base", "quote", "rate"];

    fn mistakes(&self) -> Vec<Error> {
        self.check().err().into_iter().collect()
    }

    fn name(&self) -> Option<(&'static str, String)> {
        Some(("", format!("{}/{}", self.base, self.quote)))
    }
}

impl Part for MapRule {
    const NEEDED: &'static [&'static str] = &["rule_id", "currency"];

    fn mistakes(&self) -> Vec<Error> {
        Self::mistakes(self).into_iter().chain(check_part("rule_id", &self.rule_id).err()).collect()
    }

    fn name(&self) -> Option<(&'static str, String)> {
        Some(("rule_id", self.rule_id.clone()))
    }
}

impl Part for Agreement {
    const NEEDED: &'static [&'static str] = &["agreement_id", "type", "channels"];

    fn mistakes(&self) -> Vec<Error> {
        Self::mistakes(self).into_iter().chain(check_part("agreement_id", &self.agreement_id).err()).collect()
    }

    fn name(&self) -> Option<(&'static str, String)> {
        Some(("agreement_id", self.agreement_id.clone()))
    }
}

/// The policy, or every mistake in it. What only [`RuleSet::check`] refuses is told beside what is wrong with the shape; without
/// such, it is left to it.
pub(crate) fn read(policy: Value) -> Result<RuleSet, ChannelError> {
    let mut reader = Reader::default();
    let mut rules = RuleSet::default();
    let Value::Object(mut keys) = policy else {
        return Err(needed("", &policy, "a policy: a table of keys").into());
    };
    keys.retain(|_, value| !value.is_null());
    let mut take = |key: &str| keys.remove(key);
    if let Some(value) = take("parity") {
        rules.parity = reader.part("parity", value);
    }
    if let Some(value) = take("currency") {
        rules.currency = reader.plain("currency", &value);
    }
    if let Some(value) = take("fx") {
        rules.fx = reader.list("fx", value);
    }
    if let Some(value) = take("include_personal") {
        rules.include_personal = reader.plain("include_personal", &value).unwrap_or_default();
    }
    if let Some(value) = take("map_rules") {
        rules.map_rules = reader.list("map_rules", value);
    }
    if let Some(value) = take("agreements") {
        rules.agreements = reader.list("agreements", value);
    }
    for key in keys.keys() {
        reader.shape(Error::invalid(key, "this key", format!("does not exist: the keys are {}", KEYS.join(", "))));
    }
    if reader.misshapen { ChannelError::all(reader.found).map(|()| rules) } else { Ok(rules) }
}

/// What was found so far.
#[derive(Default)]
struct Reader {
    found: Vec<Error>,
    /// Something had the wrong shape, so that what was read is not all that was written.
    misshapen: bool,
}

impl Reader {
    fn shape(&mut self, mistake: Error) {
        self.misshapen = true;
        self.found.push(mistake);
    }

    /// A value without parts.
    fn plain<T: DeserializeOwned>(&mut self, path: &str, value: &Value) -> Option<T> {
        match T::deserialize(value) {
            Ok(read) => Some(read),
            Err(error) => {
                self.shape(told(path, value, &error.to_string()));
                None
            }
        }
    }

    /// Every part of a list that can be read.
    fn list<T: Part>(&mut self, path: &str, value: Value) -> Vec<T> {
        let Value::Array(values) = value else {
            self.shape(needed(path, &value, "a list"));
            return Vec::new();
        };
        let (mut parts, mut names) = (Vec::new(), BTreeSet::new());
        for (index, value) in values.into_iter().enumerate() {
            let place = format!("{path}[{index}]");
            let Some(part) = self.part::<T>(&place, value) else { continue };
            if let Some((key, name)) = part.name()
                && !names.insert(name.clone())
            {
                self.found.push(Error::duplicate(key, name).within(&place));
            }
            parts.push(part);
        }
        parts
    }

    /// A part with all that is wrong in it; `None` where too little is left of it to be one.
    fn part<T: Part>(&mut self, path: &str, mut value: Value) -> Option<T> {
        if !value.is_object() {
            self.shape(needed(path, &value, "a table of keys"));
            return None;
        }
        let absent = T::NEEDED.iter().filter(|key| value.get(**key).is_none_or(Value::is_null));
        let absent: BTreeSet<String> = absent.map(|key| (*key).to_owned()).collect();
        for key in &absent {
            self.shape(Error::invalid(key, "nothing", "is given: this key is needed").within(path));
        }
        let mut taken = absent;
        // of lists that something was taken out of: where what is left stood
        let mut lists: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let part = loop {
            let error = match serde_path_to_error::deserialize::<_, T>(&value) {
                Ok(part) => break Some(part),
                Err(error) => error,
            };
            let text = error.inner().to_string();
            let (keys, item) = keys(error.path());
            let (inner, unknown) = match quoted(&text, "unknown field `") {
                // the path of an unknown key ends with it, or with its table
                Some(key) if keys.last().is_some_and(|last| last == key) => (keys, true),
                Some(key) => ([keys, vec![key.to_owned()]].concat(), true),
                None => (keys, false),
            };
            let at = inner.join(".");
            let missing = quoted(&text, "missing field `");
            if missing.is_some_and(|key| inner.is_empty() && taken.contains(key)) {
                break None;
            }
            let place = if at.is_empty() { path.to_owned() } else { format!("{path}.{at}") };
            if let Some(item) = item {
                let list = at_keys(&mut value, &inner).and_then(Value::as_array_mut).filter(|list| item < list.len());
                let Some(list) = list else { break None };
                let places = lists.entry(at.clone()).or_insert_with(|| (0..list.len()).collect());
                let stood = if item < places.len() { places.remove(item) } else { item };
                let culprit = list.remove(item);
                self.shape(told(&format!("{place}[{stood}]"), &culprit, &text));
                taken.insert(at);
                continue;
            }
            // a list that is too short for what was taken out of it is no mistake of its own
            if lists.contains_key(&at) {
                if !take_out(&mut value, &inner) {
                    break None;
                }
                continue;
            }
            let culprit = inner.iter().try_fold(&value, |value, key| value.get(key)).unwrap_or(&Value::Null);
            self.shape(match (unknown, missing, text.split_once(", ")) {
                (true, _, expected) => {
                    let known =
                        expected.map_or("", |(_, known)| known.trim_start_matches("expected ")).replace('`', "");
                    Error::invalid(place, "this key", format!("does not exist: write {known}"))
                }
                (_, Some(key), _) => {
                    Error::invalid(format!("{place}.{key}"), "nothing", "is given: this key is needed")
                }
                _ => told(&place, culprit, &text),
            });
            if !take_out(&mut value, &inner) {
                break None;
            }
            taken.insert(at);
        };
        // what follows from a key that was taken out is no mistake of its own
        let limits = taken.contains("map") || taken.contains("max_price");
        let own = |mistake: &Error| {
            let at = mistake.path().unwrap_or_default();
            !(taken.contains(at) || at == "map" && limits)
        };
        let mistakes = part.iter().flat_map(Part::mistakes).filter(own);
        self.found.extend(mistakes.map(|mistake| mistake.within(path)));
        part
    }
}

/// The keys down to the value that is wrong, and where it stands in the list to which they lead.
fn keys(path: &serde_path_to_error::Path) -> (Vec<String>, Option<usize>) {
    use serde_path_to_error::Segment;
    let mut keys = Vec::new();
    for segment in path {
        match segment {
            Segment::Map { key } => keys.push(key.clone()),
            Segment::Seq { index } => return (keys, Some(*index)),
            _ => break,
        }
    }
    (keys, None)
}

/// The value at these keys.
fn at_keys<'v>(value: &'v mut Value, keys: &[String]) -> Option<&'v mut Value> {
    keys.iter().try_fold(value, |value, key| value.get_mut(key))
}

/// Takes the value at these keys out of its table.
fn take_out(value: &mut Value, keys: &[String]) -> bool {
    let Some((last, above)) = keys.split_last() else { return false };
    let table = at_keys(value, above).and_then(Value::as_object_mut);
    table.is_some_and(|table| table.remove(last).is_some())
}

/// The name in a text that begins so, up to the next quotation mark.
fn quoted<'t>(text: &'t str, before: &str) -> Option<&'t str> {
    text.strip_prefix(before)?.split_once('`').map(|(name, _)| name)
}

/// A value of another kind than what is needed.
fn needed(path: &str, value: &Value, what: &str) -> Error {
    Error::invalid(path, short(value), format!("is not what is needed here: {what}"))
}

/// What serde says of a value, with the value in front and the cure behind.
fn told(path: &str, value: &Value, text: &str) -> Error {
    let (_, message) = wire::split(text);
    if let Some((_, expected)) = message.split_once(", expected ") {
        return needed(path, value, &expected.replace('`', "\""));
    }
    // a reader's refusal: a word for the argument, the value, and what is wrong with it
    let message = message.split_once(": ").filter(|(word, _)| !word.contains(' ')).map_or(message, |(_, rest)| rest);
    let reason = value.as_str().and_then(|text| message.strip_prefix(&format!("{text:?} "))).unwrap_or(message);
    let cure = if reason.contains("timestamp") { ": write it as 2026-11-11T00:00:00+08:00" } else { "" };
    Error::invalid(path, short(value), format!("{reason}{cure}"))
}

/// The value as JSON, cut where it is long.
fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "...",
        None => text,
    }
}
