//! What the words of a text say of the references in it.

use milepost_document::vocabulary::{
    COMES_BEFORE, CONDITIONS, EARLIER, EVERY, LATER, LIST_WORDS, NO_REFERENCE, NO_REFERENCE_SIGNS, SIBLINGS,
    WAITS_FOR_THIS, plain_text,
};

use super::Relation;

/// `None`, `—`, `N/A …`: nothing, even when a number stands in parentheses behind it.
pub(super) fn is_none(text: &str) -> bool {
    let words = text.trim().trim_start_matches(['*', '_', '"', '\'']).to_lowercase();
    let first = words.split(|c: char| !c.is_alphanumeric() && c != '/').next().unwrap_or_default();
    NO_REFERENCE.contains(&first) || NO_REFERENCE_SIGNS.contains(&words.trim())
}

/// `After M3: M4 can begin`: what comes later, not what is needed.
pub(super) fn is_about_later(text: &str) -> bool {
    let words = text.to_lowercase();
    LATER.iter().any(|sign| words.contains(sign))
}

/// Which way a reference points, by the words before it: `Enables M3` under dependencies points the other way. `None`
/// where these words stand in parentheses with it, and speak of what stands before: `The shop (depends on M2)`.
pub(super) fn turned(before: &str, relation: Relation) -> Option<Relation> {
    let words = before.to_lowercase();
    let says = |words: &str, signs: &[&str]| signs.iter().any(|sign| has_words(words, sign));
    let open = words.rfind('(').filter(|at| !words[*at..].contains(')'));
    if let Some(at) = open.filter(|at| words[..*at].contains(char::is_alphabetic))
        && (says(&words[at..], WAITS_FOR_THIS) || says(&words[at..], COMES_BEFORE))
    {
        return None;
    }
    Some(if says(&words, WAITS_FOR_THIS) {
        Relation::Blocks
    } else if relation == Relation::Blocks && says(&words, COMES_BEFORE) {
        Relation::DependsOn
    } else {
        relation
    })
}

fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        edge(text[..at].chars().next_back()) && edge(text[at + words.len()..].chars().next())
    })
}

/// Which siblings a text means that names none by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Siblings {
    /// `All`, `All other milestones`
    All,
    /// `All previous phases`
    Earlier,
}

/// `All`, `All milestones`, `all previous phases complete`; `None` for `All tests pass`.
pub(super) fn siblings(text: &str) -> Option<Siblings> {
    let plain = plain_text(text);
    let mut words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    if !EVERY.contains(&words.next()?) {
        return None;
    }
    let rest: Vec<&str> = words.take(3).collect();
    let earlier = rest.iter().any(|word| EARLIER.contains(word));
    let named = rest.iter().any(|word| SIBLINGS.contains(word));
    (rest.is_empty() || named || earlier && rest.len() == 1).then_some(if earlier {
        Siblings::Earlier
    } else {
        Siblings::All
    })
}

/// Whether a text between two references only lists them, each perhaps with its condition: what comes behind anything
/// else explains.
pub(super) fn is_list_gap(text: &str) -> bool {
    let listed = |word: &str| LIST_WORDS.contains(&word) || CONDITIONS.contains(&word);
    !text.contains(['(', ':', '.', '→', '='])
        && text
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .all(listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sibling() {
        for (text, meant) in [
            ("All", Some(Siblings::All)),
            ("**All milestones** complete", Some(Siblings::All)),
            ("all previous phases", Some(Siblings::Earlier)),
            ("All previous", Some(Siblings::Earlier)),
            ("Todas las fases anteriores", Some(Siblings::Earlier)),
            ("All tests pass", None),
            ("All previous work", None),
            ("Allowed milestones", None),
            ("", None),
        ] {
            assert_eq!(siblings(text), meant, "{text}");
        }
    }

    #[test]
    fn words_that_turn() {
        use Relation::{Blocks, DependsOn};
        for (before, relation, turned_to) in [
            ("Enables ", DependsOn, Blocks),
            ("SMTP email is a prerequisite for ", DependsOn, Blocks),
            ("depends on ", Blocks, DependsOn),
            ("Blockstore of ", DependsOn, DependsOn),
            ("", Blocks, Blocks),
            ("(depends on ", Blocks, DependsOn),
        ] {
            assert_eq!(turned(before, relation), Some(turned_to), "{before}");
        }
        assert_eq!(turned("The shop (depends on ", Blocks), None);
    }
}
