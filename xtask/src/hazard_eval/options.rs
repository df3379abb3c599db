//! The options of `cargo xtask hazard-eval`.

use std::path::PathBuf;

/// What was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// The program squawk; the one in `PATH` when none is named.
    pub(super) squawk: Option<PathBuf>,
    /// Whether to write what was measured into the files of the migrations.
    pub(super) write: bool,
    /// Whether to take what the files say was measured, and start no PostgreSQL.
    pub(super) stored: bool,
}

impl Options {
    /// Reads the words behind `hazard-eval`.
    ///
    /// # Errors
    /// When one of them is not known.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--write" => options.write = true,
                "--stored" => options.stored = true,
                "--squawk" => options.squawk = Some(words.next().ok_or("`--squawk` needs a path")?.into()),
                other => {
                    return Err(format!(
                        "`{other}` is not an option of `hazard-eval`: --squawk PATH, --write, --stored"
                    ));
                }
            }
        }
        Ok(options)
    }
}
