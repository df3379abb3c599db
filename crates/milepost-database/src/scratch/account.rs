//! Who a server runs as.

use std::path::Path;

use milepost_system::{ProcessOutput, ProcessRequest, System};

use super::ScratchError;
use crate::Engine;

/// The account that a private server runs as: our own, or an ordinary one when we are root. Servers refuse root, and are
/// right: SQL may run programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    /// User and group ids to become.
    other: Option<(String, String)>,
}

impl Account {
    /// Our own account; for root the one that is named, or else that of the server's package, or else `nobody`.
    pub(super) fn ordinary(
        system: &dyn System,
        engine: Engine,
        named: Option<&str>,
        package: &str,
    ) -> Result<Self, ScratchError> {
        if system.user_id() != 0 {
            return Ok(Self { other: None });
        }
        let tried: Vec<String> = match named {
            Some(name) => vec![name.to_owned()],
            None => vec![package.to_owned(), "nobody".to_owned()],
        };
        let id = |option: &str, name: &str| {
            let output = system.run(&ProcessRequest::new("id").arg(option).arg("--").arg(name)).ok()?;
            Some(output.stdout_text()).filter(|id| output.success() && id != "0")
        };
        let found = tried.iter().find_map(|name| Some((id("-u", name)?, id("-g", name)?)));
        match found {
            Some(other) if system.find_program("setpriv").is_some() => Ok(Self { other: Some(other) }),
            _ => Err(ScratchError::NoAccount { engine, tried }),
        }
    }

    /// Gives a folder and all in it to this account.
    pub(super) fn own(&self, system: &dyn System, path: &Path) -> Result<(), ScratchError> {
        let Some((user, group)) = &self.other else { return Ok(()) };
        let chown = ProcessRequest::new("chown").arg("-R").arg(format!("{user}:{group}")).arg("--").arg(path);
        checked(system, chown).map(drop)
    }

    /// Runs a program as this account, in a folder that it may enter, without any variable that names another server.
    pub(super) fn run(
        &self,
        system: &dyn System,
        program: &Path,
        args: &[&str],
        root: &Path,
    ) -> Result<ProcessOutput, ScratchError> {
        let mut request = match &self.other {
            None => ProcessRequest::new(program),
            Some((user, group)) => ProcessRequest::new("setpriv")
                .arg(format!("--reuid={user}"))
                .arg(format!("--regid={group}"))
                .args(["--clear-groups", "--inh-caps=-all", "--"])
                .arg(program),
        };
        request = request.args(args).cwd(root).env("LC_ALL", "C").env("HOME", root).env("TMPDIR", root);
        for (name, _) in system.vars() {
            let text = name.to_string_lossy();
            if text == "DATABASE_URL"
                || ["PG", "MYSQL", "MARIADB"].iter().any(|prefix| text.starts_with(prefix))
            {
                request = request.env_remove(name);
            }
        }
        checked(system, request)
    }
}

/// Runs a program that has to succeed.
pub(super) fn checked(system: &dyn System, request: ProcessRequest) -> Result<ProcessOutput, ScratchError> {
    let program = request.program.to_string_lossy().into_owned();
    let program = match request.args.iter().position(|arg| arg == "--") {
        Some(at) if program == "setpriv" => {
            request.args.get(at + 1).map_or(program, |p| p.to_string_lossy().into())
        }
        _ => program,
    };
    let failed = |said: String| ScratchError::Program { program: program.clone(), said };
    let output = system.run(&request).map_err(|error| failed(error.to_string()))?;
    if output.success() {
        return Ok(output);
    }
    let said = format!("{}\n{}", output.stdout_text(), output.stderr_text());
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    Err(failed(lines[lines.len().saturating_sub(5)..].join("; ")))
}
