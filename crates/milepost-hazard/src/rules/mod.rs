//! The rules: one file and one page each. A new rule is a file, its page, and a line in [`RULES`].

mod blocking_detach;
mod blocking_index;
mod blocking_index_drop;
mod blocking_refresh;
mod blocking_reindex;
mod cascading_delete;
mod cascading_drop;
mod cascading_undo;
mod changed_type;
mod constraint_builds_index;
mod deleted_rows;
mod discarding_undo;
mod dropped_column;
mod dropped_table;
mod empty_undo;
mod enum_value_added;
mod enum_value_used;
mod explicit_lock;
mod foreign_undo;
mod half_applied;
mod hiding_if_exists;
mod lossy_conversion;
mod missing_undo;
mod no_lock_timeout;
mod not_undone;
mod opaque_code;
mod open_transaction;
mod overwritten_values;
mod own_transaction;
#[cfg(test)]
mod pages;
mod pair;
mod pragma_in_transaction;
mod rebuilt;
mod renamed_column;
mod renamed_table;
mod required_column;
mod scanning_not_null;
mod sequence_set;
mod table_rewrite;
mod tightening_undo;
mod truncated_table;
mod unasserted_algorithm;
mod undone_out_of_order;
mod unfilled_not_null;
mod unparsed;
mod untransactional_statement;
mod unused_ignore;
mod validating_constraint;
mod whole_table_update;

pub(crate) use scanning_not_null::is_filled;
pub(crate) use unused_ignore::RULE as UNUSED_IGNORE;

use crate::Rule;

/// Every rule, by id.
pub const RULES: &[Rule] = &[
    blocking_detach::RULE,
    blocking_index::RULE,
    blocking_index_drop::RULE,
    blocking_refresh::RULE,
    blocking_reindex::RULE,
    cascading_delete::RULE,
    cascading_drop::RULE,
    cascading_undo::RULE,
    changed_type::RULE,
    constraint_builds_index::RULE,
    deleted_rows::RULE,
    discarding_undo::RULE,
    dropped_column::RULE,
    dropped_table::RULE,
    empty_undo::RULE,
    enum_value_added::RULE,
    enum_value_used::RULE,
    explicit_lock::RULE,
    foreign_undo::RULE,
    half_applied::RULE,
    hiding_if_exists::RULE,
    lossy_conversion::RULE,
    missing_undo::RULE,
    no_lock_timeout::RULE,
    not_undone::RULE,
    opaque_code::RULE,
    open_transaction::RULE,
    overwritten_values::RULE,
    own_transaction::RULE,
    pragma_in_transaction::RULE,
    renamed_column::RULE,
    renamed_table::RULE,
    required_column::RULE,
    scanning_not_null::RULE,
    sequence_set::RULE,
    table_rewrite::RULE,
    tightening_undo::RULE,
    truncated_table::RULE,
    unasserted_algorithm::RULE,
    undone_out_of_order::RULE,
    unfilled_not_null::RULE,
    unparsed::RULE,
    untransactional_statement::RULE,
    unused_ignore::RULE,
    validating_constraint::RULE,
    whole_table_update::RULE,
];
