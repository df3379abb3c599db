//! What is looked for.

use std::{borrow::Cow, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::bytes::Regex;

use super::forms::forms;

/// Shorter values are left alone.
const SHORTEST: usize = 4;

/// Shapes of secrets, by the name that is shown. None of them holds a line end.
const SHAPES: &[(&str, &str)] = &[
    ("private-key", r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----"),
    ("jwt", r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
    ("github-token", r"(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,})"),
    ("gitlab-token", r"glpat-[A-Za-z0-9_-]{20,}"),
    ("npm-token", r"npm_[A-Za-z0-9]{36,}"),
    ("slack-token", r"xox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("stripe-key", r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    ("aws-key", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    ("bearer", r"(?i)\bbearer[ \t]+[A-Za-z0-9._~+/-]{16,}=*"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A value that we were told: its length is known.
    Known,
    /// A shape that may go on in what comes next.
    Shape,
    /// The first line of a private key.
    PrivateKey,
}

#[derive(Debug, Clone)]
pub(super) struct Found<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    pub(super) label: Cow<'a, str>,
}

#[derive(Debug)]
pub(super) struct Patterns {
    known: Option<AhoCorasick>,
    /// The name of each known form.
    labels: Vec<String>,
    /// Bytes of the longest known form.
    pub(super) longest: usize,
}

impl Patterns {
    pub(super) fn new<N: AsRef<str>, V: AsRef<[u8]>>(known: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut needles = Vec::new();
        let mut labels = Vec::new();
        for (name, value) in known {
            if value.as_ref().len() >= SHORTEST {
                for form in forms(value.as_ref()) {
                    needles.push(form);
                    labels.push(name.as_ref().to_owned());
                }
            }
        }
        let longest = needles.iter().map(Vec::len).max().unwrap_or(0);
        let known = (!needles.is_empty()).then(|| {
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(&needles)
                .expect("the values of an environment fit into an automaton")
        });
        Self { known, labels, longest }
    }

    /// The first secret at or after `at`; of two at one place the longer.
    pub(super) fn find(&self, bytes: &[u8], at: usize) -> Option<Found<'_>> {
        let known = self
            .known
            .as_ref()
            .and_then(|known| known.find(aho_corasick::Input::new(bytes).span(at..bytes.len())));
        let known = known.map(|found| Found {
            start: found.start(),
            end: found.end(),
            kind: Kind::Known,
            label: Cow::Borrowed(self.labels[found.pattern().as_usize()].as_str()),
        });
        let shape = shape(bytes, at);
        match (known, shape) {
            (Some(known), Some(shape)) => {
                let shape_first =
                    (shape.start, std::cmp::Reverse(shape.end)) < (known.start, std::cmp::Reverse(known.end));
                Some(if shape_first { shape } else { known })
            }
            (known, shape) => known.or(shape),
        }
    }

    /// Where the last line of a private key ends.
    #[expect(clippy::unused_self, reason = "all that is looked for is asked here")]
    pub(super) fn key_end(&self, bytes: &[u8]) -> Option<usize> {
        static END: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----").expect("a valid pattern")
        });
        END.find(bytes).map(|found| found.end())
    }
}

/// The first shape at or after `at`.
fn shape(bytes: &[u8], at: usize) -> Option<Found<'static>> {
    static ALL: LazyLock<Regex> = LazyLock::new(|| {
        let parts: Vec<String> =
            SHAPES.iter().enumerate().map(|(number, (_, shape))| format!("(?P<s{number}>{shape})")).collect();
        Regex::new(&parts.join("|")).expect("valid patterns")
    });
    let groups = ALL.captures_at(bytes, at)?;
    let number = (0..SHAPES.len()).find(|number| groups.name(&format!("s{number}")).is_some())?;
    let whole = groups.get(0)?;
    let kind = if number == 0 { Kind::PrivateKey } else { Kind::Shape };
    Some(Found { start: whole.start(), end: whole.end(), kind, label: Cow::Borrowed(SHAPES[number].0) })
}
