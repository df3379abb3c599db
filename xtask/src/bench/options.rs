//! The options of `cargo xtask bench`.

use std::path::PathBuf;

use super::inputs::Sizes;

/// What was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// A tenth of the inputs, and nothing is installed.
    pub(super) quick: bool,
    /// The table as JSON.
    pub(super) json: bool,
    /// Runs of each case.
    pub(super) rounds: usize,
    /// Only groups whose name holds this.
    pub(super) only: Option<String>,
    /// Write the inputs here, measure nothing.
    pub(super) inputs: Option<PathBuf>,
    /// Count the parser's instructions and compare them with the reference, instead of measuring.
    pub(super) guard: bool,
    /// With `guard`: write the reference.
    pub(super) write: bool,
    /// The binary; built when none is named.
    pub(super) binary: Option<PathBuf>,
}

impl Options {
    /// Reads the words behind `bench`.
    ///
    /// # Errors
    /// When one of them is not known.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self {
            quick: false,
            json: false,
            rounds: 5,
            only: None,
            inputs: None,
            guard: false,
            write: false,
            binary: None,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value =
                || words.next().map(|word| (*word).to_owned()).ok_or(format!("`{word}` needs a value"));
            match *word {
                "--quick" => options.quick = true,
                "--json" => options.json = true,
                "--guard" => options.guard = true,
                "--write" => options.write = true,
                "--rounds" => {
                    let rounds = value()?;
                    let count = rounds.parse().ok().filter(|count| (1..=99).contains(count));
                    options.rounds =
                        count.ok_or_else(|| format!("`{rounds}` is not a number from 1 to 99"))?;
                }
                "--only" => options.only = Some(value()?),
                "--inputs" => options.inputs = Some(value()?.into()),
                "--binary" => options.binary = Some(value()?.into()),
                other => {
                    return Err(format!(
                        "`{other}` is not an option of `bench`: --quick, --json, --rounds N, --only GROUP, \
                         --inputs FOLDER, --binary FILE, --guard, --write"
                    ));
                }
            }
        }
        if options.write && !options.guard {
            return Err("`--write` writes the reference of `--guard`, which is missing".to_owned());
        }
        Ok(options)
    }

    pub(super) fn sizes(&self) -> Sizes {
        if self.quick { Sizes::QUICK } else { Sizes::FULL }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_or_refused() {
        let options = Options::parse(&["--quick", "--rounds", "3", "--only", "show"]).unwrap();
        assert!(options.quick && !options.json);
        assert_eq!((options.rounds, options.only.as_deref()), (3, Some("show")));
        assert!(Options::parse(&["--rounds", "0"]).is_err());
        assert!(Options::parse(&["--only"]).is_err());
        assert!(Options::parse(&["--guard", "--write"]).unwrap().write);
        assert!(Options::parse(&["--write"]).is_err());
        assert!(Options::parse(&["--fast"]).unwrap_err().contains("--quick"));
    }
}
