//! Runs of implementation steps that are killed, and held against one that was not.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    chance::Chance,
    child::CHILD,
    options::Options,
    run::begun,
    state::{Files, files, files_differ},
    surroundings::{Surroundings, milepost, this},
    table::{Row, Rows},
};

/// The milestone's document.
pub(super) const DOCUMENT: &str = "plan/milestone-1-shop.md";

/// What the commands write into `log`, in their order: each of them twice, so that one that was stopped in its midst is known.
const LETTERS: [&str; 5] = ["a", "b", "c", "d", "e"];

/// The longest that something may last that a killed run started.
const LIMIT: Duration = Duration::from_secs(20);

/// How often a trial may be taken up.
const TURNS: usize = 12;

fn text() -> String {
    let command = |at: usize, more: &str| {
        let letter = LETTERS[at];
        format!(
            "  ```bash\n  echo {letter}1 >> log\n  {more}\n  sleep 0.01\n  echo {letter}2 >> log\n  ```\n\n"
        )
    };
    let table = "create table if not exists customers (id integer primary key, name text)";
    let row = "insert or replace into customers values (1, 'Ada')";
    [
        "# Milestone 1: Shop\n\n## Overview\n\nThe shop sells.\n\n**Risk Level**: 🟢 Low\n**Status**: Planned\n\n### Implementation Steps\n\n",
        "- [ ] Make a folder\n\n",
        &command(0, "mkdir -p shop"),
        "- [ ] Make a table, and fill it\n\n",
        &command(1, &format!("sqlite3 shop/shop.db \"{table}\"")),
        &command(2, &format!("sqlite3 shop/shop.db \"{row}\"")),
        "- Tell somebody\n",
        "- [ ] Describe it\n\n",
        &command(3, "echo shop > shop/README"),
        "- [ ] Look\n\n",
        &command(4, "grep -q shop shop/README"),
        "\n## Success Criteria\n\n- [ ] It is there: `test -d shop`\n",
    ]
    .concat()
}

/// A milestone in progress whose steps are run in every trial.
struct Steps {
    at: Surroundings,
    digest: String,
}

/// The project when all is done. What the commands wrote into `log` is looked at apart.
#[derive(Debug, PartialEq, Eq)]
struct State {
    files: Files,
    status: String,
    references: String,
    commits: String,
    rows: String,
}

impl State {
    /// What is otherwise than it should be, in words.
    fn differs(&self, expected: &Self) -> Option<String> {
        let texts = [
            ("status", &self.status, &expected.status),
            ("references", &self.references, &expected.references),
            ("commits", &self.commits, &expected.commits),
            ("rows", &self.rows, &expected.rows),
        ];
        let texts = texts.into_iter().filter(|(_, found, expected)| found != expected);
        let texts =
            texts.map(|(name, found, expected)| format!("{name} {found:?}, and should be {expected:?}"));
        let told: Vec<String> = files_differ(&self.files, &expected.files).into_iter().chain(texts).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}

impl Steps {
    fn make(folder: &Path) -> Result<Self, String> {
        let at = Surroundings::make(folder).map_err(|error| error.to_string())?;
        let write = |path: &str, text: &str| {
            let path = at.work().join(path);
            fs::create_dir_all(path.parent().unwrap_or(&path)).and_then(|()| fs::write(path, text))
        };
        for (path, text) in
            [(DOCUMENT, text().as_str()), (".gitignore", "log\nshop.db\n"), ("milepost.toml", "")]
        {
            write(path, text).map_err(|error| error.to_string())?;
        }
        at.init()?;
        let verify = at.run(milepost()?, &["trust", "1", "--digest"])?;
        at.run(milepost()?, &["start", "1", "--allow-digest", verify.trim(), "--commit"])?;
        let digest = at.run(milepost()?, &["trust", "1", "--class", "run", "--digest"])?.trim().to_owned();
        at.keep()?;
        Ok(Self { at, digest })
    }

    fn state(&self) -> Result<State, String> {
        let git = |words: &[&str]| self.at.run("git", words);
        let work = self.at.work();
        let mut found = files(&work).map_err(|error| error.to_string())?;
        found.retain(|name, _| name != "log" && name != "shop/shop.db");
        Ok(State {
            files: found,
            status: git(&["status", "--porcelain"])?
                .lines()
                .filter(|line| !line.contains(".milepost/"))
                .collect(),
            references: git(&["for-each-ref", "--format=%(refname)"])?,
            commits: git(&["log", "--format=%s"])?,
            rows: self.at.run("sqlite3", &["shop/shop.db", "select * from customers"]).unwrap_or_default(),
        })
    }

