//! The rules: one file and one page each. A new rule is a file, its page, and a line in [`RULES`].

mod annotation_syntax;
mod broken_anchor;
mod broken_link;
mod completed_with_open_criteria;
mod criteria;
mod dependency_cycle;
mod done_without_evidence;
mod duplicate_id;
mod invalid_front_matter;
mod invalid_utf8;
mod malformed_box;
mod mis_decoded_text;
mod missing_reference;
mod missing_section;
mod open_blocker;
#[cfg(test)]
mod pages;
mod placeholder;
mod problems;
mod proves_nothing;
mod rollup_drift;
mod status_mismatch;
mod unclosed_comment;
mod unclosed_fence;
mod unknown_status;
mod unlabelled_fence;
mod unsafe_statement;
pub(crate) mod unused_allow;
mod wrong_date;
mod wrong_total;

use crate::Rule;

/// Every rule, by id.
pub const RULES: &[Rule] = &[
    annotation_syntax::RULE,
    broken_anchor::RULE,
    broken_link::RULE,
    completed_with_open_criteria::RULE,
    dependency_cycle::RULE,
    done_without_evidence::RULE,
    duplicate_id::RULE,
    invalid_front_matter::RULE,
    invalid_utf8::RULE,
    malformed_box::RULE,
    mis_decoded_text::RULE,
    missing_reference::RULE,
    missing_section::RULE,
    open_blocker::RULE,
    placeholder::RULE,
    proves_nothing::RULE,
    rollup_drift::RULE,
    status_mismatch::RULE,
    unclosed_comment::RULE,
    unclosed_fence::RULE,
    unknown_status::RULE,
    unlabelled_fence::RULE,
    unsafe_statement::RULE,
    unused_allow::RULE,
    wrong_date::RULE,
    wrong_total::RULE,
];
