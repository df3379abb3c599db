//! Reading `milepost.toml`.

use std::{io, path::Path};

use milepost_document::{LineIndex, Position, Span};
use milepost_system::System;

use super::Config;

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
    },
    /// Two tables use one name.
    #[error(
        "`{FILE_NAME}`: `{0}` names both a check and a suite; checks, suites and metrics share one namespace"
    )]
    NameClash(String),
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
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
        syntax(&valid, error.valid_up_to()..error.valid_up_to(), "not UTF-8".to_owned())
    })?;
    let config: Config = toml::from_str(text).map_err(|error| {
        syntax(text, error.span().unwrap_or(0..0), error.message().trim().replace('\n', "; "))
    })?;
    match config.checks.keys().find(|name| config.suites.contains_key(*name)) {
        Some(name) => Err(ConfigError::NameClash(name.clone())),
        None => Ok(config),
    }
}

fn syntax(text: &str, range: std::ops::Range<usize>, message: String) -> ConfigError {
    let span = Span::from(range);
    ConfigError::Syntax { position: LineIndex::new(text).position(text, span.start), span, message }
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
        assert!(matches!(error, ConfigError::NameClash(name) if name == "a"));
    }

    #[test]
    fn bytes_that_are_no_text_are_an_error_with_their_place() {
        let error = parse(b"# fine\n# \xff\n").unwrap_err().to_string();
        assert!(error.contains("line 2, column 3"), "{error}");
    }
}
