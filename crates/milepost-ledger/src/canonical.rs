//! Canonical JSON after RFC 8785 (JSON Canonicalization Scheme): one byte sequence for one value.

use serde::Serialize;

/// The canonical JSON of a value: keys sorted by UTF-16 units, no white space, numbers as ECMAScript prints them.
///
/// # Errors
/// When the value has no JSON form (a map whose keys are not text, a number that is not finite).
pub fn to_canonical(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    serde_json_canonicalizer::to_vec(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn example_of_the_rfc() {
        let value: Value = serde_json::from_str(
            r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
                "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#,
        )
        .unwrap();
        let expected = concat!(
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#,
            r#""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
        assert_eq!(String::from_utf8(to_canonical(&value).unwrap()).unwrap(), expected);
    }

    #[test]
    fn keys_sort_by_utf16_units() {
        // U+1F600 starts with the unit D83D, before U+FB33.
        let text = to_canonical(&json!({"\u{fb33}": 1, "\u{1f600}": 2, "a": 3})).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "{\"a\":3,\"\u{1f600}\":2,\"\u{fb33}\":1}");
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(".{0,6}", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    /// The same value as text whose keys come in the opposite order.
    fn reversed(value: &Value) -> String {
        match value {
            Value::Array(items) => {
                format!("[{}]", items.iter().map(reversed).collect::<Vec<_>>().join(" , "))
            }
            Value::Object(map) => {
                let pairs: Vec<_> = map
                    .iter()
                    .rev()
                    .map(|(key, value)| format!("{} :\n{}", Value::from(key.as_str()), reversed(value)))
                    .collect();
                format!("{{{}}}", pairs.join(",\t"))
            }
            leaf => leaf.to_string(),
        }
    }

    proptest! {
        #[test]
        fn key_order_and_white_space_do_not_matter(value in value()) {
            let other: Value = serde_json::from_str(&reversed(&value)).unwrap();
            prop_assert_eq!(to_canonical(&value).unwrap(), to_canonical(&other).unwrap());
        }

        #[test]
        fn canonical_text_reads_back_and_is_its_own_canonical_form(value in value()) {
            let text = to_canonical(&value).unwrap();
            let back: Value = serde_json::from_slice(&text).unwrap();
            prop_assert_eq!(&back, &value);
            prop_assert_eq!(to_canonical(&back).unwrap(), text);
        }
    }
}
