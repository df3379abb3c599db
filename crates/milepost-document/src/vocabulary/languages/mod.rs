//! The words of documents, a table for each language. One more language is one more file and one more line.

mod french;
mod german;
mod spanish;

use super::{
    label_keys, labels::LabelKey, section_headings, sections::SectionKind, status::Status, status_words,
};

/// The words of one language, in the form in which they are compared: lower case, single blanks.
pub(super) struct Language {
    /// Keys of labels.
    labels: &'static [(&'static str, LabelKey)],
    /// Headings of sections.
    headings: &'static [(&'static str, SectionKind)],
    /// Statuses.
    statuses: &'static [(&'static str, Status)],
}

const ENGLISH: Language = Language {
    labels: label_keys::LABELS,
    headings: section_headings::HEADINGS,
    statuses: status_words::STATUSES,
};

/// Every language; of equal words the first counts.
const LANGUAGES: &[Language] = &[ENGLISH, spanish::SPANISH, german::GERMAN, french::FRENCH];

/// The tables of all languages behind each other.
macro_rules! joined {
    ($name:ident, $field:ident, $meaning:ty, $what:literal) => {
        #[doc = $what]
        pub(super) const $name: [(&str, $meaning); {
            let (mut count, mut language) = (0, 0);
            while language < LANGUAGES.len() {
                count += LANGUAGES[language].$field.len();
                language += 1;
            }
            count
        }] = {
            let mut all = [ENGLISH.$field[0]; _];
            let (mut at, mut language) = (0, 0);
            while language < LANGUAGES.len() {
                let words = LANGUAGES[language].$field;
                let mut word = 0;
                while word < words.len() {
                    all[at] = words[word];
                    at += 1;
                    word += 1;
                }
                language += 1;
            }
            all
        };
    };
}

joined!(LABELS, labels, LabelKey, "Whole keys of labels and what they mean.");
joined!(HEADINGS, headings, SectionKind, "Whole headings and what they mean.");
joined!(STATUSES, statuses, Status, "Whole statuses and what they mean.");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{classify_heading, classify_label, parse_status};

    #[test]
    fn every_word_of_every_language_is_read() {
        for language in LANGUAGES {
            for (words, _) in language.labels {
                assert!(classify_label(words).is_some(), "{words}");
            }
            for (words, _) in language.headings {
                assert!(classify_heading(words).is_some(), "{words}");
            }
            for (words, meaning) in language.statuses {
                assert_eq!(parse_status(words).map(|reading| reading.status), Some(*meaning), "{words}");
            }
        }
    }

    #[test]
    fn no_language_takes_a_word_of_an_earlier_one() {
        fn twice<K: Copy + PartialEq>(all: &[(&'static str, K)]) -> Vec<&'static str> {
            let of = |words: &str| all.iter().filter(|(other, _)| *other == words).map(|(_, k)| *k).collect();
            let mixed = |words: &str| {
                let meanings: Vec<K> = of(words);
                meanings.iter().any(|meaning| *meaning != meanings[0])
            };
            all.iter().map(|(words, _)| *words).filter(|words| mixed(words)).collect()
        }
        assert_eq!(twice(&LABELS), Vec::<&str>::new());
        assert_eq!(twice(&HEADINGS), Vec::<&str>::new());
        assert_eq!(twice(&STATUSES), Vec::<&str>::new());
    }
}
