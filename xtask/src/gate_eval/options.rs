//! The options of `cargo xtask gate-eval`.

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Options {
    /// Simulated measurements of each cell.
    pub(super) reps: usize,
    /// The tables as JSON.
    pub(super) json: bool,
}

impl Options {
    /// Reads the words behind `gate-eval`.
    ///
    /// # Errors
    /// When one of them is not known.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self { reps: 1_500, json: false };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--json" => options.json = true,
                "--reps" => {
                    let value = words.next().ok_or("`--reps` needs a value")?;
                    let reps = value.parse().ok().filter(|reps| (20..=100_000).contains(reps));
                    options.reps =
                        reps.ok_or_else(|| format!("`{value}` is not a number from 20 to 100000"))?;
                }
                other => {
                    return Err(format!("`{other}` is not an option of `gate-eval`: --reps N, --json"));
                }
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_or_refused() {
        assert_eq!(Options::parse(&["--reps", "200", "--json"]), Ok(Options { reps: 200, json: true }));
        assert!(Options::parse(&["--reps", "0"]).is_err());
        assert!(Options::parse(&["--reps"]).is_err());
        assert!(Options::parse(&["--fast"]).unwrap_err().contains("--json"));
    }
}
