//! dbmate: one file `20260101120000_phone.sql` for both ways, with `-- migrate:up` and `-- migrate:down`.

use super::{Source, source::file};

const DOWN: &str = "-- migrate:down";

pub(super) const SOURCE: Source = Source {
    table: Some("schema_migrations"),
    // golang-migrate and Rails have a table of that name, too.
    columns: Some(&["version"]),
    down: |name, files| {
        let pair = file(files, ".down.sql").map(str::to_owned);
        let marked = || file(files, ".sql").and_then(below_mark);
        pair.or_else(marked).ok_or_else(|| format!("the migration `{name}` has nothing below `{DOWN}`"))
    },
    undone: |name| {
        let version: String = name.chars().take_while(char::is_ascii_digit).collect();
        format!("delete from schema_migrations where version = '{version}'")
    },
    forward: None,
};

fn below_mark(text: &str) -> Option<String> {
    let mut lines = text.lines().skip_while(|line| !line.trim_start().starts_with(DOWN));
    lines.next()?;
    let down: Vec<&str> = lines.take_while(|line| !line.trim_start().starts_with("-- migrate:up")).collect();
    Some(down.join("\n"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_way_back_is_what_stands_below_its_mark() {
        let text =
            "-- migrate:up\ncreate table a (b int);\n\n-- migrate:down transaction:true\ndrop table a;\n";
        let files = BTreeMap::from([("20260101_a.sql".to_owned(), text.to_owned())]);
        assert_eq!((SOURCE.down)("20260101_a", &files).unwrap(), "drop table a;");
        let files = BTreeMap::from([("20260101_a.sql".to_owned(), "-- migrate:up\n".to_owned())]);
        assert!((SOURCE.down)("20260101_a", &files).is_err());
        assert_eq!((SOURCE.undone)("20260101_a"), "delete from schema_migrations where version = '20260101'");
    }
}
