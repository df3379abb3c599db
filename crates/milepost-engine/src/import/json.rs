//! Objects of JSON, as `gh` prints them.

use serde_json::{Deserializer, Value};

use crate::{EngineError, Result};

/// Every object of one or several JSON values: lists are taken apart, as `gh api --paginate` prints one for each page.
///
/// # Errors
/// When a value is broken, or is neither an object nor a list of objects; the place is named.
pub(super) fn objects(name: &str, bytes: &[u8]) -> Result<Vec<Value>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut found = Vec::new();
    for value in Deserializer::from_slice(bytes).into_iter::<Value>() {
        let value = value.map_err(|error| {
            EngineError::usage(format!(
                "`{name}` is no JSON at line {}, column {}: {}",
                error.line(),
                error.column(),
                what(&error)
            ))
            .hint("gh issue list --state all --limit 1000 --json number,title,body,url,state > issues.json")
        })?;
        match value {
            Value::Array(list) => found.extend(list),
            other => found.push(other),
        }
    }
    match found.iter().find(|value| !value.is_object()) {
        Some(other) => Err(EngineError::usage(format!(
            "`{name}` holds {}, and an issue or a milestone is an object",
            kind(other)
        ))),
        None => Ok(found),
    }
}

/// A field's words: text, a number, or what names an object.
pub(super) fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(bool) => bool.to_string(),
        Value::Array(list) => {
            list.iter().map(words).filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ")
        }
        Value::Object(object) => {
            let names = ["login", "title", "name"];
            names.iter().find_map(|name| object.get(*name)).map(words).unwrap_or_default()
        }
        Value::Null => String::new(),
    }
}

/// The words of the first of these fields that is there and not empty.
pub(super) fn field(object: &Value, names: &[&str]) -> Option<String> {
    names.iter().map(|name| words(&object[*name])).find(|words| !words.trim().is_empty())
}

/// The object without these fields and without empty ones, as text; empty when nothing is left.
pub(super) fn others(object: &Value, without: &[&str]) -> String {
    let Value::Object(fields) = object else { return String::new() };
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    let kept = fields.iter().filter(|(name, value)| !without.contains(&name.as_str()) && !is_empty(value));
    let kept: serde_json::Map<String, Value> =
        kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    if kept.is_empty() { String::new() } else { format!("{:#}", Value::Object(kept)) }
}

/// What the reader says, without the place.
fn what(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rfind(" at line ").map_or(text.clone(), |at| text[..at].to_owned())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_one_list() {
        let found = objects("x", b"[{\"a\":1}]\n[{\"a\":2}]{\"a\":3}").unwrap();
        assert_eq!(found.iter().map(|value| words(&value["a"])).collect::<Vec<_>>(), ["1", "2", "3"]);
    }

    #[test]
    fn what_is_broken_has_a_place() {
        let message = |bytes: &[u8]| objects("x.json", bytes).unwrap_err().message;
        assert_eq!(message(b"[{\n\"a\": }]"), "`x.json` is no JSON at line 2, column 6: expected value");
        assert!(message(b"[1]").contains("holds a number"));
        assert!(message("[".repeat(100_000).as_bytes()).contains("recursion"));
    }
}
