//! The options of `cargo xtask crash-eval`.

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Options {
    /// Kills at random instants, for each engine and for steps.
    pub(super) instants: usize,
    /// Whether rollbacks are killed.
    pub(super) rollbacks: bool,
    /// Whether runs of implementation steps are killed.
    pub(super) steps: bool,
    /// Whether SQLite takes part.
    pub(super) sqlite: bool,
    /// Whether PostgreSQL takes part.
    pub(super) postgresql: bool,
    /// Whether it is killed before every write to a file and every call of Git, and not only around those of the journal.
    pub(super) every_write: bool,
}

impl Options {
    /// Reads the words behind `crash-eval`.
    ///
    /// # Errors
    /// When one of them is not known.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self {
            instants: 500,
            rollbacks: true,
            steps: true,
            sqlite: true,
            postgresql: true,
            every_write: true,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--sqlite" => options.postgresql = false,
                "--postgresql" => options.sqlite = false,
                "--steps" => options.rollbacks = false,
                "--rollbacks" => options.steps = false,
                "--journal" => options.every_write = false,
                "--instants" => {
                    let value = words.next().ok_or("`--instants` needs a value")?;
                    options.instants =
                        value.parse().map_err(|_| format!("`{value}` is not a number of instants"))?;
                }
                other => {
                    return Err(format!(
                        "`{other}` is not an option of `crash-eval`: --instants N, --steps, --rollbacks, --sqlite, --postgresql, --journal"
                    ));
                }
            }
        }
        Ok(options)
    }

    /// How many kills there are of a run with so many writes and lines of its journal, which is taken up in so many ways.
    pub(super) fn trials(&self, writes: u64, lines: u64, ways: u64) -> usize {
        let chosen = (3 * lines + if self.every_write { writes } else { 0 }) * ways;
        usize::try_from(chosen).unwrap_or(usize::MAX).saturating_add(self.instants)
    }
}
