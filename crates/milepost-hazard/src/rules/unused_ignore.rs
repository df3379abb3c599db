//! Comments that allow nothing. What they say is known once all other rules have looked: `ignore.rs` makes the findings.

use milepost_document::Severity;

use crate::{Check, Class, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "unused-ignore",
    classes: &[Class::Unknown],
    severity: Severity::Warning,
    page: include_str!("unused-ignore.md"),
    check: Check::Whole(|_, _| {}),
    squawk: &[],
};
