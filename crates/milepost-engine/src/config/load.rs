//! Reading `milepost.toml`.

use std::{io, path::Path};

use milepost_document::{LineIndex, Position, Span};
use milepost_portfolio::nearest;
use milepost_system::System;

use super::{
    Config,
    mistake::{Mistake, mistake},
};

/// The file's name, at the root of the project.
pub const FILE_NAME: &str = "milepost.toml";

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read `{FILE_NAME}`")]
    Read(#[source] io::Error),
    /// The file is not what it should be.
    #[error("`{FILE_NAME}` line {}, column {}: {message}", .position.line, .position.column)]
    Syntax {
        /// Where it goes wrong.
        position: Position,
        /// The place in bytes.
        span: Span,
        /// What was found and what would be right.
        message: String,
        /// The line with a mark below the place.
        excerpt: String,
        /// The next step, where it is known.
        hint: Option<String>,
    },
}

/// Reads the configuration at the root of a project; the default when there is none.
///
/// # Errors
/// When the file is there and cannot be used.
pub fn load(system: &dyn System, root: &Path) -> Result<Config, ConfigError> {
    match system.read(&root.join(FILE_NAME)) {
        Ok(bytes) => parse(&bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Config::default()),
        Err(error) => Err(ConfigError::Read(error)),
    }
}

/// Reads a configuration from its bytes.
///
/// # Errors
/// With the place of the first thing that is wrong.
pub fn parse(bytes: &[u8]) -> Result<Config, ConfigError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let valid = String::from_utf8_lossy(&bytes[..at]).into_owned();
        let hint = Some("save the file as UTF-8".to_owned());
        syntax(&valid, Span::from(at..at), "not UTF-8".to_owned(), hint)
    })?;
    let config: Config = toml::from_str(text).map_err(|error| {
        let message = error.message().trim().replace('\n', "; ");
        let hint = did_you_mean(&message);
        syntax(text, Span::from(error.span().unwrap_or(0..0)), message, hint)
    })?;
    match mistake(&config, text) {
        Some(Mistake { span, message, hint }) => Err(syntax(text, span, message, hint)),
        None => Ok(config),
    }
}

fn syntax(text: &str, span: Span, message: String, hint: Option<String>) -> ConfigError {
    let position = LineIndex::new(text).position(text, span.start);
    ConfigError::Syntax { excerpt: excerpt(text, span), position, span, message, hint }
}

/// The key that was most likely meant: "unknown field `rnu`, expected one of `run`, `inputs`".
fn did_you_mean(message: &str) -> Option<String> {
    let (unknown, known) = message.strip_prefix("unknown field ")?.split_once(", expected")?;
    let known = known.split('`').skip(1).step_by(2);
    nearest(unknown.trim_matches('`'), known).map(|near| format!("did you mean `{near}`?"))
}

