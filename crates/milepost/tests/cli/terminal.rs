//! The program in a real terminal: what a person types, and what they see then.

use std::{
    io::{Read as _, Write as _},
    num::NonZero,
    process::ExitStatus,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use milepost_testkit::{Milestone, Project};
use pty_process::{Size, blocking};

use crate::MILEPOST;

const PATIENCE: Duration = Duration::from_secs(30);

/// A terminal with the program in it.
pub(crate) struct Terminal {
    pty: Arc<blocking::Pty>,
    screen: Arc<Mutex<vt100::Parser>>,
    bytes: Arc<Mutex<Vec<u8>>>,
    child: std::process::Child,
}

impl Terminal {
    /// Starts `milepost` in a terminal of so many rows and columns.
    pub(crate) fn start(
        project: &Project,
        (rows, columns): (u16, u16),
        env: &[(&str, &str)],
        args: &[&str],
    ) -> Self {
        let (pty, pts) = blocking::open().unwrap();
        pty.resize(Size::new(rows, columns)).unwrap();
        let mut command = project.command(args);
        command.env("TERM", "xterm-256color").envs(env.iter().copied());
        let child = blocking::Command::from(command).spawn(pts).unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(cells(rows), cells(columns), 1000)));
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let pty = Arc::new(pty);
        let (reader, shown, kept) = (Arc::clone(&pty), Arc::clone(&screen), Arc::clone(&bytes));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = (&*reader).read(&mut buffer) {
                shown.lock().unwrap().process(&buffer[..read]);
                kept.lock().unwrap().extend_from_slice(&buffer[..read]);
            }
        });
        Self { pty, screen, bytes, child }
    }

    pub(crate) fn types(&self, text: &str) -> &Self {
        (&*self.pty).write_all(text.as_bytes()).unwrap();
        self
    }

    /// What is to be seen now.
    pub(crate) fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    fn shows(&self, what: &str, wanted: impl Fn(&str) -> bool) -> &Self {
        let start = Instant::now();
        while !wanted(&self.text()) {
            assert!(start.elapsed() < PATIENCE, "never seen: {what}\n{}", self.text());
            std::thread::sleep(Duration::from_millis(20));
        }
        self
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        self.shows(text, |screen| screen.contains(text))
    }

    /// Waits for the end, and looks whether the terminal is as it was.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> ExitStatus {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if start.elapsed() > PATIENCE {
                self.child.kill().unwrap();
                panic!("it does not end:\n{}", self.text());
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        // What was written last may still be on its way.
        std::thread::sleep(Duration::from_millis(200));
        let screen = self.screen.lock().unwrap();
        assert!(!screen.screen().hide_cursor(), "the cursor is hidden");
        assert!(!screen.screen().alternate_screen(), "the other screen is left on");
        status
    }
}

fn project(criteria: &str) -> Project {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Terminal").section("Success Criteria", criteria).text();
    project.write("plan/milestone-1-terminal.md", text).commit("plan");
    project
}

fn cells(number: u16) -> NonZero<u16> {
    NonZero::new(number).unwrap()
}

fn many() -> String {
    let lines: Vec<String> = (0..300).map(|n| format!("- [ ] criterion number {n} of many")).collect();
    lines.join("\n")
}

#[test]
fn alone_it_shows_the_milestones_within_the_width() {
    let project = project("- [ ] It works: `true`\n- [x] They say so, in a line of a good many words");
    for columns in [40, 80, 200] {
        let mut terminal = Terminal::start(&project, (50, columns), &[], &[]);
        assert_eq!(terminal.ends().code(), Some(0));
        terminal.says("plan/1").says("milepost ready");
        let screen = terminal.screen.lock().unwrap();
        let over = (0..50).filter(|row| screen.screen().row_wrapped(*row)).count();
        assert_eq!(over, 0, "lines run over {columns} columns:\n{}", screen.screen().contents());
        assert!(screen.screen().contents_formatted().contains('\x1b'), "no colours");
    }
}

#[test]
fn what_runs_is_shown_in_one_place() {
    let project = project("- [ ] It takes a while <!-- milepost: run \"sleep 3\" -->");
    let digest = project.digest("1");
    for env in [&[][..], &[("NO_COLOR", "1")]] {
        let args = ["verify", "1", "--force", "--allow-digest", &digest];
        let mut terminal = Terminal::start(&project, (24, 60), env, &args);
        // Some steps later there still is one line of each.
        let moved = |screen: &str| screen.contains("▸ sleep 3  1.") || screen.contains("▸ sleep 3  2.");
        terminal.shows("the time that has passed", |screen| moved(screen) && screen.contains("0/1 done"));
        let text = terminal.text();
        assert!(text.matches("0/1 done").count() <= 1 && text.matches('▸').count() <= 1, "{text}");
        assert_eq!(terminal.ends().code(), Some(0), "{}", terminal.text());
        let text = terminal.text();
        assert!(text.contains("✔ pass") && !text.contains("0/1 done") && !text.contains('▸'), "{text}");
    }
}

