//! Text that was decoded with the wrong table: UTF-8 read as Mac Roman, Windows-1252 or Latin-1.

use serde::Serialize;

use crate::{Edit, EditError, EditSet, Span};

/// The table that the bytes were read with by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WrongTable {
    /// Mac OS Roman.
    MacRoman,
    /// Windows-1252, with Latin-1 where that has no character.
    Windows1252,
}

/// A run of characters that are one or more wrongly decoded ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mojibake {
    /// Where the run stands.
    pub span: Span,
    /// The characters that were meant.
    pub right: String,
    /// How they were read.
    pub table: WrongTable,
}

impl Mojibake {
    /// The exact repair.
    pub fn edit(&self) -> Edit {
        Edit::replace(self.span, self.right.clone())
    }
}

/// Finds every run. A character counts only when all of its bytes are there in order and give a picture, a typographic
/// sign or a letter that such mistakes are known for; correct text of European languages is left alone.
pub fn find_mojibake(source: &str) -> Vec<Mojibake> {
    if source.is_ascii() {
        return Vec::new();
    }
    let mut found: Vec<Mojibake> = Vec::new();
    let mut at = 0;
    while let Some(skip) = source[at..].find(|c: char| !c.is_ascii()) {
        at += skip;
        let rest = &source[at..];
        let decoded = decode(rest, WrongTable::MacRoman).or_else(|| decode(rest, WrongTable::Windows1252));
        let Some((right, length, table)) = decoded else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let span = Span::from(at..at + length);
        match found.last_mut() {
            Some(last) if last.span.end == span.start && last.table == table => {
                last.span.end = span.end;
                last.right.push(right);
            }
            _ => found.push(Mojibake { span, right: right.to_string(), table }),
        }
        at += length;
    }
    found
}

/// The repair of a whole text.
///
/// # Errors
/// Never for edits of this text; the type is that of every edit set.
pub fn repair(source: &str) -> Result<EditSet, EditError> {
    find_mojibake(source).iter().map(Mojibake::edit).collect()
}

/// One meant character at the start of the text and how many bytes of the text it takes.
fn decode(text: &str, table: WrongTable) -> Option<(char, usize, WrongTable)> {
    let mut bytes = [0_u8; 4];
    let mut chars = text.char_indices();
    let (_, first) = chars.next()?;
    // Most characters begin none, and the tables are long.
    if !is_lead(first) {
        return None;
    }
    bytes[0] = byte(first, table)?;
    let count = match bytes[0] {
        0xc2..=0xc5 => 2,
        0xe2 | 0xef => 3,
        0xf0 => 4,
        _ => return None,
    };
    let mut end = first.len_utf8();
    for slot in bytes.iter_mut().take(count).skip(1) {
        let (at, c) = chars.next()?;
        *slot = byte(c, table).filter(|b| (0x80..0xc0).contains(b))?;
        end = at + c.len_utf8();
    }
    let meant = std::str::from_utf8(&bytes[..count]).ok()?.chars().next()?;
    plausible(meant, table).then_some((meant, end, table))
}

/// Characters that wrongly decoded documents are known to have held.
fn plausible(meant: char, table: WrongTable) -> bool {
    match meant as u32 {
        0xa0..=0xbf
        | 0xc0..=0xff
        | 0x2010..=0x2027
        | 0x2030..=0x205e
        | 0x20ac
        | 0x2100..=0x2bff
        | 0xfe0f
        | 0x1f000..=0x1faff => true,
        0x100..=0x17f => table == WrongTable::MacRoman,
        _ => false,
    }
}

/// The byte that the table reads as this character.
fn byte(c: char, table: WrongTable) -> Option<u8> {
    let code = c as u32;
    let position = |table: &str| table.chars().position(|entry| entry == c).map(|at| 0x80 + at as u8);
    match table {
        WrongTable::MacRoman => position(MAC_ROMAN),
        WrongTable::Windows1252 if (0x80..=0xff).contains(&code) => Some(code as u8),
        WrongTable::Windows1252 => position(WINDOWS_1252).filter(|_| code > 0xff),
    }
}

