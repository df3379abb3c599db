//! Trusted tools, run to their end.

use std::{
    io::{self, Write},
    path::Path,
    process::{Command, Stdio},
};

use super::OsSystem;
use crate::{ProcessOutput, ProcessRequest, System as _};

/// Runs a tool and captures both of its streams.
///
/// Standard input is written by a thread of its own: a tool that writes much before it has read all would
/// otherwise wait for us while we wait for it.
pub(super) fn run(request: &ProcessRequest) -> io::Result<ProcessOutput> {
    let mut command = prepared(request)?;
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        if let Some(mut stdin) = stdin {
            // A tool that closes its input early has read what it wanted: not an error of ours.
            scope.spawn(move || drop(stdin.write_all(&request.stdin)));
        }
        child.wait_with_output()
    })?;
    Ok(ProcessOutput { code: output.status.code(), stdout: output.stdout, stderr: output.stderr })
}

/// Runs a tool that writes where this process writes.
pub(super) fn run_in_front(request: &ProcessRequest) -> io::Result<Option<i32>> {
    let mut child = prepared(request)?.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Who leaves a pager has seen enough: not an error.
        let _ = stdin.write_all(&request.stdin);
    }
    Ok(child.wait()?.code())
}

/// The program is looked up here: the system would take it from a relative folder of `PATH`, or from one of the checkout
/// in which it runs.
fn prepared(request: &ProcessRequest) -> io::Result<Command> {
    let program = if Path::new(&request.program).components().count() > 1 {
        request.program.clone()
    } else {
        let name = request.program.to_str().ok_or(io::ErrorKind::NotFound)?;
        let folder = request.cwd.clone().map_or_else(|| OsSystem.current_dir(), Ok)?;
        OsSystem.find_program_for(name, &folder).ok_or(io::ErrorKind::NotFound)?.into()
    };
    let mut command = Command::new(program);
    command.args(&request.args);
    command.stdin(if request.stdin.is_empty() { Stdio::null() } else { Stdio::piped() });
    if let Some(cwd) = &request.cwd {
        command.current_dir(cwd);
    }
    for (name, value) in &request.env {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    Ok(command)
}
