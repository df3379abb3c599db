//! What the commands in code fences do, as far as their text tells.

mod bash;
mod findings;
mod language;
mod masked;
mod plain;
mod shell_words;
mod swallowed;

pub use bash::{Statement, statements};
pub use findings::{UnsafeKind, UnsafeStatement, inline_command, unsafe_statements};
pub use language::{Language, language};
pub use masked::{masked_commands, skipped_commands};
pub use shell_words::{ShellWords, shell_words};
