//! What a value of `config.toml` may be. Each gives the value, or what was expected instead, as the end of a sentence.

use super::feed_settings;
use crate::model::program_words;
use std::ops::RangeInclusive;
use toml::de::DeValue;

/// True or false.
pub(super) fn switch(value: &DeValue<'_>) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| "true or false".to_owned())
}

/// A whole number of this range.
pub(super) fn number<N: TryFrom<u64>>(value: &DeValue<'_>, range: RangeInclusive<u64>) -> Result<N, String> {
    let expected = || format!("a whole number from {} to {}", range.start(), range.end());
    let digits = value.as_integer().ok_or_else(expected)?;
    u64::from_str_radix(digits.as_str(), digits.radix())
        .ok()
        .filter(|number| range.contains(number))
        .and_then(|number| N::try_from(number).ok())
        .ok_or_else(expected)
}

/// A text.
pub(super) fn string<'a>(value: &'a DeValue<'_>) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| "a text in quotation marks".to_owned())
}

/// One of these texts.
pub(super) fn one_of(value: &DeValue<'_>, allowed: &[&str]) -> Result<String, String> {
    let given = string(value)?;
    match allowed.contains(&given) {
        true => Ok(given.to_owned()),
        false => Err(format!("one of “{}”", allowed.join("”, “"))),
    }
}

/// The name of a file in the folder of themes.
pub(super) fn file_name(value: &DeValue<'_>) -> Result<String, String> {
    let given = string(value)?;
    match given.is_empty() || given.starts_with('.') || given.contains(['/', '\\', '\0']) {
        true => Err("the name of a theme, without folder or “.toml”".to_owned()),
        false => Ok(given.to_owned()),
    }
}

/// What may stand in a header of a request.
pub(super) fn header(value: &DeValue<'_>) -> Result<String, String> {
    let given = string(value)?;
    match given.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        true => Ok(given.to_owned()),
        false => Err("one line of plain ASCII signs".to_owned()),
    }
}

/// The address of a proxy; nothing where it is empty.
pub(super) fn proxy(value: &DeValue<'_>) -> Result<String, String> {
    let given = string(value)?;
    match given.is_empty() {
        true => Ok(String::new()),
        false => feed_settings::proxy(given),
    }
}

/// A command: one text that is parted into words, or a list of words; nothing where it is empty.
pub(super) fn words(value: &DeValue<'_>) -> Result<Option<Vec<String>>, String> {
    let words: Vec<String> = match value {
        DeValue::String(text) => program_words(text),
        DeValue::Array(items) => {
            let items: Option<Vec<&str>> = items.iter().map(|item| item.get_ref().as_str()).collect();
            items.ok_or("a list of texts")?.into_iter().map(str::to_owned).collect()
        }
        _ => return Err("a text, or a list of texts".to_owned()),
    };
    Ok((!words.is_empty()).then_some(words))
}

/// A value as the texts that the command line would have for it.
pub(super) fn texts(value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let one = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(digits) => Some(digits.as_str().to_owned()),
        DeValue::Boolean(switch) => Some(switch.to_string()),
        _ => None,
    };
    let texts: Option<Vec<String>> = match value {
        DeValue::Array(items) => items.iter().map(|item| one(item.get_ref())).collect(),
        value => one(value).map(|text| vec![text]),
    };
    texts.ok_or_else(|| "a setting of a feed is a text, a number, true or false, or a list of texts".to_owned())
}
