//! The options of `cargo xtask gate-eval`.

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Options {
    /// Simulated measurements of each cell.
    pub(super) reps: usize,
    /// Real programs in the place of simulated ones: so many rounds of each.
    pub(super) real: Option<usize>,
    /// The tables as JSON.
    pub(super) json: bool,
}

impl Options {
    /// Reads the words behind `gate-eval`.
    ///
    /// # Errors
    /// When one of them is not known.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self { reps: 1_500, real: None, json: false };
        let mut reps = None;
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--json" => options.json = true,
                "--real" => options.real = Some(10),
                "--reps" => {
                    let value = words.next().ok_or("`--reps` needs a value")?;
                    let number = value.parse().ok().filter(|reps| (1..=100_000).contains(reps));
                    let wrong = || format!("`{value}` is not a number from 1 to 100000");
                    reps = Some(number.ok_or_else(wrong)?);
                }
                other => {
                    return Err(format!(
                        "`{other}` is not an option of `gate-eval`: --real, --reps N, --json"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_or_refused() {
        assert_eq!(
            Options::parse(&["--reps", "200", "--json"]),
            Ok(Options { reps: 200, real: None, json: true })
        );
        assert_eq!(Options::parse(&["--real", "--reps", "3"]).map(|options| options.real), Ok(Some(3)));
        assert!(Options::parse(&["--reps", "0"]).is_err() && Options::parse(&["--reps", "3"]).is_err());
        assert!(Options::parse(&["--reps"]).is_err());
        assert!(Options::parse(&["--fast"]).unwrap_err().contains("--json"));
    }
}
