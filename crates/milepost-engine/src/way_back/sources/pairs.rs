//! A file for each way: `0004-vouchers.up.sql` and `0004-vouchers.down.sql`, or a folder with `up.sql` and `down.sql`.

use super::{Source, source::file};

pub(super) const SOURCE: Source = Source {
    table: None,
    columns: None,
    down: |name, files| {
        let found = file(files, ".down.sql").or_else(|| file(files, "/down.sql"));
        found.map(str::to_owned).ok_or_else(|| {
            format!("the migration `{name}` has no `{name}.down.sql`, so nothing takes it back")
        })
    },
    undone: |_| String::new(),
    forward: None,
};
