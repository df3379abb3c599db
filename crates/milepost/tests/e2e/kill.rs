//! `kill -9` at any instant: afterwards all of a change is there, or nothing of it.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use milepost_testkit::{Milestone, Project, fenced};

use crate::MILEPOST;

const ID: &str = "work/1";
const DOCUMENT: &str = "docs/work/milestone-1-work.md";
const README: &str = "docs/work/README.md";

const INITIATIVE: &str = "# Initiative: Work

**Status**: ⏳ Planned

## Progress Table

| Milestone | Status | Effort | Progress |
|-----------|--------|--------|----------|
| [Milestone 1: Work](milestone-1-work.md) | ⏳ Planned | 2 hours | 0% |

## Current Status

- **Active Milestone**: None
- **Overall Progress**: 0% (0 of 1 milestones)
";

/// A project before one of the commands, and what the command makes of it.
struct Scene {
    name: &'static str,
    /// A copy of the project before.
    before: PathBuf,
    /// Of what it runs.
    digest: String,
    /// The documents after.
    after: [String; 2],
    /// How long the command takes.
    takes: Duration,
}

#[test]
fn whenever_it_is_killed_the_state_is_before_or_after() {
    let project = project();
    let scenes = [
        scene(&project, "start", |_| {}),
        scene(&project, "verify", |project| {
            project.write("work.sh", "echo work\n").commit("Work");
        }),
        scene(&project, "complete", |project| {
            project.commit("Records");
        }),
    ];
    let wanted = std::env::var("MILEPOST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(40);
    let mut dice = Dice(std::env::var("MILEPOST_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(7));
    let mut outcomes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut left = false;
    for round in 0..wanted {
        let scene = &scenes[round % scenes.len()];
        // Every other time the moment lies where files are written, which is a small part of the whole.
        let moment = match (round / scenes.len()) % 2 {
            0 => Moment::After(scene.takes.mul_f64(dice.next() * 1.05)),
            _ => Moment::Writing(Duration::from_micros((dice.next() * 12_000.0) as u64)),
        };
        let outcome = round_of(&project, scene, moment);
        *outcomes.entry((scene.name, outcome)).or_default() += 1;
        left |= is_filled(&temporary(&project));
    }
    eprintln!("{wanted} kills: {outcomes:?}");

    // What a killed one leaves behind goes with the next run of checks.
    assert!(left, "no kill hit a run: {outcomes:?}");
    // Not before the last of its orphans has ended, which on a busy machine takes a while.
    let tmp = temporary(&project);
    let variables = [("TMPDIR", tmp.to_str().unwrap())];
    for tries in 0.. {
        // One that was killed between a folder and the lease in it left a folder that is believed to be somebody's while it is
        // young: time passes.
        for entry in std::fs::read_dir(&tmp).unwrap() {
            project.run("touch", &["-d", "1 hour ago", entry.unwrap().path().to_str().unwrap()]);
        }
        copy(&project, &scenes[1].before, &project.root());
        project.milepost_with(&variables, &arguments("verify", &scenes[1].digest)).exits(0);
        if !is_filled(&tmp) {
            break;
        }
        assert!(tries < 20, "{}", tmp.display());
        sleep(Duration::from_millis(250));
    }
    let killed: usize =
        outcomes.iter().filter(|((_, what), _)| *what != "done").map(|(_, count)| count).sum();
    assert!(outcomes.contains_key(&("complete", "after")), "no kill hit the writing of a move: {outcomes:?}");
    assert!(killed * 2 > wanted, "most rounds have to hit the command while it runs: {outcomes:?}");
}

/// When to kill.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// So long after the command began.
    After(Duration),
    /// So long after it began to write: the journal of a move, or the first record of a batch.
    Writing(Duration),
}

impl Moment {
    /// Waits for it, or for the end of the command.
    fn wait(self, project: &Project, child: &mut Child, name: &str) {
        match self {
            Self::After(duration) => sleep(duration),
            Self::Writing(duration) => {
                let shards =
                    || std::fs::read_dir(project.path(".git/milepost/records")).map_or(0, Iterator::count);
                let before = shards();
                let writes = || {
                    if name == "verify" {
                        shards() > before
                    } else {
                        project.has(".git/milepost/journal.json")
                    }
                };
                while !writes() && child.try_wait().unwrap().is_none() {
                    sleep(Duration::from_micros(50));
                }
                sleep(duration);
            }
        }
    }
}

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let milestone = Milestone::new(1, "Work")
        .section("Deliverables", "- [ ] The work: `work.sh`")
        .section("Prerequisites", "- [ ] A readme: `README.md` <!-- milepost: exists README.md -->")
        .section("Blockers", "- None")
        .section("Unit Tests", &fenced("bash", "bin/pytest"))
        .section("Post-Implementation", "- [ ] It is valid: `bash -n work.sh`\n- [ ] It is told <!-- milepost: run \"sleep 0.02; test -s README.md\" -->")
        .section("Success Criteria", "- [ ] All deliverables completed\n- [ ] All tests passing");
    project
        .write("milepost.toml", "[project]\nid = \"kill\"\n")
        .write("README.md", "# Work\n")
        .write("bin/pytest", "#!/bin/sh\necho '====== 3 passed in 0.02s ======'\n")
        .write(DOCUMENT, milestone.text())
        .write(README, INITIATIVE)
        .write(".milepost/allowed_signers", project.allowed_signer());
    project.run("chmod", &["+x", "bin/pytest"]).exits(0);
    project.commit("Begin");
    project
}

/// Prepares a scene, keeps a copy of it, and lets the command run once undisturbed.
fn scene(project: &Project, name: &'static str, prepare: impl FnOnce(&Project)) -> Scene {
    prepare(project);
    let before = project.outside(name);
    copy(project, &project.root(), &before);
    let digest = project.digest(DOCUMENT);
    let began = Instant::now();
    project.milepost(&arguments(name, &digest)).exits(0);
    Scene { name, digest, before, after: documents(project), takes: began.elapsed() }
}

fn arguments<'a>(name: &'a str, digest: &'a str) -> [&'a str; 4] {
    [name, ID, "--allow-digest", digest]
}

