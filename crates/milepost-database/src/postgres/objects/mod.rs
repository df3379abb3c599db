//! One file for each kind of object, and the order in which a page would tell of them.

mod aggregates;
mod casts;
mod checks;
mod collations;
mod column_orders;
mod column_slots;
mod columns;
mod comments;
mod composite_types;
mod default_grants;
mod domains;
mod enums;
mod event_triggers;
mod exclusions;
mod extensions;
mod foreign_keys;
mod foreign_servers;
mod functions;
mod grants;
mod indexes;
mod keys;
mod materialized_views;
mod operators;
mod policies;
mod publications;
mod range_types;
mod roles;
mod rules;
mod schemas;
mod security_labels;
mod sequences;
mod settings;
mod statistics;
mod subscriptions;
mod tables;
mod text_search;
mod triggers;
mod views;

use crate::catalog::Adapter;

/// What is read, in any order.
pub(super) const ADAPTERS: &[Adapter] = &[
    aggregates::ADAPTER,
    casts::ADAPTER,
    checks::ADAPTER,
    collations::ADAPTER,
    column_orders::ADAPTER,
    column_slots::ADAPTER,
    columns::ADAPTER,
    comments::ADAPTER,
    composite_types::ADAPTER,
    default_grants::ADAPTER,
    domains::ADAPTER,
    enums::ADAPTER,
    event_triggers::ADAPTER,
    exclusions::ADAPTER,
    extensions::ADAPTER,
    foreign_keys::ADAPTER,
    foreign_servers::ADAPTER,
    functions::ADAPTER,
    grants::ADAPTER,
    indexes::ADAPTER,
    keys::ADAPTER,
    materialized_views::ADAPTER,
    operators::ADAPTER,
    policies::ADAPTER,
    publications::ADAPTER,
    range_types::ADAPTER,
    roles::ADAPTER,
    rules::ADAPTER,
    schemas::ADAPTER,
    security_labels::ADAPTER,
    sequences::ADAPTER,
    settings::ADAPTER,
    statistics::ADAPTER,
    subscriptions::ADAPTER,
    tables::ADAPTER,
    text_search::ADAPTER,
    triggers::ADAPTER,
    views::ADAPTER,
];

/// What every statement begins with: `ext`, what belongs to extensions and is described by them alone; `ns`, the schemas that
/// are not the server's own; `rel`, the relations in them.
pub(super) const PRELUDE: &str = "
    with ext as materialized (select classid, objid from pg_catalog.pg_depend where deptype = 'e'),
    ns as materialized (
        select n.* from pg_catalog.pg_namespace n where nspname !~ '^pg_' and nspname <> 'information_schema'
            and not exists (select from ext where classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and objid = n.oid)
    ),
    rel as materialized (
        select c.* from pg_catalog.pg_class c join ns on ns.oid = c.relnamespace
        where not exists (select from ext where classid = 'pg_catalog.pg_class'::pg_catalog.regclass and objid = c.oid)
    )";

/// What a snapshot of this engine does not look at.
pub(super) const NOT_COVERED: &[&str] = &[
    "base types, languages, access methods, transforms and conversions that no extension brought",
    "passwords of roles, options of user mappings, connections of subscriptions: they may be secrets",
    "tablespaces, settings and grants of the server that belong to no database",
    "large objects",
    "statistics of the planner",
];
