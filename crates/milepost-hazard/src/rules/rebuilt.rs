//! Tables of SQLite that are made anew to change them.

use crate::{Act, Place, Step};

/// How the table is made anew that a step drops.
pub(super) struct Rebuilt {
    /// Columns that are known of the old one, and that the new one has not.
    pub(super) missing: Vec<String>,
    /// Whether only some rows are taken over.
    pub(super) is_filtered: bool,
}

/// How a table is made anew where a step drops it; none where it goes. SQLite changes a table by making another one, filling it
/// from the old one, and giving it the old one's name.
pub(super) fn rebuilt(place: Place<'_>, table: &str) -> Option<Rebuilt> {
    let renamed = |(at, step): (usize, &Step)| match &step.act {
        Act::RenameTable { table: new, to } if at > place.at && to == table => Some(new.clone()),
        _ => None,
    };
    let new = place.script.steps().find_map(renamed)?;
    let fills = |step: &Step| matches!(&step.act, Act::Insert { table: own, .. } if *own == new);
    let mut fills = place
        .script
        .statements
        .iter()
        .take(place.at)
        .filter(|one| one.steps.iter().any(fills))
        .map(|one| words(place.script.text_of(one.span)))
        .filter(|words| {
            words.iter().any(|word| word == "select") && words.iter().any(|word| plain(word) == table)
        })
        .peekable();
    fills.peek()?;
    let less = ["where", "having", "limit", "distinct"];
    let is_filtered = fills.all(|words| words.iter().any(|word| less.contains(&word.as_str())));
    let columns = place.script.steps().find_map(|(at, step)| match &step.act {
        Act::CreateTable { table: own, columns, .. } if at < place.at && *own == new => Some(columns),
        _ => None,
    });
    let missing = columns.filter(|columns| !columns.is_empty()).map_or_else(Vec::new, |columns| {
        let is_missing = |name: &&str| !columns.iter().any(|own| own.name == **name);
        place.known.columns(table).filter(is_missing).map(str::to_owned).collect()
    });
    Some(Rebuilt { missing, is_filtered })
}

/// The words of a text in small letters, with the quotes around them.
fn words(text: &str) -> Vec<String> {
    let is_word = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '"' | '`' | '[' | ']' | '\'');
    text.to_lowercase()
        .split(|sign| !is_word(sign))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn plain(word: &str) -> &str {
    word.trim_matches(['"', '`', '[', ']'])
}
