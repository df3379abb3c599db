use std::borrow::Cow;

use quick_xml::escape::unescape;
use quick_xml::events::BytesStart;

/// The attributes of one element, names in lower case.
pub(super) struct Attributes(Vec<(String, String)>);

impl Attributes {
    /// Reads them; a repeated name keeps its first value. The error says what breaks the rules of XML.
    pub(super) fn read(element: &BytesStart<'_>, notes: &mut Notes) -> Result<Self, String> {
        let mut list: Vec<(String, String)> = Vec::new();
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| format!("broken attribute: {error}"))?;
            let name = String::from_utf8_lossy(attribute.key.local_name().as_ref()).to_ascii_lowercase();
            if list.iter().any(|(known, _)| *known == name) {
                notes.add(format!("attribute `{name}` is repeated, its first value was taken"));
                continue;
            }
            list.push((name, notes.unescape(&String::from_utf8_lossy(&attribute.value))));
        }
        Ok(Self(list))
    }

    /// The value of one of them.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A value that is not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// A count; anything that is not a whole number counts as absent.
    pub(super) fn count(&self, name: &str) -> Option<u64> {
        self.text(name)?.replace(',', "").parse().ok()
    }
}

/// What had to be overlooked, each thing once, and not without bound.
#[derive(Default)]
pub(super) struct Notes(Vec<String>);

impl Notes {
    const MOST: usize = 50;

    /// Adds a note unless it is there.
    pub(super) fn add(&mut self, note: impl Into<String>) {
        let note = note.into();
        if self.0.len() < Self::MOST && !self.0.contains(&note) {
            self.0.push(note);
            if self.0.len() == Self::MOST {
                self.0.push("more notes were left out".to_owned());
            }
        }
    }

    /// The text with its references resolved; one that cannot be resolved stays as it is, with a note.
    pub(super) fn unescape(&mut self, text: &str) -> String {
        if let Ok(value) = unescape(text) {
            return value.into_owned();
        }
        self.add("a reference that cannot be resolved was read as text");
        text.to_owned()
    }

    /// The notes, in order.
    pub(super) fn into_list(self) -> Vec<String> {
        self.0
    }
}

/// Seconds as a report writes them, in milliseconds: `1.5`, `1,234.567`, `0,004`. Anything else is `None`, with a note.
pub(super) fn milliseconds(seconds: &str, notes: &mut Notes) -> Option<u64> {
    let seconds = seconds.trim();
    if seconds.is_empty() {
        return None;
    }
    let normal: Cow<'_, str> = match (seconds.rfind(','), seconds.rfind('.')) {
        (None, _) => seconds.into(),
        (Some(_), None) => seconds.replace(',', ".").into(),
        (Some(comma), Some(dot)) if comma < dot => seconds.replace(',', "").into(),
        (Some(_), Some(_)) => seconds.replace('.', "").replace(',', ".").into(),
    };
    if let Cow::Owned(_) = normal {
        notes.add("a time with a comma was read leniently");
    }
    match normal.parse::<f64>() {
        Ok(value) if value.is_finite() && value >= 0.0 => Some((value * 1000.0).round() as u64),
        _ => {
            notes.add("a time that is not a number of seconds was left out");
            None
        }
    }
}

/// The bytes as text: UTF-8 with or without its mark, UTF-16 with its mark, Latin-1 where the declaration says so. What is
/// none of these is read with replacement characters, and a note.
pub(super) fn decode<'a>(bytes: &'a [u8], notes: &mut Notes) -> Cow<'a, str> {
    let wide = |unit: fn([u8; 2]) -> u16| -> String {
        let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    if bytes.starts_with(&[0xff, 0xfe]) {
        return wide(u16::from_le_bytes).into();
    }
    if bytes.starts_with(&[0xfe, 0xff]) {
        return wide(u16::from_be_bytes).into();
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    let declaration = String::from_utf8_lossy(&bytes[..bytes.len().min(100)]).to_ascii_lowercase();
    if ["iso-8859-1", "latin1", "windows-1252"].iter().any(|name| declaration.contains(name)) {
        notes.add("read as Latin-1, as the declaration says");
        return bytes.iter().map(|&byte| char::from(byte)).collect::<String>().into();
    }
    notes.add("bytes that are not UTF-8 were replaced");
    String::from_utf8_lossy(bytes)
}
