//! Trusted tools, run to their end.

use std::{
    io::{self, Write},
    process::{Command, Stdio},
};

use crate::{ProcessOutput, ProcessRequest};

/// Runs a tool and captures both of its streams.
///
/// Standard input is written by a thread of its own: a tool that writes much before it has read all would
/// otherwise wait for us while we wait for it.
pub(super) fn run(request: &ProcessRequest) -> io::Result<ProcessOutput> {
    let mut command = prepared(request);
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
    let mut child = prepared(request).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Who leaves a pager has seen enough: not an error.
        let _ = stdin.write_all(&request.stdin);
    }
    Ok(child.wait()?.code())
}

fn prepared(request: &ProcessRequest) -> Command {
    let mut command = Command::new(&request.program);
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
    command
}