    /// What the commands wrote.
    fn log(&self) -> Vec<String> {
        let text = fs::read_to_string(self.at.work().join("log")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// The files of all evidence.
    fn evidence(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for folder in [".git/milepost/records", ".milepost/records"] {
            let all = files(&self.at.work().join(folder)).unwrap_or_default();
            // What is half written is no evidence yet.
            found.extend(
                all.into_keys().filter(|name| Path::new(name).extension().is_some_and(|end| end == "json")),
            );
        }
        found
    }

    /// How the steps stand.
    fn standing(&self) -> Result<Value, String> {
        let said = self.at.run(milepost()?, &["run", "1", "--status", "--json"])?;
        serde_json::from_str(&said).map_err(|error| error.to_string())
    }

    /// Takes the run up, with these words; the answer.
    fn run(&self, words: &[&str]) -> Result<Value, String> {
        let words = [&["run", "1", "--json", "--allow-digest", &self.digest], words].concat();
        let output = self.at.command(milepost()?, &words).output().map_err(|error| error.to_string())?;
        serde_json::from_slice(&output.stdout)
            .map_err(|_| format!("{words:?}: {}", String::from_utf8_lossy(&output.stderr)))
    }

    /// Waits until nothing runs any more that a killed run started: such a command may come to its own end.
    fn wait_for_others(&self) -> Result<(), String> {
        let work = self.at.work();
        let is_here = |entry: fs::DirEntry| {
            fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd.starts_with(&work))
        };
        let start = Instant::now();
        while fs::read_dir("/proc").map_err(|error| error.to_string())?.flatten().any(is_here) {
            if start.elapsed() > LIMIT {
                return Err("a command of a killed run does not end".to_owned());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    fn child(&self, moment: &str, at: u64) -> Result<std::process::Command, String> {
        Ok(self.at.command(this()?, &[CHILD, "steps", moment, &at.to_string()]))
    }
}

/// How a trial was brought to its end.
struct Ended {
    /// The letters of the commands that ran once more because somebody asked for it.
    again: Vec<String>,
    /// Whether the run was over, or had not begun.
    untouched: bool,
}

/// Kills runs and compares.
///
/// # Errors
/// When a trial cannot be made, or any of them ends in another state.
pub(super) fn steps_eval(options: &Options) -> Result<usize, String> {
    let folder = std::env::temp_dir().join(format!("milepost-crash-steps-{}", std::process::id()));
    let rows = Steps::make(&folder).and_then(|steps| trials(&steps, options));
    let _ = fs::remove_dir_all(&folder);
    Ok(rows?.print())
}

fn trials(steps: &Steps, options: &Options) -> Result<Rows, String> {
    steps.at.restore()?;
    let output = steps.child("never", 0)?.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    let mut numbers = said.split_whitespace().map(|word| word.parse::<u64>().unwrap_or(0));
    let (writes, lines) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    let once: Vec<String> =
        LETTERS.iter().flat_map(|letter| [format!("{letter}1"), format!("{letter}2")]).collect();
    if steps.log() != once || lines == 0 {
        return Err(format!(
            "a run that nobody kills does not come to its end: {}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    let whole = steps.state()?;
    steps.at.restore()?;
    let start = Instant::now();
    begun(steps.child("never", 0)?)?.wait().map_err(|error| error.to_string())?;
    let lasts = start.elapsed();
    let trial = Trial { steps, whole: &whole };
    let mut rows = Rows::new("steps", options.trials(writes, lines, 1));
    for at in 0..lines {
        for (kind, moment) in
            [("1 before a line", "before"), ("2 in the midst of one", "torn"), ("3 after a line", "after")]
        {
            trial.chosen(moment, at, rows.of(kind))?;
        }
    }
    for at in (0..writes).filter(|_| options.every_write) {
        trial.chosen("write", at, rows.of("4 a write, or Git"))?;
    }
    let mut chance = Chance::new();
    for _ in 0..options.instants {
        trial.at(lasts.mul_f64(chance.draw()), rows.of("5 a random instant"))?;
    }
    Ok(rows)
}

struct Trial<'t> {
    steps: &'t Steps,
    whole: &'t State,
}

impl Trial<'_> {
    /// Killed by itself, at a moment that was chosen.
    fn chosen(&self, moment: &str, at: u64, row: &mut Row) -> Result<(), String> {
        self.steps.at.restore()?;
        self.steps.child(moment, at)?.output().map_err(|error| error.to_string())?;
        self.judge(row, &format!("{moment} {at}"))
    }

    /// Killed from outside so long after its journal began: Milepost alone, as by a machine that has too little memory.
    fn at(&self, after: Duration, row: &mut Row) -> Result<(), String> {
        self.steps.at.restore()?;
        let mut command = self.steps.child("never", 0)?;
        command.stdout(Stdio::null());
        let mut running: Child = begun(command)?;
        std::thread::sleep(after);
        running.kill().map_err(|error| error.to_string())?;
        running.wait().map_err(|error| error.to_string())?;
        self.judge(row, &format!("{} ms", after.as_millis()))
    }

    /// Takes it up until it is over, and compares.
    fn judge(&self, row: &mut Row, what: &str) -> Result<(), String> {
        row.trials += 1;
        self.steps.wait_for_others()?;
        let (evidence, log) = (self.steps.evidence(), self.steps.log());
        let done = self.passed()?;
        let wrong = match self.finish() {
            Err(said) => Some(said),
            Ok(ended) => {
                if ended.untouched {
                    row.untouched += 1;
                } else {
                    row.resumed += 1;
                }
                row.asked += usize::from(!ended.again.is_empty());
                self.differs(&ended, (&evidence, &log, &done))?
            }
        };
        row.judged(what, wrong);
        Ok(())
    }

    /// The letters of the commands that have passed, by their evidence.
    fn passed(&self) -> Result<BTreeSet<String>, String> {
        let standing = self.steps.standing()?;
        let commands = standing["steps"].as_array().into_iter().flatten();
        let commands = commands.flat_map(|step| step["commands"].as_array().into_iter().flatten());
        let passed = commands.zip(LETTERS).filter(|(command, _)| command["verdict"] == "pass");
        Ok(passed.map(|(_, letter)| letter.to_owned()).collect())
    }

    /// Brings the run to its end, and says what it asked for on the way.
    fn finish(&self) -> Result<Ended, String> {
        let mut ended = Ended { again: Vec::new(), untouched: true };
        for _ in 0..TURNS {
            let standing = self.steps.standing()?;
            let answer = match standing["state"].as_str() {
                Some("finished") => return Ok(ended),
                Some("open") => {
                    ended.untouched = false;
                    self.steps.run(&["--resume"])?
                }
                _ => self.steps.run(&[])?,
            };
            match answer["stopped"]["why"].as_str() {
                None => {}
                Some("manual") => {
                    let number = answer["stopped"]["step"].to_string();
                    self.steps.run(&["--done", &number])?;
                }
                Some("interrupted") => {
                    // Which one it was, its words tell: that is what somebody has to go by.
                    let words = answer["stopped"]["words"].as_str().unwrap_or_default();
                    let letter =
                        LETTERS.iter().find(|letter| words.contains(&format!("`echo {letter}1 >> log`")));
                    ended.again.push(
                        letter.ok_or_else(|| format!("it does not say in whose midst: {words}"))?.to_string(),
                    );
                    self.steps.run(&["--again"])?;
                }
                Some(other) => return Err(format!("a command is {other}: {}", answer["stopped"])),
            }
        }
        Err("it does not come to its end".to_owned())
    }

    /// What is otherwise than after a run that nobody killed.
    fn differs(
        &self,
        ended: &Ended,
        (evidence, before, done): (&BTreeSet<String>, &[String], &BTreeSet<String>),
    ) -> Result<Option<String>, String> {
        let state = self.steps.state()?;
        if let Some(what) = state.differs(self.whole) {
            return Ok(Some(what));
        }
        let after = self.steps.log();
        for letter in LETTERS {
            let count = |log: &[String], end: u32| {
                log.iter().filter(|line| **line == format!("{letter}{end}")).count()
            };
            let asked = ended.again.iter().filter(|again| *again == letter).count();
            if done.contains(letter) && count(&after, 1) != count(before, 1) {
                return Ok(Some(format!("`{letter}` had passed, and ran again: {after:?}")));
            }
            if count(&after, 2) == 0 || count(&after, 1) > 1 + asked {
                return Ok(Some(format!(
                    "`{letter}` ran {} times, and {asked} times somebody asked for it",
                    count(&after, 1)
                )));
            }
        }
        let now = self.steps.evidence();
        let lost: Vec<&String> = evidence.difference(&now).collect();
        if !lost.is_empty() {
            return Ok(Some(format!("evidence is gone: {lost:?}")));
        }
        if self.passed()?.len() != LETTERS.len() {
            return Ok(Some("not every command has evidence that it passed".to_owned()));
        }
        Ok(self.steps.at.run(milepost()?, &["ledger", "verify"]).err())
    }
}
