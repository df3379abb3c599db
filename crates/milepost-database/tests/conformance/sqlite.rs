//! SQLite: the library that is built in, and the `sqlite3` shell beside it where there is one.

use std::process::Command;

use milepost_database::{Database, Engine, Kind, SqliteDatabase};

use crate::{
    alteration::{Alteration, alter, unseen_by_dump},
    data,
    lab::Lab,
    skip, suite,
};

const BASE: &str = "
create table authors (id integer primary key autoincrement, name text not null collate nocase, email varchar(80));
create table books (
  id integer primary key, author_id integer not null, title text not null default 'untitled', price numeric,
  taxed numeric generated always as (price * 1.2) virtual, isbn text,
  constraint isbn_once unique (isbn), check (price >= 0), check (length(title) > 0),
  foreign key (author_id) references authors(id) on delete cascade
);
create table tags (book_id integer, tag text, primary key (book_id, tag)) without rowid;
create index books_by_title on books (title collate nocase, price desc) where price > 0;
create unique index authors_by_email on authors (lower(email));
create view dear as select id, title from books where price > 100;
create view counted as select author_id, count(*) as books from books group by author_id;
create trigger touch after update of title on books begin update books set isbn = null where id = new.id; end;
create virtual table notes using fts5(body);
insert into authors (name, email) values ('Ann', 'ann@example.org'), ('Bob', null);
insert into books (id, author_id, title, price, isbn) values (1, 1, 'One', 10, '1'), (2, 1, 'Two', 200, '2');
insert into tags values (1, 'a'), (2, 'b');
insert into notes values ('hello world');
pragma user_version = 7;
";

#[derive(Debug)]
struct SqliteLab {
    folder: tempfile::TempDir,
    number: u32,
}

