//! A JSON document as a [`Value`] of bounded size: small texts can ask for a great many values.

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::Cell;
use std::fmt;

/// Values beyond this are left out, with all that stands in them.
const MAX_VALUES: usize = 1_000_000;

/// The first value in `document`; what follows it is left alone. `None` where there is no whole one.
pub fn read(document: &str) -> Option<Value> {
    let left = Cell::new(MAX_VALUES);
    let mut deserializer = serde_json::Deserializer::from_str(document);
    Bounded { left: &left }.deserialize(&mut deserializer).ok()
}

/// Reads one value while there are some left.
#[derive(Clone, Copy)]
struct Bounded<'b> {
    left: &'b Cell<usize>,
}

impl Bounded<'_> {
    fn is_used_up(self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left == 0
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.is_used_up() {
            return IgnoredAny::deserialize(deserializer).map(|_| Value::Null);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            let kept = self.left.get() > 0;
            match elements.next_element_seed(self)? {
                Some(value) if kept => values.push(value),
                Some(_) => {}
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let kept = self.left.get() > 0;
            let value = members.next_value_seed(self)?;
            if kept {
                values.insert(key, value);
            }
        }
        Ok(Value::Object(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_serde_json_makes_of_them() {
        let text = r#"{"a": [1, -2, 2.5, null, true, "é"], "b": {"c": {}}} rest"#;
        let whole: Value = serde_json::from_str(text.trim_end_matches(" rest")).expect("JSON");
        assert_eq!(read(text), Some(whole));
        assert_eq!(read("{\"a\":"), None);
    }

    #[test]
    fn a_flood_of_values_is_cut() {
        let flood = format!("{{\"items\": [{}0], \"after\": 1}}", "0,".repeat(2 * MAX_VALUES));
        let kept = read(&flood).expect("JSON");
        assert_eq!(kept["items"].as_array().map(Vec::len), Some(MAX_VALUES - 2));
        assert!(kept["after"].is_null());
    }
}
