//! A milestone's whole life on a real repository.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and damage real files and start real processes"
)]

use std::{path::Path, process::Command, sync::Arc};

use milepost_engine::{
    ErrorKind, Workspace,
    exit::Exit,
    lifecycle::{Transition, TransitionOptions, transition},
    session::Session,
    standing::Standing,
    trust::{self, Allowed, Class, Consent},
    verify::{VerifyOptions, verify},
};
use milepost_system::{MemorySystem, OsSystem, Stream};

const DOCUMENT: &str = "---
type: milestone
status: planned
last-updated: 2026-01-01
---

# Milestone 1: Greeting

## Overview

Greets people by name.

**Risk Level**: 🟢 Low
**Estimated Effort**: 2 hours
**Status**: ⏳ Planned

## Objectives

1. **Greet**: the program greets <!-- milepost: exists greet.sh -->

## Deliverables

- [ ] The program in `greet.sh`

## Testing Strategy

#### Unit Tests

```bash
# Test commands
bash test.sh
```

## Success Criteria

- [ ] All deliverables completed
- [ ] Tests pass: `bash test.sh`
- [x] It says hello: `bash greet.sh`

---

**Last Updated**: 2026-01-01
**Status**: ⏳ Planned
";

struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("repo");
        std::fs::create_dir_all(root.join("docs")).unwrap();
        let this = Self { folder };
        this.write("docs/milestone-1-greeting.md", DOCUMENT);
        this.write("greet.sh", "echo hello\n");
        this.write("test.sh", "test \"$(bash greet.sh)\" = hello\necho 'Ran 1 test in 0.01s'\necho OK\n");
        for arguments in [
            &["init", "-q", "-b", "main"][..],
            &["config", "user.email", "ann@example.org"],
            &["config", "user.name", "Ann"],
            &["add", "-A"],
            &["commit", "-qm", "begin"],
        ] {
            this.git(arguments);
        }
        this
    }

    fn root(&self) -> std::path::PathBuf {
        self.folder.path().join("repo")
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.root().join(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap()
    }

    fn git(&self, arguments: &[&str]) {
        let status = Command::new("git").current_dir(self.root()).args(arguments).status().unwrap();
        assert!(status.success(), "git {arguments:?}");
    }

    fn open(&self) -> Workspace {
        Workspace::open(Arc::new(OsSystem), &self.root(), &[]).unwrap()
    }
}

/// Keys, grants and machine state of this process go to a folder of its own.
fn isolated(state: &Path) {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let key = state.join("key");
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-f"])
            .arg(&key)
            .status()
            .unwrap();
        assert!(made.success());
        // SAFETY-free: the test binary has one test that needs the environment, set before any thread starts work.
        for (name, value) in [("MILEPOST_SIGNING_KEY", key.as_path()), ("XDG_STATE_HOME", state)] {
            set_var(name, value);
        }
    });
}

#[expect(unsafe_code, reason = "the environment is set once, before anything else in this process runs")]
fn set_var(name: &str, value: &Path) {
    // SAFETY: this binary has a single test; no other thread reads the environment at this time.
    unsafe { std::env::set_var(name, value) }
}

/// Somebody at a terminal has read what would run, and agrees.
fn grant(workspace: &Workspace, index: usize) {
    let terminal = MemorySystem::new();
    terminal.set_terminal(Stream::Stdin, true).set_terminal(Stream::Stderr, true);
    let bound = workspace.bind(index);
    let request = trust::request(workspace, index, &bound, Class::Verify, &Allowed::default()).unwrap();
    trust::grant(workspace, &request, &Consent::at_terminal(&terminal).unwrap()).unwrap();
}

#[test]
fn from_planned_to_completed() {
    let state = tempfile::tempdir().unwrap();
    isolated(state.path());
    let project = Project::new();
    let workspace = project.open();
    let index = workspace.portfolio.milestones().next().expect("a milestone").0;

    // Nothing runs before somebody trusts it.
    let refused = verify(&workspace, &[index], &VerifyOptions::default(), &mut |_| {}).unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Untrusted);
    grant(&workspace, index);

    // Nothing completes that did not begin.
    let held = workspace.lock().unwrap();
    let options = TransitionOptions { jobs: 1, ..TransitionOptions::default() };
    let refused =
        transition(&workspace, &held, index, Transition::Complete, &options, &mut |_| {}).unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Refused);

    let started = transition(&workspace, &held, index, Transition::Start, &options, &mut |_| {})
        .unwrap_or_else(|error| panic!("{error}: {:#?}", error.reasons));
    assert_eq!(started.branch.as_deref(), Some("milestone/1-greeting"));
    let text = project.read("docs/milestone-1-greeting.md");
    assert_eq!(text.matches("In Progress").count(), 2, "{text}");
    assert!(text.contains("status: in-progress"), "{text}");
    drop(held);

    // A ticked box does not make a failure pass.
    project.write("greet.sh", "echo howdy\nexit 3\n");
    project.git(&["add", "-A"]);
    project.git(&["commit", "-qm", "break it"]);
    let workspace = project.open();
    // Another script is another thing to trust.
    let refused = verify(&workspace, &[index], &VerifyOptions::default(), &mut |_| {}).unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Untrusted);
    grant(&workspace, index);
    let report = verify(&workspace, &[index], &VerifyOptions::default(), &mut |_| {}).unwrap();
    assert_eq!(report.exit(), Exit::Failed);
    let session = Session::read(&workspace).unwrap();
    let assessment = session.assess(index, false, false).unwrap();
    let refuted: Vec<_> = assessment
        .deciding()
        .filter(|(_, judged)| judged.standing == Standing::Refuted)
        .map(|(binding, _)| binding.text.clone())
        .collect();
    assert_eq!(refuted, ["It says hello: `bash greet.sh`"]);
    let held = workspace.lock().unwrap();
    let refused =
        transition(&workspace, &held, index, Transition::Complete, &options, &mut |_| {}).unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Refused);
    drop(held);

    // Mended, it completes; boxes and every copy of the status follow.
    project.write("greet.sh", "echo hello\n");
    project.git(&["add", "-A"]);
    project.git(&["commit", "-qm", "mend it"]);
    let workspace = project.open();
    grant(&workspace, index);
    let held = workspace.lock().unwrap();
    let completed = transition(&workspace, &held, index, Transition::Complete, &options, &mut |_| {})
        .unwrap_or_else(|error| panic!("{error}: {:#?}", error.reasons));
    assert!(completed.attestation.is_some());
    let text = project.read("docs/milestone-1-greeting.md");
    assert!(!text.contains("- [ ]") && text.contains("status: completed"), "{text}");
    assert_eq!(text.matches("✅ Completed").count(), 2, "{text}");
    drop(held);

    // The ledger is whole, and the milestone stands as attested.
    let workspace = project.open();
    let session = Session::read(&workspace).unwrap();
    let verification = session.ledger.verify(session.signers.policy().unwrap()).unwrap();
    assert!(!verification.is_tampered(), "{:#?}", verification.flaws);
    let assessment = session.assess(index, false, false).unwrap();
    assert!(assessment.frozen.is_some());
    assert!(assessment.deciding().all(|(_, judged)| judged.standing == Standing::Proven));
}
