//! One file for each kind of object.

mod checks;
mod column_orders;
mod columns;
mod comments;
mod events;
mod foreign_keys;
mod functions;
mod grants;
mod indexes;
mod keys;
mod sequences;
mod settings;
mod tables;
mod triggers;
mod views;

use crate::catalog::Adapter;

pub(super) use sequences::read as read_sequences;

/// What is read by one statement each, in any order. Sequences are tables, and read one by one.
pub(super) const ADAPTERS: &[Adapter] = &[
    checks::ADAPTER,
    column_orders::ADAPTER,
    columns::ADAPTER,
    comments::ADAPTER,
    events::ADAPTER,
    foreign_keys::ADAPTER,
    functions::ADAPTER,
    grants::ADAPTER,
    indexes::ADAPTER,
    keys::ADAPTER,
    settings::ADAPTER,
    tables::ADAPTER,
    triggers::ADAPTER,
    views::ADAPTER,
];

/// What a snapshot of this engine does not look at.
pub(super) const NOT_COVERED: &[&str] = &[
    "users and roles, and what they may do on the whole server",
    "variables, plugins and user-defined functions of the server",
    "statistics of the planner",
    "options of storage engines that are in no catalog",
];
