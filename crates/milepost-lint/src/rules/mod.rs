//! The rules: one file and one page each. A new rule is a file, its page, and a line in [`RULES`].

mod annotation_conflict;
mod annotation_syntax;
mod broken_anchor;
mod broken_link;
mod broken_mention;
mod checkout_before_undo;
mod completed_before_created;
mod completed_with_open_criteria;
mod conflicting_rollups;
mod criteria;
mod dependency_cycle;
mod done_without_evidence;
mod duplicate_id;
mod effort_mismatch;
mod invalid_front_matter;
mod invalid_utf8;
mod malformed_box;
mod mis_decoded_text;
mod misplaced_milestone;
mod missing_file;
mod missing_reference;
mod missing_section;
mod no_database_undo;
mod number_mismatch;
mod open_blocker;
mod open_dependency;
#[cfg(test)]
mod pages;
mod placeholder;
mod problems;
mod proves_nothing;
mod ragged_row;
mod resolve_as_undo;
mod rollback_commands;
mod rollup_drift;
mod stale_date;
mod status_behind_boxes;
mod status_behind_parts;
mod status_mismatch;
mod unclosed_comment;
mod unclosed_fence;
mod unknown_status;
mod unlabelled_fence;
mod unlisted_milestone;
mod unsafe_statement;
pub(crate) mod unused_allow;
mod wrong_date;
mod wrong_total;

use crate::Rule;

/// Every rule, by id.
pub const RULES: &[Rule] = &[
    annotation_conflict::RULE,
    annotation_syntax::RULE,
    broken_anchor::RULE,
    broken_link::RULE,
    broken_mention::RULE,
    checkout_before_undo::RULE,
    completed_before_created::RULE,
    completed_with_open_criteria::RULE,
    conflicting_rollups::RULE,
    dependency_cycle::RULE,
    done_without_evidence::RULE,
    duplicate_id::RULE,
    effort_mismatch::RULE,
    invalid_front_matter::RULE,
    invalid_utf8::RULE,
    malformed_box::RULE,
    mis_decoded_text::RULE,
    misplaced_milestone::RULE,
    missing_file::RULE,
    missing_reference::RULE,
    missing_section::RULE,
    no_database_undo::RULE,
    number_mismatch::RULE,
    open_blocker::RULE,
    open_dependency::RULE,
    placeholder::RULE,
    proves_nothing::RULE,
    ragged_row::RULE,
    resolve_as_undo::RULE,
    rollup_drift::RULE,
    stale_date::RULE,
    status_behind_boxes::RULE,
    status_behind_parts::RULE,
    status_mismatch::RULE,
    unclosed_comment::RULE,
    unclosed_fence::RULE,
    unknown_status::RULE,
    unlabelled_fence::RULE,
    unlisted_milestone::RULE,
    unsafe_statement::RULE,
    unused_allow::RULE,
    wrong_date::RULE,
    wrong_total::RULE,
];
