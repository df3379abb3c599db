//! Decisions, lessons and questions: what is written under Notes & Decisions, and which tasks an open question blocks.

mod adr;
mod blank;
mod columns;
mod entries;
mod note;
mod place;
#[cfg(test)]
mod place_laws;
mod question;
mod record;

pub use note::{NoteRequest, Noted, Wanted, note};
pub use question::{OpenQuestion, open_questions};
