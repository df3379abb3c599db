//! Facts of the build for `milepost --version --verbose`: the commit, its date, the compiler and the target.
//!
//! Built without Git, or from an unpacked archive inside of somebody else's repository, the commit is left out.
//! `SOURCE_DATE_EPOCH` replaces the date of the commit. The same source gives the same facts.

#![expect(clippy::disallowed_methods, reason = "this is how a build script asks")]

use std::{path::Path, process::Command};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    fact("TARGET", std::env::var("TARGET").ok());
    fact("PROFILE", std::env::var("PROFILE").ok());
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    fact("RUSTC", output(&compiler, &["--version"]));
    // The source is this commit's only where Git knows this very file.
    let ours = output("git", &["ls-files", "--error-unmatch", "build.rs"]).is_some();
    let commit = ours.then(|| output("git", &["rev-parse", "HEAD"])).flatten();
    let seconds = std::env::var("SOURCE_DATE_EPOCH").ok().or_else(|| {
        commit.as_ref()?;
        output("git", &["log", "-1", "--format=%ct"])
    });
    if commit.is_some() {
        watch_commits();
    }
    fact("COMMIT", commit);
    fact("SECONDS", seconds.filter(|seconds| seconds.parse::<i64>().is_ok()));
}

fn fact(name: &str, value: Option<String>) {
    if let Some(value) = value {
        println!("cargo::rustc-env=MILEPOST_BUILD_{name}={value}");
    }
}

/// Asks for another build when `HEAD` moves. A file that is not there would ask for one each time.
fn watch_commits() {
    for name in ["HEAD", "logs/HEAD"] {
        let path = output("git", &["rev-parse", "--git-path", name]);
        if let Some(path) = path.filter(|path| Path::new(path).is_file()) {
            println!("cargo::rerun-if-changed={path}");
        }
    }
}

/// What a program prints, on one line; `None` when it is not there or fails.
fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let text = text.trim();
    (output.status.success() && !text.is_empty() && !text.contains('\n')).then(|| text.to_owned())
}
