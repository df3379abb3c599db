//! Completions in real shells, and pages in the real `man`. What is not installed is skipped aloud.

use std::path::Path;

use milepost_testkit::{Milestone, Project, Run};

use crate::MILEPOST;

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let criteria = "- [ ] It works: `true`\n- [ ] Somebody agrees";
    let text = Milestone::new(1, "Shells").section("Success Criteria", criteria).text();
    project.write("plan/milestone-1-shells.md", &text);
    project.write("plan/milestone-2-more.md", text.replace("Milestone 1: Shells", "Milestone 2: More"));
    project.commit("plan");
    project
}

/// Whether a program is here; says so when it is not.
fn has(project: &Project, program: &str) -> bool {
    let found = project.run("sh", &["-c", &format!("command -v {program}")]).code == Some(0);
    if !found {
        eprintln!("SKIPPED: {program} is not installed");
    }
    found
}

/// Runs a script of a shell, with `milepost` in its path.
fn script(project: &Project, shell: &[&str], script: &str) -> Run {
    let folder = Path::new(MILEPOST).parent().unwrap().display();
    let path = format!("PATH='{folder}':\"$PATH\"; export PATH\n");
    let path = if shell[0] == "fish" { format!("set -x PATH '{folder}' $PATH\n") } else { path };
    project.run(shell[0], &[&shell[1..], &["-c", &format!("{path}{script}")]].concat())
}

/// A line, and what has to be offered at its end, and what must not.
const LINES: &[(&str, &[&str], &[&str])] = &[
    ("milepost ver", &["verify"], &["status"]),
    ("milepost show ", &["plan/1", "plan/2"], &["broken-link"]),
    ("milepost why plan/1#", &["plan/1#success-criteria/it-works"], &["plan/2"]),
    (
        "milepost signoff plan/1#success-criteria/some",
        &["plan/1#success-criteria/somebody-agrees"],
        &["it-works"],
    ),
    ("milepost explain broken-", &["broken-link", "broken-anchor"], &["plan/1"]),
    ("milepost lint --rule=wrong-", &["wrong-date", "wrong-total"], &["broken-link"]),
    ("milepost completions z", &["zsh"], &["bash"]),
    ("milepost ledger log --kind sign", &["sign-off"], &["waiver"]),
    ("milepost -C plan complete ", &["plan/1"], &[]),
];

fn offers(run: &Run, line: &str, wanted: &[&str], unwanted: &[&str]) {
    run.exits(0);
    // A word may be offered whole, or as what follows the `=` of its option.
    for word in wanted {
        assert!(run.stdout.contains(word), "`{line}` offers no `{word}`: {}", run.text());
    }
    for word in unwanted {
        assert!(!run.stdout.contains(word), "`{line}` offers `{word}`: {}", run.text());
    }
}

#[test]
fn bash_completes() {
    let project = project();
    if !has(&project, "bash") {
        return;
    }
    for (line, wanted, unwanted) in LINES {
        // As readline does it: the words, the one under the cursor, and the function that `complete` names.
        let asks = format!(
            "source <(milepost completions bash)\n\
             line='{line}'; COMP_LINE=$line COMP_POINT=${{#line}} COMP_TYPE=9\n\
             read -ra COMP_WORDS <<<\"$line\"; [[ $line == *' ' ]] && COMP_WORDS+=('')\n\
             COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); word=${{COMP_WORDS[COMP_CWORD]}}\n\
             spec=$(complete -p milepost); [[ $spec =~ -F\\ ([^ ]+) ]]\n\
             \"${{BASH_REMATCH[1]}}\" milepost \"$word\" \"\" 2>/dev/null\n\
             printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        offers(&script(&project, &["bash", "--norc"], &asks), line, wanted, unwanted);
    }
}

#[test]
fn fish_completes() {
    let project = project();
    if !has(&project, "fish") {
        return;
    }
    for (line, wanted, unwanted) in LINES {
        let asks = format!("milepost completions fish | source\ncomplete --do-complete '{line}'");
        offers(&script(&project, &["fish", "--no-config"], &asks), line, wanted, unwanted);
    }
}

#[test]
fn zsh_completes() {
    let project = project();
    if !has(&project, "zsh") {
        return;
    }
    for (line, wanted, unwanted) in LINES {
        // Outside of its line editor Zsh completes nothing: what the function would describe is printed instead.
        let asks = format!(
            "function compdef() {{ }}\n\
             function _describe() {{ print -rl -- \"${{(@P)${{@[-1]}}}}\" \"${{(@P)3}}\" }}\n\
             function compadd() {{ print -rl -- \"$@\" }}\n\
             source <(milepost completions zsh)\n\
             words=(${{(z):-'{line}'}}); [[ '{line}' == *' ' ]] && words+=('')\n\
             CURRENT=${{#words}}\n\
             _clap_dynamic_completer_milepost 2>/dev/null; true"
        );
        offers(&script(&project, &["zsh", "-f"], &asks), line, wanted, unwanted);
    }
}

#[test]
fn an_unknown_shell_is_a_plain_error() {
    let run = project().milepost_with(&[("COMPLETE", "tcsh")], &["--", "milepost", ""]);
    run.exits(2).says("tcsh").says("hint:").keeps_silent_on("panick");
}

#[test]
fn completing_writes_nothing_and_needs_no_documents() {
    let project = Project::without_git(MILEPOST);
    let before = project.files();
    let asks = [("COMPLETE", "bash"), ("_CLAP_COMPLETE_INDEX", "2")];
    project.milepost_with(&asks, &["--", "milepost", "show", ""]).exits(0);
    assert_eq!(project.files(), before);
}

#[test]
fn every_page_is_right_for_man() {
    let project = project();
    let folder = project.outside("man");
    project.milepost(&["man", "--dir", folder.to_str().unwrap()]).exits(0);
    let pages: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|page| page.unwrap().path()).collect();
    assert!(pages.iter().any(|page| page.ends_with("milepost-ledger-verify.1")), "{pages:?}");
    if !has(&project, "groff") {
        return;
    }
    for page in pages {
        let run = project.run("groff", &["-Kutf8", "-ww", "-man", "-Tutf8", "-P-c", page.to_str().unwrap()]);
        run.exits(0);
        assert_eq!(run.stderr, "", "{}", page.display());
        let source = std::fs::read_to_string(&page).unwrap();
        assert!(source.contains(".SH SYNOPSIS") && source.contains(".SH DESCRIPTION"), "{source}");
    }
}

#[test]
fn the_page_of_one_command_is_printed() {
    let project = project();
    project.milepost(&["man", "ledger", "gc"]).exits(0).says(".TH milepost-ledger-gc 1");
    project.milepost(&["man", "bogus"]).exits(2).says("no command is called `bogus`");
}
