//! What is found on this machine and in this project: for people whose checks or signatures do not work.

use milepost_ledger::signing::Signer as _;
use milepost_runner::{Capabilities, Enforced, SandboxSpec, Sandboxes};
use milepost_system::{ProcessOutput, ProcessRequest};
use serde::Serialize;

use crate::{
    Result, Workspace, rehearsal::left_behind, signers, unfinished::unfinished, workspace::state_home,
};

/// One thing that was looked for.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// What.
    pub name: &'static str,
    /// Whether all is well with it.
    pub good: bool,
    /// What was found.
    pub found: String,
    /// What to do where it is not well.
    pub hint: Option<String>,
}

/// Looks at everything. Nothing is written.
///
/// # Errors
/// When Git or the configuration at the merge base cannot be read.
pub fn doctor(workspace: &Workspace) -> Result<Vec<Diagnosis>> {
    let mut all = vec![
        tool(workspace, "git", &["--version"], "install Git 2.31 or newer"),
        repository(workspace),
        tool(workspace, "bash", &["--version"], "install Bash 4.4 or newer: checks run in it"),
        tool(workspace, "ssh-keygen", &["-?"], "only to check exported attestations; install OpenSSH"),
    ];
    all.push(match signers::user_key(workspace) {
        Ok(key) => good("signing key", key.public_key().to_openssh().unwrap_or_default()),
        Err(error) => bad(
            "signing key",
            error.to_string(),
            "`ssh-keygen -t ed25519`, or name one in `MILEPOST_SIGNING_KEY`",
        ),
    });
    all.push(match signers::principal(workspace)? {
        Some(who) => good("signer's name", who),
        None => bad("signer's name", "none".to_owned(), "`git config --global user.email you@example.org`"),
    });
    let signers = signers::Signers::of(workspace)?;
    let listed = signers.listed;
    all.extend(signers.policy()?.allowed.problems.iter().map(|(line, what)| {
        bad(
            "allowed signers",
            format!("line {line} allows nobody: {what}"),
            "correct it on the default branch: the list is read from the merge base",
        )
    }));
    all.push(good(
        "allowed signers",
        if listed { "listed by the repository" } else { "not listed: only your own key counts" }.to_owned(),
    ));
    all.extend(sandbox());
    all.push(match left_behind(workspace) {
        Ok(left) if left.is_empty() => good("rehearsals", "left nothing behind".to_owned()),
        Ok(left) => bad(
            "rehearsals",
            format!("left behind by one that was killed: {}", left.join(", ")),
            "the next `milepost rehearse` removes it",
        ),
        Err(why) => bad("rehearsals", why, "`scratch` of `[database]` names the server of rehearsals"),
    });
    let left = unfinished(workspace);
    let names: Vec<String> = left.iter().map(|path| format!("`{}`", path.display())).collect();
    all.push(if left.is_empty() {
        good("writes", "none was left half done".to_owned())
    } else {
        bad(
            "writes",
            format!("temporary files of a command that was killed: {}", names.join(", ")),
            "the next command that writes after a kill removes them; nothing is lost with them",
        )
    });
    all.push(good("records", workspace.local.display().to_string()));
    all.push(good("grants and machine key", state_home(workspace.system.as_ref()).display().to_string()));
    Ok(all)
}

/// What this machine has to keep checks apart, and what checks get of it.
fn sandbox() -> [Diagnosis; 4] {
    let machine = Capabilities::of_this_machine(true);
    let landlock = match machine.landlock {
        Some(abi) => {
            good("Landlock", format!("version {abi}: checks reach the files they need, and no others"))
        }
        None => bad(
            "Landlock",
            "not in this kernel, or turned off".to_owned(),
            "Linux 5.13 or newer with `landlock` among the `lsm=` of its command line",
        ),
    };
    let seccomp = if machine.seccomp {
        good("seccomp", "system calls can be filtered".to_owned())
    } else {
        bad("seccomp", "system calls cannot be filtered".to_owned(), "Linux with `CONFIG_SECCOMP_FILTER`")
    };
    let namespaces = match machine.bubblewrap {
        Ok(()) => good("Bubblewrap", "makes namespaces: `loopback` and tier T3 can be had".to_owned()),
        Err(why) => bad(
            "Bubblewrap",
            why.to_owned(),
            "only for network `loopback` and tier T3: `apt install bubblewrap`, where user namespaces are allowed",
        ),
    };
    let sandbox = match Sandboxes::enforced(&SandboxSpec::default()) {
        Ok(Enforced { tier, lowered: None, .. }) => good("sandbox", format!("tier {}", tier.name())),
        Ok(Enforced { tier, lowered: Some(why), .. }) => {
            bad("sandbox", format!("tier {}: {why}", tier.name()), "see above for what is missing")
        }
        Err(error) => bad("sandbox", error.to_string(), &error.hint),
    };
    [landlock, seccomp, namespaces, sandbox]
}

fn repository(workspace: &Workspace) -> Diagnosis {
    match &workspace.repository {
        Some(repository) => good("repository", repository.root.display().to_string()),
        None => bad(
            "repository",
            format!("none; the project is `{}`", workspace.root.display()),
            "`git init`: without Git there is no baseline, no branch and no review",
        ),
    }
}

fn tool(workspace: &Workspace, name: &'static str, args: &[&str], hint: &str) -> Diagnosis {
    let Some(path) = workspace.system.find_program(name) else {
        return bad(name, "not found".to_owned(), hint);
    };
    let version = workspace.system.run(&ProcessRequest::new(name).args(args.iter().copied()));
    let line = version
        .ok()
        .filter(ProcessOutput::success)
        .and_then(|output| output.stdout_text().lines().next().map(str::to_owned));
    good(name, line.map_or_else(|| path.display().to_string(), |line| format!("{line} ({})", path.display())))
}

fn good(name: &'static str, found: String) -> Diagnosis {
    Diagnosis { name, good: true, found, hint: None }
}

fn bad(name: &'static str, found: String, hint: &str) -> Diagnosis {
    Diagnosis { name, good: false, found, hint: Some(hint.to_owned()) }
}
