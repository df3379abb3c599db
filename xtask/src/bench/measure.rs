//! What one run of a program costs, with everything that it starts.
//!
//! A program is run below a fresh process of our own that does nothing else: what the kernel has counted for the
//! children of that one is what the program and its waited-for descendants took, and their largest resident set.

use std::{
    ffi::OsString,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use nix::sys::resource::{UsageWho, getrusage};
use serde::Serialize;

/// The word by which this program is started again to measure one run.
pub(crate) const UNDER: &str = "measure-one";

/// What one run took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sample {
    /// User and system time of the whole tree, in microseconds.
    pub(super) cpu: u64,
    /// In microseconds.
    pub(super) wall: u64,
    /// The largest resident set of one process, in KiB. No less than that of the measuring process at its start.
    pub(super) peak: u64,
    /// The exit code; -1 after a signal.
    pub(super) exit: i32,
}

/// Median and range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Spread {
    /// The middle one.
    pub(super) median: u64,
    /// The smallest.
    pub(super) least: u64,
    /// The largest.
    pub(super) most: u64,
}

/// What several runs took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Measured {
    /// Microseconds of processor time.
    pub(super) cpu_us: Spread,
    /// Microseconds from start to end.
    pub(super) wall_us: Spread,
    /// KiB at the peak of the largest process.
    pub(super) peak_kib: Spread,
}

/// Median and range of each figure.
pub(super) fn measured(samples: &[Sample]) -> Measured {
    let spread = |figure: fn(&Sample) -> u64| {
        let mut all: Vec<u64> = samples.iter().map(figure).collect();
        all.sort_unstable();
        Spread {
            median: all.get(all.len() / 2).copied().unwrap_or_default(),
            least: all.first().copied().unwrap_or_default(),
            most: all.last().copied().unwrap_or_default(),
        }
    };
    Measured { cpu_us: spread(|s| s.cpu), wall_us: spread(|s| s.wall), peak_kib: spread(|s| s.peak) }
}

/// A program and its surroundings.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// The program and its arguments.
    pub(super) words: Vec<OsString>,
    /// The folder in which it runs.
    pub(super) folder: std::path::PathBuf,
}

impl Program {
    pub(super) fn new<T: Into<OsString>>(folder: &Path, words: impl IntoIterator<Item = T>) -> Self {
        Self { words: words.into_iter().map(Into::into).collect(), folder: folder.to_owned() }
    }

    /// Runs it once.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(super) fn once(&self, env: &[(&str, OsString)]) -> Result<Sample, String> {
        let own = std::env::current_exe().map_err(|error| format!("own path: {error}"))?;
        let output = Command::new(own)
            .arg(UNDER)
            .args(&self.words)
            .current_dir(&self.folder)
            .envs(env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("{}: {error}", self.name()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let figures: Vec<i64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let [cpu, wall, peak, exit] = figures[..] else {
            return Err(format!("{}: {}", self.name(), String::from_utf8_lossy(&output.stderr).trim()));
        };
        Ok(Sample {
            cpu: cpu.unsigned_abs(),
            wall: wall.unsigned_abs(),
            peak: peak.unsigned_abs(),
            exit: exit as i32,
        })
    }

    /// As it is typed, for messages.
    pub(super) fn name(&self) -> String {
        let words: Vec<_> = self.words.iter().map(|word| word.to_string_lossy()).collect();
        words.join(" ").chars().take(120).collect()
    }
}

/// The other side of [`Program::once`]: runs the words and prints what the kernel counted.
///
/// # Errors
/// When the program cannot be started.
pub(crate) fn measure_one(words: &[&str]) -> Result<(), String> {
    let [program, arguments @ ..] = words else { return Err("no program".to_owned()) };
    let failed = |error: std::io::Error| format!("{program}: {error}");
    let start = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(failed)?;
    let wall = start.elapsed();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| format!("getrusage: {error}"))?;
    let micros = |time: nix::sys::time::TimeVal| time.tv_sec() * 1_000_000 + time.tv_usec();
    let cpu = micros(usage.user_time()) + micros(usage.system_time());
    println!("{cpu} {} {} {}", wall.as_micros(), usage.max_rss(), status.code().unwrap_or(-1));
    Ok(())
}

/// A program to set things up with.
pub(super) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    command
}

/// Runs a command that has to succeed, and returns what it wrote.
///
/// # Errors
/// With what it said, when it does not.
pub(super) fn succeed(command: &mut Command) -> Result<String, String> {
    let name = format!("{command:?}");
    let output = command.output().map_err(|error| format!("{name}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = said.lines().rev().take(5).collect();
    Err(format!("{name}: {}: {}", output.status, last.into_iter().rev().collect::<Vec<_>>().join(" / ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        let sample = |cpu| Sample { cpu, wall: 2 * cpu, peak: 1, exit: 0 };
        let found = measured(&[sample(5), sample(1), sample(3)]);
        assert_eq!(found.cpu_us, Spread { median: 3, least: 1, most: 5 });
        assert_eq!(found.wall_us, Spread { median: 6, least: 2, most: 10 });
    }
}
