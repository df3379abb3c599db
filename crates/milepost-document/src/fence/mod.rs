//! What the commands in code fences do, as far as their text tells.

mod allowance;
mod bash;
mod findings;
mod ignored;
mod language;
mod looks;
mod masked;
mod plain;
mod shell_words;
mod swallowed;
mod unasked;

pub use bash::{Statement, statements};
pub use findings::{UnsafeKind, UnsafeStatement, inline_command, unsafe_statements};
pub use language::{Language, language};
pub use looks::only_looks;
pub use masked::{masked_commands, skipped_commands};
pub use shell_words::{ShellWords, shell_words};