/// Where the commands that are killed put what is temporary.
fn temporary(project: &Project) -> PathBuf {
    let folder = project.outside("tmp");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn is_filled(folder: &std::path::Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_some()
}

fn documents(project: &Project) -> [String; 2] {
    [project.read(DOCUMENT), project.read(README)]
}

fn copy(project: &Project, from: &std::path::Path, to: &std::path::Path) {
    let copy = "rm -rf \"$2\" && cp -a \"$1\" \"$2\"";
    let run = std::process::Command::new("sh")
        .args(["-c", copy, "sh", from.to_str().unwrap(), to.to_str().unwrap()])
        .current_dir(project.outside("home"))
        .status();
    assert!(run.unwrap().success());
}

/// One kill and what came of it: `before`, `after`, or `done` when the command was faster.
fn round_of(project: &Project, scene: &Scene, moment: Moment) -> &'static str {
    copy(project, &scene.before, &project.root());
    let before = documents(project);
    let digest = &scene.digest;
    let args = arguments(scene.name, digest);
    let mut command = project.command(&args);
    command.env("TMPDIR", temporary(project)).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    moment.wait(project, &mut child, scene.name);
    let ended = child.try_wait().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    if let Some(status) = ended {
        assert_eq!(status.code(), Some(0), "{}", scene.name);
    }
    let place = format!("`{}` killed {moment:?}", scene.name);

    // Reading works at once, changes nothing, and sees what is there.
    let texts = documents(project);
    for (at, text) in texts.iter().enumerate() {
        assert!(
            *text == before[at] || *text == scene.after[at],
            "{place}: half of a document is written\n{text}"
        );
    }
    let finished = records(project);
    project.milepost(&["status"]).exits(0);
    assert_eq!(documents(project), texts, "{place}: reading wrote");

    // The next writing command finishes what was begun, or begins anew; then it is all or nothing.
    let next = project.milepost(&["verify", ID, "--allow-digest", digest]);
    assert!(matches!(next.code, Some(0 | 1 | 4 | 5)), "{place}: {}", next.text());
    let texts = documents(project);
    let is_after = texts == scene.after && scene.after != before;
    assert!(is_after || texts == before, "{place}: neither before nor after\n{}\n{}", texts[0], texts[1]);
    let now = records(project);
    for (path, bytes) in &finished {
        assert_eq!(now.get(path), Some(bytes), "{place}: the record `{}` is lost", path.display());
    }
    project.milepost(&["ledger", "verify"]).exits(0);
    let attested = project.has(".milepost/attestations");
    if scene.name == "complete" {
        assert_eq!(attested, is_after, "{place}: an attestation without its transition, or the reverse");
    }
    // The same command gets there now.
    if !is_after {
        project.milepost(&args).exits(0);
        // What was proven in between may be ticked and counted as well.
        let states = |texts: &[String; 2]| {
            let text = texts.join("\n").replace("- [x]", "- [ ]");
            text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>()
        };
        assert_eq!(
            states(&documents(project)),
            states(&scene.after),
            "{place}: the second attempt ended elsewhere"
        );
    }
    match ended {
        Some(_) => "done",
        None if is_after => "after",
        None => "before",
    }
}

/// The records that appear under their own name: these are finished.
fn records(project: &Project) -> BTreeMap<PathBuf, Vec<u8>> {
    let is_record = |path: &PathBuf| {
        let text = path.to_string_lossy();
        text.ends_with(".json") && (text.contains("/.git/milepost/records/") || text.contains("/.milepost/"))
    };
    project.files().into_iter().filter(|(path, _)| is_record(path)).collect()
}

/// A small random number generator (splitmix64), so that a failure can be had again.
struct Dice(u64);

impl Dice {
    /// The next number, from 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