impl SqliteLab {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), number: 0 }
    }

    fn file(&self) -> std::path::PathBuf {
        self.folder.path().join(format!("{}.db", self.number))
    }

    fn shell(&self, arguments: &[&str]) -> String {
        let output = Command::new("sqlite3").arg("-batch").arg(self.file()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

const VIEW: &str = "create view dear as select id, title from books where price > 100";
const BOOKS_AGAIN: &str = "
insert into books_new (id, author_id, title, price, isbn) select id, author_id, title, price, isbn from books;
drop view dear; drop view counted; drop table books; alter table books_new rename to books;
create index books_by_title on books (title collate nocase, price desc) where price > 0;
create view dear as select id, title from books where price > 100;
create view counted as select author_id, count(*) as books from books group by author_id;
create trigger touch after update of title on books begin update books set isbn = null where id = new.id; end;
";

/// A change of `books` that SQLite can only make by writing the table anew, and the way back.
fn rebuilt(kind: Kind, from: &str, to: &str, seen: &'static str) -> Alteration {
    rebuilt_with(kind, &[(from, to)], seen)
}

fn rebuilt_with(kind: Kind, parts: &[(&str, &str)], seen: &'static str) -> Alteration {
    let start = BASE.find("create table books (").unwrap();
    let table = &BASE[start..start + BASE[start..].find(";\n").unwrap()];
    let altered = parts.iter().fold(table.to_owned(), |table, (from, to)| {
        assert!(table.contains(from), "{from}");
        table.replace(from, to)
    });
    let anew = |table: &str| -> &'static str {
        let table = table.replace("table books (", "table \"books_new\" (");
        Box::leak(format!("{table};{BOOKS_AGAIN}").into_boxed_str())
    };
    alter(kind, anew(&altered), anew(table), seen)
}

impl Lab for SqliteLab {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn base(&self) -> &'static str {
        BASE
    }

    fn alterations(&self) -> Vec<Alteration> {
        let pragma = "a setting of the file is not in the text of the schema";
        let mut list = vec![
            alter(Kind::Table, "create table more (a)", "drop table more", "+ table more"),
            alter(
                Kind::Table,
                "alter table tags rename to labels",
                "alter table labels rename to tags",
                "+ table labels",
            ),
            alter(
                Kind::Table,
                "drop table tags; create table tags (book_id integer, tag text, primary key (book_id, tag))",
                "drop table tags; create table tags (book_id integer, tag text, primary key (book_id, tag)) without rowid",
                "options `without rowid` -> none",
            ),
            alter(
                Kind::Table,
                "drop table notes; create virtual table notes using fts5(body, tokenize = porter)",
                "drop table notes; create virtual table notes using fts5(body)",
                "module `fts5(body)` -> `fts5(body, tokenize = porter)`",
            ),
            alter(
                Kind::Column,
                "alter table books add column pages integer",
                "alter table books drop column pages",
                "+ column books.pages: nullable yes, type integer",
            ),
            alter(
                Kind::Column,
                "alter table tags rename column tag to label",
                "alter table tags rename column label to tag",
                "- column tags.tag",
            ),
            rebuilt(Kind::Column, "price numeric", "price real", "type `numeric` -> `real`"),
            rebuilt(Kind::Column, "isbn text", "isbn text not null", "nullable `yes` -> `no`"),
            rebuilt(
                Kind::Column,
                "default 'untitled'",
                "default 'Untitled'",
                "default `'untitled'` -> `'Untitled'`",
            ),
            rebuilt(Kind::Column, "isbn text", "isbn text collate rtrim", "collation none -> `rtrim`"),
            rebuilt(Kind::Column, "price * 1.2", "price * 1.25", "generated `price * 1.2` -> `price * 1.25`"),
            rebuilt(Kind::Column, ") virtual", ") stored", "stored `no` -> `yes`"),
            rebuilt(
                Kind::Column,
                "not null default",
                "not null on conflict replace default",
                "on null none -> `replace`",
            ),
            rebuilt(
                Kind::ColumnOrder,
                "author_id integer not null, title text not null default 'untitled'",
                "title text not null default 'untitled', author_id integer not null",
                "column order books (layout only)",
            ),
            rebuilt(
                Kind::Key,
                "constraint isbn_once unique (isbn)",
                "unique (isbn)",
                "- key books.isbn_once",
            ),
            rebuilt(Kind::Key, "unique (isbn)", "unique (isbn, title)", "columns `isbn` -> `isbn, title`"),
            rebuilt(
                Kind::Key,
                "unique (isbn)",
                "unique (isbn) on conflict ignore",
                "on conflict none -> `ignore`",
            ),
            rebuilt_with(
                Kind::Key,
                &[("id integer primary key", "id integer"), ("isbn_once unique", "isbn_once primary key")],
                "type `unique` -> `primary key`",
            ),
            rebuilt(
                Kind::Key,
                "id integer primary key",
                "id integer primary key autoincrement",
                "autoincrement none -> `yes`",
            ),
            rebuilt(
                Kind::Check,
                "check (price >= 0)",
                "check (price > 0)",
                "- check books.check (price >= 0)",
            ),
            rebuilt(Kind::Check, "check (length(title) > 0),", "", "- check books.check (length(title) > 0)"),
            rebuilt(Kind::Check, "check (price", "constraint fair check (price", "+ check books.fair"),
            rebuilt(Kind::ForeignKey, "on delete cascade", "", "on delete `cascade` -> none"),
            rebuilt(
                Kind::ForeignKey,
                "on delete cascade",
                "on delete set null",
                "on delete `cascade` -> `set null`",
            ),
            rebuilt(
                Kind::ForeignKey,
                "cascade",
                "cascade on update restrict",
                "on update none -> `restrict`",
            ),
            rebuilt(Kind::ForeignKey, "cascade", "cascade deferrable initially deferred", "deferrable none"),
            rebuilt(
                Kind::ForeignKey,
                "authors(id)",
                "authors(email)",
                "references `authors(id)` -> `authors(email)`",
            ),
            rebuilt(Kind::ForeignKey, "foreign key (author_id)", "foreign key (price)", "columns author_id"),
        ];
        let index = "create index books_by_title on books (title collate nocase, price desc) where price > 0";
        for (from, to, seen) in [
            ("index books_by", "unique index books_by", "unique `no` -> `yes`"),
            (
                "price desc",
                "price",
                "columns `(title COLLATE nocase, price DESC)` -> `(title COLLATE nocase, price)`",
            ),
            ("collate nocase", "", "collation `nocase, binary desc` -> `binary, binary desc`"),
            ("price > 0", "price > 1", "where `price > 0` -> `price > 1`"),
            (" where price > 0", "", "where `price > 0` -> none"),
        ] {
            let up = format!("drop index books_by_title; {}", index.replace(from, to));
            let down = format!("drop index books_by_title; {index}");
            list.push(alter(
                Kind::Index,
                Box::leak(up.into_boxed_str()),
                Box::leak(down.into_boxed_str()),
                seen,
            ));
        }
        let trigger = "create trigger touch after update of title on books begin update books set isbn = null where id = new.id; end";
        for (from, to) in [
            ("after", "before"),
            ("of title ", ""),
            ("= null", "= 'null'"),
            ("begin", "when new.id > 1 begin"),
        ] {
            let up = format!("drop trigger touch; {}", trigger.replace(from, to));
            let down = format!("drop trigger touch; {trigger}");
            let (up, down) = (Box::leak(up.into_boxed_str()), Box::leak(down.into_boxed_str()));
            list.push(alter(Kind::Trigger, up, down, "~ trigger books.touch: definition"));
        }
        list.extend([
            alter(Kind::Index, "drop index authors_by_email", "create unique index authors_by_email on authors (lower(email))", "- index authors.authors_by_email"),
            alter(Kind::Trigger, "drop trigger touch", Box::leak(trigger.to_owned().into_boxed_str()), "- trigger books.touch"),
            alter(Kind::View, "drop view dear", VIEW, "- view dear"),
            alter(Kind::View, "drop view dear; create view dear as select id, title from books where price >= 100", "drop view dear; create view dear as select id, title from books where price > 100", "~ view dear: query"),
            alter(Kind::View, "drop view dear; create view dear as select id, title from books where price > 100 and 'A' = 'a'", "drop view dear; create view dear as select id, title from books where price > 100", "'A' = 'a'"),
            alter(
                Kind::View,
                "drop view counted; create view counted as select author_id, count(*) as books from gone group by author_id",
                "drop view counted; create view counted as select author_id, count(*) as books from books group by author_id",
                "broken none ->",
            ),
            unseen_by_dump(Kind::Setting, "pragma user_version = 8", "pragma user_version = 7", "~ setting user_version", pragma),
            unseen_by_dump(Kind::Setting, "pragma application_id = 8", "pragma application_id = 0", "~ setting application_id", pragma),
            unseen_by_dump(Kind::Layout, "pragma journal_mode = wal", "pragma journal_mode = delete", "~ layout journal_mode", pragma),
        ]);
        list
    }

    fn absent(&self) -> &'static [(Kind, &'static str)] {
        const NONE: &str = "SQLite has none";
        &[
            (Kind::Role, NONE),
            (Kind::Schema, NONE),
            (Kind::Extension, NONE),
            (Kind::Enum, NONE),
            (Kind::Domain, NONE),
            (Kind::CompositeType, NONE),
            (Kind::RangeType, NONE),
            (Kind::Collation, NONE),
            (Kind::Sequence, NONE),
            (Kind::ColumnSlots, NONE),
            (Kind::Exclusion, NONE),
            (Kind::Statistics, NONE),
            (Kind::MaterializedView, NONE),
            (Kind::Function, NONE),
            (Kind::Aggregate, NONE),
            (Kind::EventTrigger, NONE),
            (Kind::Event, NONE),
            (Kind::Rule, NONE),
            (Kind::Policy, NONE),
            (Kind::Operator, NONE),
            (Kind::Cast, NONE),
            (Kind::TextSearch, NONE),
            (Kind::ForeignServer, NONE),
            (Kind::Publication, NONE),
            (Kind::Subscription, NONE),
            (Kind::Grant, NONE),
            (Kind::DefaultGrant, NONE),
            (Kind::Comment, NONE),
            (Kind::SecurityLabel, NONE),
        ]
    }

    fn fixed(&self) -> &'static [(Kind, &'static str, &'static str)] {
        const CONTENT: &str = "without a name it is called by it, so that another one is another object";
        &[(Kind::Check, "expression", CONTENT), (Kind::ForeignKey, "columns", CONTENT)]
    }

    fn empty(&mut self) -> Box<dyn Database> {
        self.number += 1;
        drop(rusqlite::Connection::open(self.file()).unwrap().execute_batch("vacuum"));
        Box::new(SqliteDatabase::open(&self.file()).unwrap())
    }

    fn dump(&mut self) -> String {
        // The shell writes the text of the schema as it was typed: quotes and spaces that a rebuilt table got are no
        // difference, and neither is the order in which things were made.
        let text = self.shell(&[".schema"]).replace('"', " ").replace("IF NOT EXISTS", "");
        let words: Vec<&str> = text.split_whitespace().collect();
        let joined = words.join(" ").replace(" (", "(").replace("( ", "(").replace(" )", ")");
        let mut statements: Vec<&str> = joined.split("CREATE ").map(str::trim).collect();
        statements.sort_unstable();
        statements.join("\n")
    }

    fn dumped_and_restored(&mut self, open: Box<dyn Database>) -> Box<dyn Database> {
        drop(open);
        let dump = self.shell(&[".dump"]);
        self.number += 1;
        let file = self.file();
        let mut shell = Command::new("sqlite3")
            .arg("-batch")
            .arg(&file)
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut shell.stdin.take().unwrap(), dump.as_bytes()).unwrap();
        assert!(shell.wait().unwrap().success());
        let mut database = SqliteDatabase::open(&file).unwrap();
        database.run("pragma user_version = 7").unwrap(); // `.dump` leaves settings out
        Box::new(database)
    }
}

#[test]
fn sqlite_sees_every_alteration_and_nothing_else() {
    if skip::is_there("sqlite3") {
        suite::run(&mut SqliteLab::new());
    }
}

#[test]
fn sqlite_fingerprints_data() {
    data::check(SqliteLab::new().empty().as_mut());
}
