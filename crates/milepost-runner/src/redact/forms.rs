//! The ways in which programs print a value.

use std::fmt::Write;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// Base64 is wrapped after so many letters by `base64` and by PEM.
const WRAPS: [usize; 2] = [76, 64];
/// Shorter forms are found in ordinary text.
const SHORTEST: usize = 4;

/// Every form of a value, each once: raw, JSON string, percent, hexadecimal, base64 at every position within a longer
/// text.
pub(super) fn forms(value: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![value.to_vec()];
    if let Ok(text) = str::from_utf8(value) {
        let json = serde_json::to_string(text).unwrap_or_default();
        forms.push(json.trim_matches('"').as_bytes().to_vec());
        // Programs print a value of several lines line by line.
        forms
            .extend(text.lines().map(|line| line.trim().as_bytes().to_vec()).filter(|line| line.len() >= 16));
    }
    forms.extend(percent(value));
    forms.extend(hexadecimal(value));
    for before in 0..3 {
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let (first, letters) = inner_base64(engine, value, before);
            if before == 0 {
                let whole = &letters[first..];
                forms.extend(
                    WRAPS
                        .iter()
                        .filter(|width| whole.len() > **width)
                        .map(|width| whole.as_bytes().chunks(*width).collect::<Vec<_>>().join(&b'\n')),
                );
            }
            forms.push(letters.as_bytes()[first..].to_vec());
        }
    }
    forms.retain(|form| form.len() >= SHORTEST);
    forms.sort();
    forms.dedup();
    forms
}

/// The letters that only the value decides when `before` other bytes stand before it. Their number and those after
/// it are unknown, so the letters at both ends that mix with them are left out.
fn inner_base64(engine: &impl Engine, value: &[u8], before: usize) -> (usize, String) {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(value);
    let mut letters = engine.encode(&bytes);
    // Each letter holds six bits: a last one that is not full mixes with what follows.
    letters.truncate(bytes.len() * 8 / 6);
    ((before * 8).div_ceil(6), letters)
}

/// Escaped as few bytes as a URL needs, and all of them; with letters in both cases.
fn percent(value: &[u8]) -> Vec<Vec<u8>> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let mut forms = Vec::new();
    for (every, upper, plus) in [
        (false, true, false),
        (false, false, false),
        (false, true, true),
        (true, true, false),
        (true, false, false),
    ] {
        let mut text = String::new();
        for &byte in value {
            if plain(byte) && !every {
                text.push(byte.into());
            } else if byte == b' ' && plus {
                text.push('+');
            } else if upper {
                write!(text, "%{byte:02X}").expect("a string can always grow");
            } else {
                write!(text, "%{byte:02x}").expect("a string can always grow");
            }
        }
        forms.push(text.into_bytes());
    }
    forms
}

fn hexadecimal(value: &[u8]) -> [Vec<u8>; 2] {
    let mut lower = String::new();
    for byte in value {
        write!(lower, "{byte:02x}").expect("a string can always grow");
    }
    [lower.to_uppercase().into_bytes(), lower.into_bytes()]
}
