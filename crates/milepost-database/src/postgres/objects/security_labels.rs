//! Security labels.

use crate::{catalog::Adapter, snapshot::Kind};

pub(super) const ADAPTER: Adapter = Adapter {
    kind: Kind::SecurityLabel,
    sql: "
    select format('%s %s by %s', objtype, objname, provider), null, label
        from pg_seclabels where objtype not in ('tablespace', 'role')
    ",
};
