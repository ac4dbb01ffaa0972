//! How are figures by id read? As a map in which no id occurs twice: JSON allows a key twice and most readers keep the last.

use mercato_core::{Decimal, DecimalString, Error, wire};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::Serializer;
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::marker::PhantomData;

/// A decimal as a map's value.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
struct Amount(#[serde(with = "DecimalString")] Decimal);

/// A map whose reader refuses a key twice.
struct Unique<K, V>(BTreeMap<K, V>);

impl<'de, K: Deserialize<'de> + Ord + Display, V: Deserialize<'de>> Deserialize<'de> for Unique<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<K, V>(PhantomData<(K, V)>);
        impl<'de, K: Deserialize<'de> + Ord + Display, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
            type Value = Unique<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with an id for each key")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
                let mut map = BTreeMap::new();
                while let Some(key) = entries.next_key::<K>()? {
                    if map.contains_key(&key) {
                        return Err(wire::custom(&Error::duplicate("key", key.to_string())));
                    }
                    map.insert(key, entries.next_value()?);
                }
                Ok(Unique(map))
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// Reads a map of anything.
pub(crate) fn unique<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    K: Deserialize<'de> + Ord + Display,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Unique::deserialize(deserializer).map(|Unique(map)| map)
}

/// As [`unique`]; `null` is an empty map.
pub(crate) fn unique_or_none<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    K: Deserialize<'de> + Ord + Display,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Option::<Unique<K, V>>::deserialize(deserializer)?.map_or_else(BTreeMap::new, |Unique(map)| map))
}

/// A map of decimals: `#[serde(with = "keyed::amounts")]`.
pub(crate) mod amounts {
    use super::{Amount, BTreeMap, Decimal, Deserialize, Deserializer, Display, Serializer, Unique};

    pub(crate) fn serialize<K: serde::Serialize, S: Serializer>(
        map: &BTreeMap<K, Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(map.iter().map(|(key, value)| (key, Amount(*value))))
    }

    pub(crate) fn deserialize<'de, K, D>(deserializer: D) -> Result<BTreeMap<K, Decimal>, D::Error>
    where
        K: Deserialize<'de> + Ord + Display,
        D: Deserializer<'de>,
    {
        // `null` is refused where the map must be there, because the field is then not marked as one that may be left out
        Unique::<K, Amount>::deserialize(deserializer).map(super::plain)
    }
}

/// As [`amounts`], for a map that may be left out or `null`.
pub(crate) mod optional_amounts {
    pub(crate) use super::amounts::serialize;
    use super::{Amount, BTreeMap, Decimal, Deserialize, Deserializer, Display, Unique};

    pub(crate) fn deserialize<'de, K, D>(deserializer: D) -> Result<BTreeMap<K, Decimal>, D::Error>
    where
        K: Deserialize<'de> + Ord + Display,
        D: Deserializer<'de>,
    {
        Ok(Option::<Unique<K, Amount>>::deserialize(deserializer)?.map_or_else(BTreeMap::new, super::plain))
    }
}

fn plain<K: Ord>(map: Unique<K, Amount>) -> BTreeMap<K, Decimal> {
    map.0.into_iter().map(|(key, Amount(value))| (key, value)).collect()
}
