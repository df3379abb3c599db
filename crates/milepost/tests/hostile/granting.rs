//! Ways around the question: nothing runs that nobody has seen, and nobody but a person answers.

use std::{fs, io::Write as _, process::Stdio};

use milepost_testkit::{Milestone, Project};

use crate::checkout::{Checkout, DOCUMENT};

fn running(command: &str) -> Checkout {
    Checkout::checking(command, "")
}

/// Runs once as it is, makes the change, and wants to be asked again.
#[track_caller]
fn asks_again(checkout: &Checkout, change: impl FnOnce(&Project)) {
    let digest = checkout.project.commit("before").digest(DOCUMENT);
    change(&checkout.project);
    let run = checkout.project.milepost(&["verify", "--force", DOCUMENT, "--allow-digest", &digest]);
    run.exits(6);
    assert!(!checkout.project.has("canary") && !checkout.was_hit(), "{}", run.text());
}

#[test]
fn a_script_changed_behind_the_command() {
    let checkout = running("sh ./x.sh");
    checkout.project.write("x.sh", "true\n");
    asks_again(&checkout, |project| _ = project.write("x.sh", "touch canary\n"));
}

#[test]
fn a_script_that_runs_before_the_named_one() {
    let checkout = running("npm test");
    checkout.project.write("package.json", r#"{"scripts": {"test": "true"}}"#);
    asks_again(&checkout, |project| {
        _ = project.write("package.json", r#"{"scripts": {"test": "true", "pretest": "touch canary"}}"#);
    });
}

#[test]
fn settings_that_choose_the_shell_of_scripts() {
    for (file, text) in [
        (".npmrc", "script-shell=./evil.sh\n"),
        (".npmrc", "node-options=--require ./evil.js\n"),
        ("pnpm-workspace.yaml", "scriptShell: ./evil.sh\n"),
    ] {
        let tool = if file == ".npmrc" { "npm test" } else { "pnpm test" };
        let checkout = running(tool);
        checkout.project.write("package.json", r#"{"scripts": {"test": "true"}}"#);
        asks_again(&checkout, |project| _ = project.write(file, text));
    }
}

#[test]
fn recipes_changed_behind_the_command() {
    let checkout = running("make test");
    checkout.project.write("Makefile", "test:\n\ttrue\n");
    asks_again(&checkout, |project| _ = project.write("Makefile", "test:\n\ttouch canary\n"));
    let checkout = running("just test");
    checkout.project.write("justfile", "test:\n  true\n");
    asks_again(&checkout, |project| _ = project.write("justfile", "test:\n  touch canary\n"));
}

/// Words before a command choose what a name means.
#[test]
fn variables_that_choose_what_runs() {
    for (command, file) in [
        ("PATH=./bin:$PATH tool", "bin/tool"),
        ("env PATH=./bin:/usr/bin:/bin tool", "bin/tool"),
        ("export PATH=$PWD/bin:$PATH; tool", "bin/tool"),
        ("BASH_ENV=./x.sh bash -c true", "x.sh"),
        ("LD_PRELOAD=./x.so true", "x.so"),
        ("NODE_OPTIONS='--require ./x.js' node -e 1", "x.js"),
        ("PYTHONSTARTUP=./x.py python3 -c 1", "x.py"),
        ("GIT_EXTERNAL_DIFF=./x.sh git diff", "x.sh"),
        ("env -S './x.sh --all'", "x.sh"),
    ] {
        let checkout = running(command);
        checkout.program(file, "#!/bin/sh\ntrue\n");
        asks_again(&checkout, |_| drop(checkout.program(file, "#!/bin/sh\ntouch canary\n")));
    }
}

/// A folder of the checkout in `PATH`, as tools for folders of their own (`direnv`) set it.
#[test]
fn programs_of_the_checkout_on_the_path() {
    let checkout = running("tool --all");
    checkout.program("bin/tool", "#!/bin/sh\ntrue\n");
    checkout.project.commit("a tool");
    for bin in [checkout.project.path("bin").display().to_string(), "bin".into(), "./bin".into()] {
        let path = format!("{bin}:{}", std::env::var("PATH").unwrap());
        let env = [("PATH", path.as_str())];
        checkout.program("bin/tool", "#!/bin/sh\ntrue\n");
        let digest = checkout.project.milepost_with(&env, &["trust", "--digest", DOCUMENT]).stdout;
        let verify = ["verify", "--force", DOCUMENT, "--allow-digest", digest.trim()];
        checkout.project.milepost_with(&env, &verify).exits(0);
        checkout.program("bin/tool", "#!/bin/sh\ntouch canary\n");
        checkout.project.milepost_with(&env, &verify).exits(6);
        assert!(!checkout.project.has("canary"));
    }
}

/// Which variables a check gets is part of what is agreed to.
#[test]
fn a_configuration_that_passes_on_secrets() {
    let command = "if printenv TOKEN > /dev/null; then touch canary; fi; test -s README.md";
    for settings in ["pass = ['TOKEN']", "pass = ['*']", "secrets = ['TOKEN']"] {
        let checkout = Checkout::checking(command, "");
        let token = [("TOKEN", "hush-5512")];
        checkout.verify_with(&token);
        assert!(!checkout.project.has("canary"), "the variable is passed on unasked");
        asks_again(&checkout, |project| {
            let config = project.read("milepost.toml");
            project.write("milepost.toml", format!("{config}\n[environment]\n{settings}\n"));
        });
        // What is asked names it.
        checkout
            .project
            .milepost_with(&token, &["trust", "show", DOCUMENT])
            .exits(0)
            .says(settings.split('\'').nth(1).unwrap());
        // With consent it gets it: the test can fail.
        checkout.verify_with(&token);
        assert!(checkout.project.has("canary"), "the attack does not work");
    }
}

#[test]
fn an_annotation_that_widens_its_own_rights() {
    for annotation in [
        "run it, sandbox T1",
        "run it sandbox=T1 network=full",
        "trust",
        "sandbox T1",
        "run \"touch canary\" trusted",
        "allow untrusted because \"I say so\"",
    ] {
        let text = Milestone::new(1, "Till")
            .section("Success Criteria", &format!("- [ ] It runs <!-- milepost: {annotation} -->"));
        let checkout = Checkout::with(&text.text());
        checkout.check("ls ~/.ssh > /dev/null && touch canary", "");
        fs::create_dir_all(checkout.project.outside("home/.ssh")).unwrap();
        checkout.project.milepost(&["verify", DOCUMENT]);
        let run = checkout.verify();
        assert_ne!(run.code, Some(0), "`{annotation}`: {}", run.text());
        assert!(!checkout.project.has("canary"), "`{annotation}`: {}", run.text());
    }
    let fence = "```bash sandbox=T1 network=full trust=yes tier=T1\nls ~/.ssh\n```";
    let checkout = Checkout::with(&Milestone::new(1, "Till").section("Unit Tests", fence).text());
    fs::create_dir_all(checkout.project.outside("home/.ssh")).unwrap();
    checkout.verify().exits(1);
}

#[test]
fn a_policy_of_its_own() {
    let checkout = running("touch canary");
    let digest = checkout.project.digest(DOCUMENT);
    let policy =
        format!("[[allow]]\nroot = '{}'\ndigests = ['{digest}']\n", checkout.project.root().display());
    for path in ["trust.toml", ".milepost/trust.toml", ".config/milepost/trust.toml", "milepost/trust.toml"] {
        checkout.project.write(path, &policy);
    }
    checkout.project.commit("a policy");
    checkout.project.milepost(&["verify", DOCUMENT]).exits(6);
    checkout.project.milepost(&["verify", DOCUMENT, "--trust-policy", "trust.toml"]).exits(6);
    // Neither where a variable of the user leads into the checkout, directly or by a link.
    let root = checkout.project.root();
    let link = checkout.project.outside("link");
    std::os::unix::fs::symlink(&root, &link).unwrap();
    for folder in [root.join(".config"), root.clone(), link.join(".config")] {
        let env = [("XDG_CONFIG_HOME", folder.to_str().unwrap())];
        checkout.project.milepost_with(&env, &["verify", DOCUMENT]).exits(6);
    }
    let linked = link.join("trust.toml");
    checkout.project.milepost(&["verify", DOCUMENT, "--trust-policy", linked.to_str().unwrap()]).exits(6);
    assert!(!checkout.project.has("canary"));
}

#[test]
fn grants_of_its_own() {
    // Made elsewhere by somebody at a terminal, brought along in the checkout.
    let checkout = running("touch canary");
    let root = checkout.project.root();
    for state in [root.join("state"), root.join(".git/state")] {
        let env = [("XDG_STATE_HOME", state.to_str().unwrap())];
        let digest = checkout.project.digest(DOCUMENT);
        let grant = serde_json::json!({
            "version": 2, "root": root, "owner": 0, "document": DOCUMENT, "class": "verify", "digest": digest,
            "granted": "2026-01-01T00:00:00Z", "commands": [], "references": []
        });
        for version in 2..=4 {
            let mut grant = grant.clone();
            grant["version"] = version.into();
            let folder = state.join("milepost/trust");
            fs::create_dir_all(&folder).unwrap();
            let name = format!("{}\0{DOCUMENT}\0verify", root.display());
            let name = milepost_ledger::Digest::of(name).hex()[..32].to_owned();
            fs::write(folder.join(format!("{name}.json")), grant.to_string()).unwrap();
            checkout.project.milepost_with(&env, &["verify", DOCUMENT]).exits(6);
        }
        assert!(!checkout.project.has("canary"));
    }
}

#[test]
fn answers_without_a_person() {
    let checkout = running("touch canary");
    for args in
        [&["trust", DOCUMENT][..], &["verify", DOCUMENT], &["start", DOCUMENT], &["complete", DOCUMENT]]
    {
        let mut command = checkout.project.command(args);
        command.env("CI", "1").env("GITHUB_ACTIONS", "true").env("MILEPOST_TRUST", "all");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that never reads has gone already.
        let _ = child.stdin.take().unwrap().write_all("y\n".repeat(50).as_bytes());
        let code = child.wait_with_output().unwrap().status.code();
        assert!(matches!(code, Some(0 | 3 | 6)), "{args:?}: {code:?}");
    }
    assert!(!checkout.has_grants() && !checkout.project.has("canary"));
}

/// What a run starts has no terminal of its own to answer at.
#[test]
fn a_check_that_grants_for_the_next_one() {
    for tier in ["T1", "T2"] {
        let milepost = crate::MILEPOST;
        let command =
            format!("cd other; for i in 1 2 3; do echo y; done | '{milepost}' trust milestone-2-next.md");
        let checkout = Checkout::checking("true", "");
        let text =
            Milestone::new(2, "Next").section("Success Criteria", "- [ ] It runs: `touch canary`").text();
        checkout.project.write("other/milestone-2-next.md", text);
        let run = checkout.runs_in(tier, &command);
        assert_ne!(run.code, Some(0), "{}", run.text());
        checkout.project.milepost(&["verify", "other/milestone-2-next.md"]).exits(6);
        assert!(!checkout.has_grants());
    }
}
