//! Characters that show something else than what is there.

use milepost_testkit::{Milestone, Project};

use crate::checkout::{Checkout, DOCUMENT, READING};

/// Sequences that move, hide, link, retitle, answer or paste.
const SEQUENCES: [&str; 10] = [
    "\u{1b}[2K\u{1b}[1A",
    "\u{1b}]0;owned\u{7}",
    "\u{1b}]8;;https://example.invalid\u{1b}\\",
    "\u{1b}]52;c;b3duZWQ=\u{7}",
    "\u{1b}[8m",
    "\u{9b}2J",
    "\u{1b}P$q\"p\u{1b}\\",
    "\r                                        \r",
    "\u{8}\u{8}\u{8}\u{8}",
    "\u{202e}\u{2066}",
];

/// Whether a text could steer a terminal or turn the order of letters around.
fn steers(text: &str) -> bool {
    text.chars().any(|c| {
        let control = c.is_control() && c != '\n';
        control || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

#[track_caller]
fn never_steers(checkout: &Checkout, more: &[&[&str]]) {
    let json: Vec<Vec<&str>> = READING.iter().map(|args| [*args, &["--json"]].concat()).collect();
    let json = json.iter().map(Vec::as_slice);
    for args in READING.into_iter().chain(more.iter().copied()).chain(json) {
        let run = checkout.project.milepost(args);
        assert!(!steers(&run.text()), "`{}`: {:?}", run.command, run.text());
        run.keeps_silent_on("panicked");
    }
    for reporter in ["github", "concise"] {
        let run = checkout.project.milepost(&["verify", "--dry-run", "--reporter", reporter, DOCUMENT]);
        assert!(!steers(&run.text()), "{reporter}: {:?}", run.text());
    }
}

/// All of them in one text.
fn all() -> String {
    SEQUENCES.join("x")
}

#[test]
fn sequences_in_titles_items_and_commands() {
    let sequence = all();
    let text = Milestone::new(1, &format!("Till{sequence}!"))
        .section("Success Criteria", &format!("- [ ] It{sequence} is: `test -s README.md {sequence}`"))
        .section("Unit Tests", &format!("```bash\necho {sequence} && true\ntest -s README.md\n```\n"))
        .section("Blockers", &format!("- [ ] Some{sequence} blocker [x](no{sequence}.md)"))
        .text();
    never_steers(&Checkout::with(&text), &[]);
}

#[test]
fn sequences_in_names_of_files() {
    let sequence = all().replace('/', "|");
    let checkout = Checkout::new();
    let name = format!("plan/milestone-2-x{sequence}y.md");
    let text = Milestone::new(2, "Other").section("Success Criteria", "- [ ] It is: `sh ./x.sh`").text();
    checkout.project.write(&name, text).write(&format!("x{sequence}.sh"), "true\n").commit("odd names");
    let odd: [&[&str]; 4] = [
        &["show", &name],
        &["trust", "show", &name],
        &["verify", &name],
        &["show", &format!("no{sequence}thing")],
    ];
    never_steers(&checkout, &odd);
}

#[test]
fn sequences_in_settings() {
    let checkout = Checkout::new();
    let escaped = serde_json::to_string(&format!("x{}", all())).unwrap();
    let settings = format!("[project]\nid = {escaped}\n[checks.{escaped}]\nrun = {escaped}\n");
    for settings in [settings, format!("[project]\nx{} = 1\n", all())] {
        checkout.project.write("milepost.toml", settings);
        for args in [&["status"][..], &["explain", DOCUMENT], &["lint"], &["doctor"]] {
            let run = checkout.project.milepost(args);
            assert!(!steers(&run.text()), "`{}`: {:?}", run.command, run.text());
        }
    }
}

#[test]
fn sequences_in_the_output_of_a_check() {
    let octal = all().bytes().fold(String::new(), |text, byte| text + &format!("\\{byte:03o}"));
    let checkout = Checkout::checking(&format!("printf 'one{octal}two\\n' >&2; exit 1"), "");
    let run = checkout.verify();
    run.exits(1).says("one");
    assert!(!steers(&run.text()), "{:?}", run.text());
    for args in [&["ledger", "log"][..], &["why", "plan/milestone-1-till.md#it-is-described"], &["status"]] {
        let run = checkout.project.milepost(args);
        assert!(!steers(&run.text()), "`{}`: {:?}", run.command, run.text());
    }
}

fn asked(project: &Project) -> String {
    project.milepost(&["trust", "show", DOCUMENT]).exits(0).text()
}

/// A command that reads like another one: what is not to be seen in it is named.
#[test]
fn characters_that_look_like_others_or_like_nothing() {
    for (odd, named) in [
        ('\u{200b}', "U+200B"),
        ('\u{2060}', "U+2060"),
        ('\u{ad}', "U+00AD"),
        ('\u{e0041}', "U+E0041"),
        ('\u{3164}', "U+3164"),
        ('\u{200f}', "U+200F"),
        ('\u{441}', "U+0441"),
        ('\u{ff0f}', "U+FF0F"),
        ('\u{37e}', "U+037E"),
        ('\u{a0}', "U+00A0"),
    ] {
        let command = format!("sh ./s{odd}cript.sh");
        let text = Milestone::new(1, "Till").section("Unit Tests", &format!("```bash\n{command}\n```\n"));
        let checkout = Checkout::with(&text.text());
        checkout.project.write("script.sh", "true\n").commit("a script");
        let text = asked(&checkout.project);
        assert!(text.contains(named), "{named} is not named:\n{text}");
        // Nor is it the script that it looks like.
        assert!(!text.contains("  script.sh "), "{text}");
        // What a file looks like that the command names.
        let name = format!("s{odd}cript.sh");
        checkout.project.write(&name, format!("echo {odd}\n")).commit("its twin");
        assert!(asked(&checkout.project).contains(named));
    }
    let checkout = Checkout::new();
    assert!(!asked(&checkout.project).contains("U+"), "nothing is odd about a plain command");
}
