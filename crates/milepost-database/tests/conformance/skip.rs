//! What is left out where a program is absent.

use std::process::Command;

use milepost_database::ScratchError;

/// Whether a program is here. Where it is required, as in continuous integration, its absence is a failure.
pub(crate) fn is_there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !there {
        skipped(&format!("there is no `{program}` here"));
    }
    there
}

/// A private server, where there is one to start. Only its absence is a reason to leave out a test.
pub(crate) fn server<S>(started: Result<S, ScratchError>) -> Option<S> {
    match started {
        Ok(server) => Some(server),
        Err(error @ ScratchError::NoServer { .. }) => {
            skipped(&error.to_string());
            None
        }
        Err(error) => panic!("a private server does not start: {error}"),
    }
}

fn skipped(reason: &str) {
    assert!(std::env::var_os("MILEPOST_REQUIRE_DATABASES").is_none(), "required here: {reason}");
    println!("skipped: {reason}");
}
