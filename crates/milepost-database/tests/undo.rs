//! Taking a change back: what is refused, so that nobody believes that it was taken back.
#![expect(clippy::unwrap_used, reason = "tests of real databases")]

use std::io;

use milepost_database::{
    Database, Keep, Scope, Script, Snapshot, SqliteDatabase, UndoError, UndoRequest, Undone, undo,
};

/// What is taken out goes nowhere.
struct Nowhere;

impl Keep for Nowhere {
    fn begin(&mut self, _name: &str) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, _bytes: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const BASE: &str = "create table orders (id integer primary key, price integer);
    insert into orders (price) values (1), (2);
    create table books (version text);
    insert into books values ('1');";

struct Live {
    _folder: tempfile::TempDir,
    database: SqliteDatabase,
    base: Snapshot,
    changed: Snapshot,
}

impl Live {
    fn by(up: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("live.db");
        rusqlite::Connection::open(&path).unwrap().execute_batch(BASE).unwrap();
        let mut database = SqliteDatabase::open(&path).unwrap();
        let base = database.snapshot().unwrap();
        database.run(up).unwrap();
        let changed = database.snapshot().unwrap();
        Self { _folder: folder, database, base, changed }
    }

    /// Takes it back by `down`, with `books` for the books.
    fn back(&mut self, down: &str, books: &str) -> Result<Undone, UndoError> {
        let scripts =
            [Script { name: "2".to_owned(), sql: down.to_owned() }, Script::of_books("2", books.to_owned())];
        let request = UndoRequest {
            run: "run",
            scripts: &scripts,
            changed: &self.changed,
            base: &self.base,
            bookkeeping: &["books".to_owned()],
            accept_loss: true,
        };
        let before = self.database.fingerprint(&Scope::default()).unwrap();
        let done = undo(&mut self.database, &request, &mut Nowhere);
        if done.is_err() {
            let after = self.database.fingerprint(&Scope::default()).unwrap();
            assert!(milepost_database::compare_data(&before, &after).is_empty(), "nothing has happened");
        }
        done
    }
}

const UP: &str = "alter table orders add column books text; insert into books values ('2');";

#[test]
fn what_came_with_the_work_goes_and_the_rest_stays() {
    let mut live = Live::by(UP);
    let done = live.back("alter table orders drop column books", "delete from books where version = '2'");
    assert!(matches!(done, Ok(Undone::Now(_))), "{done:?}");
}

#[test]
fn a_column_that_has_the_name_of_the_books_is_no_book() {
    let mut live = Live::by(UP);
    let forgotten = live.back("select 1", "delete from books where version = '2'");
    assert!(matches!(forgotten, Err(UndoError::NotBase(_))), "{forgotten:?}");
}

#[test]
fn books_that_say_what_they_said_are_refused() {
    let mut live = Live::by(UP);
    let unwritten =
        live.back("alter table orders drop column books", "delete from books where version = '02'");
    assert!(matches!(unwritten, Err(UndoError::Books(_))), "{unwritten:?}");
}

#[test]
fn what_the_work_took_out_is_not_brought_back_unseen() {
    let mut live = Live::by("alter table orders drop column price; insert into books values ('2');");
    let filled =
        live.back("alter table orders add column price integer", "delete from books where version = '2'");
    assert!(matches!(filled, Err(UndoError::Restores(_))), "{filled:?}");
}