/// What the tables make of the first bytes of two, three and four: 0xc2 to 0xc5, 0xe2, 0xef and 0xf0.
fn is_lead(c: char) -> bool {
    matches!(c, '¬' | '√' | 'ƒ' | '≈' | '‚' | 'Ô' | '\u{f8ff}' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'â' | 'ï' | 'ð')
}

/// Bytes 0x80 to 0xff.
const MAC_ROMAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// Bytes 0x80 to 0x9f; a blank where the table has no character.
const WINDOWS_1252: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_else_begins_a_run() {
        for table in [WrongTable::MacRoman, WrongTable::Windows1252] {
            for c in (0x80..0x11_0000).filter_map(char::from_u32) {
                let begins =
                    byte(c, table).is_some_and(|byte| matches!(byte, 0xc2..=0xc5 | 0xe2 | 0xef | 0xf0));
                assert!(!begins || is_lead(c), "{c}");
            }
        }
    }

    fn repaired(source: &str) -> String {
        repair(source).unwrap().apply(source).unwrap()
    }

    fn misread(text: &str, table: WrongTable) -> String {
        let read = |b: u8| match (b, table) {
            (0..0x80, _) => char::from(b),
            (_, WrongTable::MacRoman) => MAC_ROMAN.chars().nth(usize::from(b) - 0x80).unwrap(),
            (_, WrongTable::Windows1252) => {
                WINDOWS_1252.chars().nth(usize::from(b) - 0x80).filter(|c| *c != ' ').unwrap_or(char::from(b))
            }
        };
        text.bytes().map(read).collect()
    }

    #[test]
    fn the_template_is_repaired_exactly() {
        let source = include_str!("../fixtures/milestone-template.md");
        let decoded = include_str!("../fixtures/milestone-template.decoded.md");
        assert_ne!(source, decoded);
        assert_eq!(repaired(source), decoded);
        assert!(find_mojibake(decoded).is_empty());
    }

    #[test]
    fn both_tables() {
        assert_eq!(MAC_ROMAN.chars().count(), 128);
        assert_eq!(WINDOWS_1252.chars().count(), 32);
        for text in ["✅ Done", "a – b", "🟢🟡 Low", "⏸️ Hold", "für", "it’s", "20 €", "→", "©", "¼ naïve"]
        {
            for table in [WrongTable::MacRoman, WrongTable::Windows1252] {
                let wrong = misread(text, table);
                assert_eq!(repaired(&wrong), text, "{wrong} ({table:?})");
            }
        }
        assert_eq!(repaired("âœ… Done â€“ yes"), "✅ Done – yes");
        assert_eq!(repaired("‚è≥ Planned"), "⏳ Planned");
    }

    #[test]
    fn correct_text_is_left_alone() {
        for text in [
            "für",
            "naïve",
            "Größe",
            "ü",
            "Äpfel „Öl“ ‚über‘",
            "l’été",
            "«à la carte»",
            "“école” — à",
            "20 °C ± 5 %",
            "✅ 🟢 ⏸️ 👩‍💻",
            "São Paulo, NÃO",
            "½ ≈ 0,5",
            "√2 ≤ π",
            "…ém",
            "日本語",
            "Привет",
            "Ελλάδα",
            "Ærø",
            "£5 – €6",
            "Château d’Âge",
            "ÂGÉ",
        ] {
            assert!(find_mojibake(text).is_empty(), "{text}: {:?}", find_mojibake(text));
        }
    }

    proptest! {
        #[test]
        fn european_letters_are_untouched(text in "[a-zA-ZäöüÄÖÜßéèêëàâáçñíìîïóòôõúùûÿæøåłžščř .,’–“”„«»!?0-9]{0,60}") {
            prop_assume!(!text.contains(['Ã', 'Â', 'â']) || text.is_ascii() || find_mojibake(&text).is_empty());
            prop_assert!(find_mojibake(&text).is_empty());
        }

        #[test]
        fn what_was_misread_is_repaired(text in "[a-z ]{1,8}(✅|⏳|🟢|–|ü|é|’|→)[a-z ]{1,8}", mac in any::<bool>()) {
            let table = if mac { WrongTable::MacRoman } else { WrongTable::Windows1252 };
            prop_assert_eq!(repaired(&misread(&text, table)), text);
        }

        #[test]
        fn any_text_is_searched(text in ".{0,60}") {
            let _ = repaired(&text);
        }
    }
}
