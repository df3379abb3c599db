//! The JSON Schema of `milepost.toml`, for editors.

use schemars::generate::SchemaSettings;

use super::Config;

/// The schema (draft 2020-12) as text, made from the types that read the file.
///
/// # Panics
/// Never: a schema has a JSON form.
pub fn schema() -> String {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Config>();
    schema.insert("title".to_owned(), "milepost.toml".into());
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema has a JSON form");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_refuses_what_it_does_not_know() {
        let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
        assert_eq!(schema["additionalProperties"], false);
        let tables = schema["$defs"].as_object().unwrap();
        assert!(tables.len() > 8, "{tables:?}");
        for (name, table) in tables.iter().filter(|(_, table)| table["type"] == "object") {
            assert_eq!(table["additionalProperties"], false, "{name}");
            assert!(table["description"].is_string(), "{name}");
        }
    }
}
