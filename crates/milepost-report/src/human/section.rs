//! Names of sections.

use milepost_engine::document::vocabulary::SectionKind;

/// A section as its heading would be written: `Success criteria`.
pub(super) fn section_name(kind: Option<SectionKind>) -> String {
    let key = kind.and_then(|kind| serde_json::to_value(kind).ok());
    let words = key.as_ref().and_then(|key| key.as_str()).unwrap_or("other").replace('-', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}