/// The first line of a place, with a mark below it.
fn excerpt(text: &str, span: Span) -> String {
    const WIDEST: usize = 100;
    let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let number = text[..start].matches('\n').count() + 1;
    let before: String =
        text[start..span.start as usize].chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let marked = text
        [span.start as usize..(span.end as usize).min(start + line.len()).max(span.start as usize)]
        .chars()
        .count();
    let shown: String = line.chars().take(WIDEST).collect();
    let margin = " ".repeat(number.to_string().len());
    format!("{number} | {shown}\n{margin} | {before}{}", "^".repeat(marked.clamp(1, WIDEST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(parse(b"").unwrap(), Config::default());
    }

    #[test]
    fn an_unknown_key_is_an_error_with_its_place() {
        let error = parse(b"[checks.a]\nrun = 'true'\ninput = []\n").unwrap_err().to_string();
        assert!(error.contains("line 3, column 1"), "{error}");
        assert!(error.contains("`inputs`"), "{error}");
    }

    #[test]
    fn checks_and_suites_share_one_namespace() {
        let error = parse(b"[checks.a]\nrun = 'x'\n[suites.a]\nrun = 'x'\n").unwrap_err();
        assert!(error.to_string().contains("line 3, column 1"), "{error}");
        assert!(error.to_string().contains("`a` names both a check and a suite"), "{error}");
    }

    #[test]
    fn bytes_that_are_no_text_are_an_error_with_their_place() {
        let error = parse(b"# fine\n# \xff\n").unwrap_err().to_string();
        assert!(error.contains("line 2, column 3"), "{error}");
    }

    /// Every mistake by its message, the marked text, and the hint.
    #[test]
    fn mistakes_have_a_place_and_a_next_step() {
        for (text, says, marked, hint) in [
            ("[checks.a]\nrnu = 'x'\n", "unknown field `rnu`", "rnu", "did you mean `run`?"),
            ("[chekcs.a]\nrun = 'x'\n", "unknown field `chekcs`", "chekcs", "did you mean `checks`?"),
            ("[checks.a]\nrun = 1\n", "invalid type", "1", ""),
            ("[checks.a]\nrun = ' '\n", "the command is empty", "' '", "write the command"),
            (
                "[checks.a]\nrun = 'x'\ninputs = ['ok', 'src/[a']\n",
                "`src/[a` is no glob",
                "'src/[a'",
                "a glob is",
            ),
            ("[checks.a]\nrun = 'x'\nwrites = ['/etc/x']\n", "it is absolute", "'/etc/x'", "a glob is"),
            (
                "[suites.a]\nrun = 'x'\nreport = { format = 'junnit', path = 'x' }\n",
                "`junnit` is not a known format",
                "'junnit'",
                "did you mean `junit`?",
            ),
            (
                "[suites.a]\nrun = 'x'\nreport = { format = 'lcov', path = 'x' }\n",
                "`lcov` is no format of tests",
                "'lcov'",
                "",
            ),
            (
                "[coverage]\nrun = 'x'\nreport = { format = 'junit', path = 'x' }\n",
                "`junit` is no format of coverage",
                "'junit'",
                "",
            ),
            (
                "[configuration]\nfiles = ['a.toml', 'web/.env']\n",
                "`web/.env` holds real values",
                "'web/.env'",
                "name the file that shows",
            ),
            ("[configuration]\nfiles = ['[a']\n", "`[a` is no glob", "'[a'", "a glob is"),
            (
                "[checks.a]\nrun = 'x'\n[components.b]\nchecks = ['a', 'aa']\n",
                "`aa` is no check or suite",
                "'aa'",
                "did you mean `a`?",
            ),
            ("[components.b]\n", "neither paths nor checks", "", "say in `checks`"),
            ("[components.b]\npaths = ['[a']\n", "`[a` is no glob", "'[a'", "a glob is"),
            ("[components.'-']\npaths = ['a']\n", "no name that a document could write", "", "give it"),
            (
                "[metrics.m]\nrun = 'x'\n[components.b]\nchecks = ['m']\n",
                "`m` is a metric",
                "'m'",
                "name it in an item",
            ),
            ("[gates.low]\nscope = 'on'\n", "unknown variant `on`", "'on'", ""),
            ("[checks.a]\nrun = 'x'\nrun = 'y'\n", "duplicate key", "run", ""),
            ("[checks.a\n", "", "", ""),
        ] {
            let ConfigError::Syntax { span, message, hint: found, excerpt, .. } =
                parse(text.as_bytes()).unwrap_err()
            else {
                panic!("{text}")
            };
            assert!(message.contains(says), "{text}: {message}");
            if !marked.is_empty() {
                assert_eq!(span.text(text), marked, "{text}: {message}");
                assert!(excerpt.ends_with(&"^".repeat(marked.chars().count())), "{excerpt}");
            }
            assert!(found.unwrap_or_default().starts_with(hint), "{text}: {message}");
        }
    }
}