#[test]
fn a_terminal_that_knows_no_commands_gets_plain_lines() {
    let project = project("- [ ] It takes a while <!-- milepost: run \"sleep 1\" -->");
    let digest = project.digest("1");
    let args = ["verify", "1", "--allow-digest", &digest];
    let mut terminal = Terminal::start(&project, (24, 60), &[("TERM", "dumb")], &args);
    assert_eq!(terminal.ends().code(), Some(0));
    assert!(terminal.text().contains("running sleep 1"), "{}", terminal.text());
    assert!(!terminal.bytes.lock().unwrap().contains(&b'\x1b'), "{}", terminal.text());
}

#[test]
fn ctrl_c_ends_what_runs_and_leaves_nothing_behind() {
    let project = project("- [ ] It takes an hour <!-- milepost: run \"sleep 3601.25\" -->");
    let digest = project.digest("1");
    let mut terminal = Terminal::start(&project, (24, 60), &[], &["verify", "1", "--allow-digest", &digest]);
    terminal.says("▸ sleep 3601.25");
    terminal.shows("the process", |_| sleepers() == 1);
    terminal.types("\x03");
    assert_eq!(terminal.ends().code(), Some(130), "{}", terminal.text());
    assert!(!terminal.text().contains('▸'), "{}", terminal.text());
    assert_eq!(sleepers(), 0, "it still runs");
    project.milepost(&["ledger", "verify"]).exits(0);
}

/// How many processes of the test above there are.
fn sleepers() -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
    lines.filter(|line| line == b"sleep\x003601.25\x00").count()
}

#[test]
fn trust_is_asked_for_and_only_yes_grants_it() {
    let project = project("- [ ] It works: `test -d plan`");
    for (answer, code) in [("n\r", 6), ("\r", 6), ("yy\r", 6), ("\x04", 6), ("y\r", 0)] {
        let mut terminal = Terminal::start(&project, (40, 80), &[], &["trust", "1"]);
        terminal.says("test -d plan").shows("a question", |screen| {
            screen.contains("Run these commands for") && screen.trim_end().ends_with(']')
        });
        terminal.types(answer);
        assert_eq!(terminal.ends().code(), Some(code), "{answer:?}\n{}", terminal.text());
    }
    project.milepost(&["verify", "1"]).exits(0);
}

#[test]
fn trust_for_one_run_asks_again_and_details_are_shown_before() {
    let project = project("- [ ] It works: `sh ./check.sh`");
    project.write("check.sh", "test -d plan # the words of the script\n").commit("a script");
    for _ in 0..2 {
        let mut terminal = Terminal::start(&project, (60, 80), &[], &["verify", "1", "--force"]);
        terminal.says("o = once").types("d\r").says("the words of the script");
        terminal.shows("a second question", |screen| screen.matches("o = once").count() == 2).types("o\r");
        assert_eq!(terminal.ends().code(), Some(0), "{}", terminal.text());
    }
    let listed = project.milepost(&["trust", "list", "--json"]);
    listed.exits(0);
    let listed: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!(listed["grants"].as_array().unwrap().len(), 0, "once is not kept: {listed:#}");
}

#[test]
fn long_answers_go_through_the_pager_of_the_environment() {
    let project = project(&many());
    // What came with the repository is never run.
    project.git(&["config", "core.pager", "touch owned; cat"]);
    let pager = [("MILEPOST_PAGER", "sed -n 's/^/paged: /p'")];
    let mut terminal = Terminal::start(&project, (24, 80), &pager, &["explain", "1"]);
    assert_eq!(terminal.ends().code(), Some(0));
    terminal.says("paged: ");
    for (env, args) in [
        (&[("MILEPOST_PAGER", "cat")][..], &["explain", "1"][..]),
        (&pager, &["explain", "1", "--no-pager"]),
        (&pager, &["explain", "1", "--json"]),
        (&[("MILEPOST_PAGER", "sed 's/^/paged: /'"), ("TERM", "dumb")], &["explain", "1"]),
        (&pager, &["status"]),
    ] {
        let mut terminal = Terminal::start(&project, (24, 80), env, args);
        assert_eq!(terminal.ends().code(), Some(0));
        assert!(!terminal.text().contains("paged: "), "{args:?}\n{}", terminal.text());
    }
    let missing = [("MILEPOST_PAGER", "no-such-pager")];
    let mut terminal = Terminal::start(&project, (24, 80), &missing, &["explain", "1"]);
    assert_eq!(terminal.ends().code(), Some(0));
    terminal.says("criterion number 299");
    assert!(!project.has("owned"));
    assert!(!project.milepost_with(&pager, &["explain", "1"]).stdout.contains("paged"), "no terminal");
}

#[test]
fn less_keeps_the_terminal_until_it_is_left() {
    let project = project(&many());
    if project.run("sh", &["-c", "command -v less"]).code != Some(0) {
        eprintln!("SKIPPED: less is not installed");
        return;
    }
    let mut terminal = Terminal::start(&project, (24, 80), &[("LESSHISTFILE", "-")], &["explain", "1"]);
    terminal.says("criterion number 3");
    assert!(!terminal.text().contains("criterion number 200"), "{}", terminal.text());
    // A Ctrl-C is for the pager: the program stays behind it.
    terminal.types("\x03");
    std::thread::sleep(Duration::from_millis(300));
    terminal.types("\x03");
    std::thread::sleep(Duration::from_millis(300));
    assert!(terminal.child.try_wait().unwrap().is_none(), "{}", terminal.text());
    terminal.types("G").says("criterion number 299");
    terminal.types("q");
    assert_eq!(terminal.ends().code(), Some(0));
}
