//! The options of `cargo xtask gate-eval`.

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// Simulated measurements of each cell.
    pub(super) reps: usize,
    /// Real programs in the place of simulated ones: so many rounds of each.
    pub(super) real: Option<usize>,
    /// Minutes after which no further round begins.
    pub(super) minutes: u64,
    /// Of the real programs only those whose names hold this.
    pub(super) program: Option<String>,
    /// Processor time alone, which is decided in a tenth of the runs that wall time takes.
    pub(super) cpu_alone: bool,
    /// The tables as JSON.
    pub(super) json: bool,
}

impl Options {
    /// Reads the words behind `gate-eval`.
    ///
    /// # Errors
    /// When one of them is not known.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options =
            Self { reps: 1_500, real: None, minutes: 30, program: None, cpu_alone: false, json: false };
        let mut reps = None;
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--json" => options.json = true,
                "--cpu" => options.cpu_alone = true,
                "--program" => {
                    let name = words.next().ok_or_else(|| format!("`{word}` needs a value"))?;
                    options.program = Some((*name).to_owned());
                }
                "--real" => options.real = Some(10),
                "--reps" => reps = Some(number(word, words.next(), 100_000)?),
                "--minutes" => options.minutes = number(word, words.next(), 10_000)? as u64,
                other => {
                    return Err(format!(
                        "`{other}` is not an option of `gate-eval`: --real, --reps N, --minutes N, \
                         --program NAME, --cpu, --json"
                    ));
                }
            }
        }
        match (options.real, reps) {
            (Some(_), Some(reps)) => options.real = Some(reps),
            (None, Some(reps @ 0..20)) => {
                return Err(format!("{reps} simulations of each cell say nothing: at least 20"));
            }
            (None, Some(reps)) => options.reps = reps,
            (_, None) => {}
        }
        Ok(options)
    }
}

/// The number behind an option, from 1 to `most`.
fn number(option: &str, value: Option<&&str>, most: usize) -> Result<usize, String> {
    let value = value.ok_or_else(|| format!("`{option}` needs a value"))?;
    let number = value.parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| format!("`{value}` is not a number from 1 to {most}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_or_refused() {
        assert_eq!(
            Options::parse(&["--reps", "200", "--json"]),
            Ok(Options { reps: 200, json: true, ..Options::parse(&[]).unwrap() })
        );
        let real = Options::parse(&["--real", "--minutes", "5"]).unwrap();
        assert_eq!((real.real, real.minutes), (Some(10), 5));
        assert_eq!(Options::parse(&["--real", "--reps", "3"]).map(|options| options.real), Ok(Some(3)));
        assert!(Options::parse(&["--reps", "0"]).is_err() && Options::parse(&["--reps", "3"]).is_err());
        let one = Options::parse(&["--real", "--program", "awk", "--cpu"]).unwrap();
        assert_eq!((one.program.as_deref(), one.cpu_alone), (Some("awk"), true));
        assert!(Options::parse(&["--reps"]).is_err() && Options::parse(&["--program"]).is_err());
        assert!(Options::parse(&["--fast"]).unwrap_err().contains("--json"));
    }
}
