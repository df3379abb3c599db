//! What `--version` says: which program this is, and how it was built.

use milepost_report::json::v1;
use serde_json::{Value, json};

/// The version of the program.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");
const COMMIT: Option<&str> = option_env!("MILEPOST_BUILD_COMMIT");
const SECONDS: Option<&str> = option_env!("MILEPOST_BUILD_SECONDS");
const RUSTC: Option<&str> = option_env!("MILEPOST_BUILD_RUSTC");
const TARGET: Option<&str> = option_env!("MILEPOST_BUILD_TARGET");
const PROFILE: Option<&str> = option_env!("MILEPOST_BUILD_PROFILE");

/// One line: `milepost 0.1.0`.
pub(crate) fn short() -> String {
    format!("milepost {VERSION}\n")
}

/// The line, and a line for each fact of the build.
pub(crate) fn long() -> String {
    let facts = [
        ("commit", COMMIT.map(str::to_owned)),
        ("date", date()),
        ("rustc", RUSTC.map(str::to_owned)),
        ("target", TARGET.map(str::to_owned)),
        ("profile", PROFILE.map(str::to_owned)),
        ("process guards", Some(guards().join(", ")).filter(|names| !names.is_empty())),
        ("json", Some(format!("v{}", v1::VERSION))),
    ];
    let lines = facts.into_iter().map(|(name, value)| {
        let value = value.unwrap_or_else(|| "not known".to_owned());
        format!("{name}: {value}\n")
    });
    short() + &lines.collect::<String>()
}

/// The same for programs.
pub(crate) fn facts() -> Value {
    json!({
        "version": VERSION,
        "commit": COMMIT,
        "date": date(),
        "rustc": RUSTC,
        "target": TARGET,
        "profile": PROFILE,
        "guards": guards(),
        "json": v1::VERSION,
    })
}

/// What ties a check's processes down, as far as it was compiled in. What the kernel has of it is said by `doctor`.
fn guards() -> &'static [&'static str] {
    if cfg!(target_os = "linux") {
        &["process groups", "subreaper", "Landlock", "seccomp", "Bubblewrap"]
    } else {
        &["process groups"]
    }
}

/// The civil date, in UTC so that it is the same everywhere.
fn date() -> Option<String> {
    let seconds = SECONDS?.parse().ok()?;
    Some(jiff::Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_version_is_the_first_line_of_the_long_one() {
        assert!(long().starts_with(&short()) && long().lines().count() > 5, "{}", long());
        assert_eq!(facts()["version"], VERSION);
    }

    #[test]
    fn the_compiler_and_the_target_are_known() {
        assert!(RUSTC.unwrap().starts_with("rustc "));
        assert!(TARGET.unwrap().contains(std::env::consts::ARCH));
    }
}
