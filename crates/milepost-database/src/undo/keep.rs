//! Where data goes that is about to be taken out of a database.

use std::io;

/// Takes data, file by file. What was taken has to be durable when [`Keep::end`] answers.
pub trait Keep {
    /// A new file, of which nothing is left of an earlier attempt.
    fn begin(&mut self, name: &str) -> io::Result<()>;

    /// More of it.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// All of it.
    fn end(&mut self) -> io::Result<()>;
}
