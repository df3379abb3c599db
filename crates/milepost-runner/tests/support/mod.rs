//! A folder to run checks in, and a guard over it.

#![expect(dead_code, reason = "every test file uses another part")]

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use milepost_runner::{CheckSpec, Event, Guard, Outcome, RunContext, Token, environment, run_checks};
use milepost_system::{OsSystem, System};

pub(crate) static SYSTEM: OsSystem = OsSystem;

/// Nothing ever changes.
pub(crate) struct Blind;

impl Guard for Blind {
    fn before(&self) -> std::io::Result<Token> {
        Ok(Token("blind".into()))
    }

    fn after(&self, _: &Token, _: &[String]) -> std::io::Result<Vec<String>> {
        Ok(Vec::new())
    }
}

/// A temporary folder, of which a process has one at a time.
pub(crate) struct Place {
    dir: tempfile::TempDir,
    _alone: MutexGuard<'static, ()>,
}

/// Tests in one process would find each other's strays.
static ALONE: Mutex<()> = Mutex::new(());

impl Place {
    pub(crate) fn new() -> Self {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        Self { dir: tempfile::tempdir().unwrap(), _alone: alone }
    }

    pub(crate) fn root(&self) -> PathBuf {
        SYSTEM.canonicalize(self.dir.path()).unwrap()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        SYSTEM.create_dir_all(path.parent().unwrap()).unwrap();
        SYSTEM.write_atomic(&path, text.as_bytes()).unwrap();
    }

    pub(crate) fn spec(&self, script: &str) -> CheckSpec {
        let mut spec = CheckSpec::new(script, script, self.root());
        spec.env = environment(&SYSTEM, &[] as &[&str], &std::collections::BTreeMap::new());
        spec.grace = Duration::from_millis(300);
        spec.timeout = Duration::from_secs(30);
        spec
    }

    pub(crate) fn context<'a>(&self, guard: &'a (dyn Guard + Sync)) -> RunContext<'a> {
        RunContext::new(&SYSTEM, self.root(), guard)
    }

    /// Runs one script with the defaults.
    pub(crate) fn run(&self, script: &str) -> Outcome {
        self.run_spec(&self.spec(script))
    }

    pub(crate) fn run_spec(&self, spec: &CheckSpec) -> Outcome {
        let mut outcomes = run_checks(std::slice::from_ref(spec), &self.context(&Blind), &mut |_| {});
        outcomes.remove(0)
    }
}

/// The names of all events.
pub(crate) fn recorded(into: &Mutex<Vec<String>>) -> impl FnMut(Event<'_>) + '_ {
    |event| {
        let name = match event {
            Event::WaveStarted { checks } => format!("wave {checks:?}"),
            Event::Started { check, attempt } => format!("started {check}.{attempt}"),
            Event::Output { check, source, bytes, .. } => {
                format!("output {check} {source:?} {}", String::from_utf8_lossy(bytes).trim_end())
            }
            Event::Progress { .. } => return,
            Event::Separating { checks, .. } => format!("separating {checks:?}"),
            Event::Finished { check, outcome } => format!("finished {check} {}", outcome.verdict.name()),
        };
        into.lock().unwrap().push(name);
    }
}

/// Whether a process with this text in its command line lives.
pub(crate) fn lives(text: &str) -> bool {
    let entries = SYSTEM.list(Path::new("/proc")).unwrap();
    entries.iter().any(|entry| {
        let line = SYSTEM.read(&entry.path.join("cmdline")).unwrap_or_default();
        let line: Vec<u8> = line.into_iter().map(|b| if b == 0 { b' ' } else { b }).collect();
        String::from_utf8_lossy(&line).contains(text)
    })
}
