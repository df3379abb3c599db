//! Taking a change back on a database that somebody needs: in one transaction, which ends well only when the schema is
//! the one before the change and no row of before is another.

mod doomed;
mod expected;
mod keep;
mod run_scripts;
mod statements;
#[expect(clippy::module_inception, reason = "a file is named after its one public verb")]
mod undo;
mod undoable;

pub use doomed::Doomed;
pub use keep::Keep;
pub use run_scripts::run_scripts;
pub use undo::{Preview, Saved, UndoError, UndoRequest, Undone, preview, undo};
pub use undoable::{Begun, Script, Undoable};

pub(crate) use statements::ending_statement;
pub(crate) use undoable::{LEDGER, Refused};
