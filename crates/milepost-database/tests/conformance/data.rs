//! What the fingerprint of data sees, the same for every engine.

use milepost_database::{Database, Scope, compare_data};

/// A table `things (id, name, note, amount)` with rows, and changes of it. Statements are ones that every engine knows.
pub(crate) fn check(database: &mut dyn Database) {
    database.run("create table things (id integer primary key, name varchar(40), note varchar(40), amount integer)").unwrap();
    database.run("create table plain (word varchar(10))").unwrap();
    for id in 1..=20 {
        let note = if id % 2 == 0 { "null".to_owned() } else { format!("'note {id}'") };
        database
            .run(&format!("insert into things values ({id}, 'thing {id}', {note}, {})", id * 10))
            .unwrap();
    }
    database.run("insert into plain values ('same'), ('same'), ('other')").unwrap();
    let base = database.fingerprint(&Scope::default()).unwrap();
    assert_eq!(base.tables.len(), 2, "{base:?}");
    assert_eq!(
        base.tables.values().find(|table| table.columns.contains_key("note")).unwrap().columns["note"].values,
        10
    );
    let mut seen = |change: &str, undo: &str, expected: &str| {
        database.run(change).unwrap();
        let diff = compare_data(&base, &database.fingerprint(&Scope::like(&base)).unwrap());
        assert!(diff.to_string().contains(expected), "after `{change}`: {diff}");
        database.run(undo).unwrap();
        let diff = compare_data(&base, &database.fingerprint(&Scope::like(&base)).unwrap());
        assert!(diff.is_proven_equal(), "after `{undo}`: {diff}");
    };
    seen(
        "delete from plain where word = 'other'",
        "insert into plain values ('other')",
        "rows 3 -> 2, word has 3 -> 2 values",
    );
    seen(
        "insert into plain values ('same')",
        "delete from plain; insert into plain values ('other'), ('same'), ('same')",
        "rows 3 -> 4",
    );
    seen(
        "update things set note = null where id = 3",
        "update things set note = 'note 3' where id = 3",
        "note has 10 -> 9 values",
    );
    seen(
        "update things set note = '' where id = 2",
        "update things set note = null where id = 2",
        "note has 10 -> 11 values",
    );
    seen(
        "update things set amount = 31 where id = 3",
        "update things set amount = 30 where id = 3",
        "amount has other values",
    );
    seen(
        "update things set amount = 70 - amount where id in (3, 4)",
        "update things set amount = 70 - amount where id in (3, 4)",
        "values changed places",
    );
    seen(
        "alter table things add column more integer",
        "alter table things drop column more",
        "no difference",
    );
    database.run("alter table things drop column note").unwrap();
    let diff = compare_data(&base, &database.fingerprint(&Scope::like(&base)).unwrap());
    assert!(diff.to_string().contains("note with 10 values is gone"), "{diff}");
    database.run("alter table things add column note varchar(40)").unwrap();
    let diff = compare_data(&base, &database.fingerprint(&Scope::default()).unwrap());
    assert!(
        diff.to_string().contains("note has 10 -> 0 values"),
        "a column that was dropped and added again: {diff}"
    );
    database.run("update things set note = 'x'").unwrap();
    check_samples(database);
}

/// A sample is of the same rows whatever their order, and says that it is one.
fn check_samples(database: &mut dyn Database) {
    let rows: Vec<String> = (100..1100).map(|id| format!("({id}, 'thing {id}', {id})")).collect();
    let insert =
        |rows: &[String]| format!("insert into things (id, name, amount) values {}", rows.join(", "));
    database.run(&insert(&rows)).unwrap();
    let sampled = database.fingerprint(&Scope::all(200)).unwrap();
    let things = sampled.tables.values().find(|table| table.rows == 1020).unwrap();
    assert!((40..400).contains(&things.rows_read), "{}", things.rows_read);
    database.run("delete from things where id >= 100").unwrap();
    let turned: Vec<String> = rows.into_iter().rev().collect();
    database.run(&insert(&turned)).unwrap();
    let diff = compare_data(&sampled, &database.fingerprint(&Scope::like(&sampled)).unwrap());
    assert!(diff.is_empty() && !diff.is_proven_equal(), "{diff}");
    database.run("update things set amount = amount + 1").unwrap();
    let diff = compare_data(&sampled, &database.fingerprint(&Scope::like(&sampled)).unwrap());
    assert!(diff.to_string().contains("amount has other values"), "{diff}");
}
