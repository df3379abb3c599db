//! Settings of the repository with which Git runs programs: reading never does.

use std::{fs, os::unix::fs::PermissionsExt as _, process::Command};

use crate::checkout::{Checkout, DOCUMENT};

/// Shows that plain Git falls for it, then that Milepost does not.
#[track_caller]
fn only_git_runs_it(checkout: &Checkout, git: &[&str]) {
    let run = checkout.project.run("git", git);
    assert!(checkout.was_hit(), "the attack does not work with `git {}`\n{}", git.join(" "), run.text());
    fs::write(checkout.project.path("README.md"), "# Till, edited\n").unwrap();
    checkout.is_safe_to_read();
}

fn set(checkout: &Checkout, settings: &[(&str, &str)]) {
    for (name, value) in settings {
        checkout.project.git(&["config", name, value]);
    }
}

#[test]
fn clean_filter() {
    let checkout = Checkout::new();
    let evil = checkout.evil("evil.sh");
    checkout.project.write(".gitattributes", "* filter=evil\n");
    set(&checkout, &[("filter.evil.clean", &evil), ("filter.evil.required", "true")]);
    // A file that is as the index knows it is not filtered again.
    checkout.project.write("README.md", "# Till, new\n");
    only_git_runs_it(&checkout, &["add", "README.md"]);
}

#[test]
fn smudge_filter() {
    let checkout = Checkout::new();
    let evil = checkout.evil("evil.sh");
    checkout.project.write(".gitattributes", "* filter=evil\n");
    set(&checkout, &[("filter.evil.smudge", &evil)]);
    checkout.project.remove("README.md");
    only_git_runs_it(&checkout, &["checkout", "--", "README.md"]);
}

#[test]
fn process_filter() {
    let checkout = Checkout::new();
    let evil = checkout.evil("evil.sh");
    checkout.project.write(".gitattributes", "* filter=evil\n");
    set(&checkout, &[("filter.evil.process", &evil)]);
    // A file that is as the index knows it is not filtered again.
    checkout.project.write("README.md", "# Till, new\n");
    only_git_runs_it(&checkout, &["add", "README.md"]);
}

#[test]
fn file_system_monitor() {
    let checkout = Checkout::new();
    let evil = checkout.evil("evil.sh");
    set(&checkout, &[("core.fsmonitor", &evil)]);
    only_git_runs_it(&checkout, &["status"]);
}

#[test]
fn included_configuration() {
    let checkout = Checkout::new();
    let evil = checkout.evil("evil.sh");
    checkout.project.write("settings", format!("[core]\n\tfsmonitor = {evil}\n"));
    set(&checkout, &[("include.path", "../settings")]);
    only_git_runs_it(&checkout, &["status"]);
}

#[test]
fn hooks_of_every_name() {
    const HOOKS: [&str; 14] = [
        "applypatch-msg",
        "commit-msg",
        "fsmonitor-watchman",
        "post-checkout",
        "post-commit",
        "post-index-change",
        "post-merge",
        "post-rewrite",
        "pre-commit",
        "pre-merge-commit",
        "pre-push",
        "prepare-commit-msg",
        "reference-transaction",
        "update",
    ];
    for folder in [".git/hooks", "hooks"] {
        let checkout = Checkout::new();
        for hook in HOOKS {
            checkout.evil(&format!("{folder}/{hook}"));
        }
        if folder == "hooks" {
            set(&checkout, &[("core.hooksPath", "hooks")]);
        }
        only_git_runs_it(&checkout, &["commit", "--quiet", "--allow-empty", "--message", "x"]);
    }
}

#[test]
fn pager() {
    let checkout = Checkout::new();
    let evil = checkout.evil("evil.sh");
    set(&checkout, &[("core.pager", &evil), ("pager.log", &evil), ("pager.status", &evil)]);
    // Git pages only at a terminal.
    let mut script = Command::new("script");
    script.args(["-qec", "git log", "/dev/null"]).current_dir(checkout.project.root()).env("TERM", "xterm");
    script.env_remove("GIT_PAGER").env_remove("PAGER");
    match script.output() {
        Ok(_) => assert!(checkout.was_hit(), "the attack does not work with `git log`"),
        Err(_) => eprintln!("left out: there is no `script` to make a terminal with"),
    }
    for command in ["status", "explain", "ledger log", "audit"] {
        let milepost = format!("{} {command}", crate::MILEPOST);
        let like = checkout.project.command(&[]);
        let mut script = Command::new("script");
        script.args(["-qec", &milepost, "/dev/null"]).current_dir(checkout.project.root()).env_clear();
        script.envs(like.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("TERM", "xterm");
        script.output().unwrap();
        assert!(!checkout.was_hit(), "{command}");
    }
    checkout.is_safe_to_read();
}

#[test]
fn signature_programs() {
    let checkout = Checkout::new();
    let evil = checkout.evil("evil.sh");
    let key = checkout.project.key();
    set(&checkout, &[("gpg.format", "ssh"), ("user.signingkey", key.to_str().unwrap())]);
    checkout.project.git(&["commit", "--quiet", "--allow-empty", "-S", "--message", "signed"]);
    set(
        &checkout,
        &[
            ("gpg.ssh.program", &evil),
            ("gpg.program", &evil),
            ("gpg.ssh.defaultKeyCommand", &evil),
            ("gpg.ssh.allowedSignersFile", "/dev/null"),
            ("log.showSignature", "true"),
        ],
    );
    only_git_runs_it(&checkout, &["log"]);
    // Nor is it what signs in Milepost.
    let address = format!("{DOCUMENT}#it-is-described");
    let until = "2099-01-01";
    let waive = checkout.project.milepost(&["waive", &address, "--why", "no", "--until", until]);
    checkout.survives(&waive);
}

#[test]
fn diff_programs() {
    for kind in ["diff.external", "diff.evil.command", "diff.evil.textconv"] {
        let checkout = Checkout::new();
        let evil = checkout.evil("evil.sh");
        checkout.project.write(".gitattributes", "*.md diff=evil\n").commit("attributes");
        set(&checkout, &[(kind, &evil)]);
        checkout.project.write("README.md", "# Till again\n");
        only_git_runs_it(&checkout, &["diff", "HEAD"]);
        checkout.project.replace(DOCUMENT, "- [ ]", "- [x]");
        checkout.is_safe_to_read();
    }
}

#[test]
fn aliases() {
    let checkout = Checkout::new();
    let evil = checkout.evil("evil.sh");
    let settings = format!("!{evil}");
    for name in ["st", "status", "rev-parse", "ls-files", "log", "config"] {
        set(&checkout, &[(&format!("alias.{name}"), &settings)]);
    }
    only_git_runs_it(&checkout, &["st"]);
}

#[test]
fn editor_and_trailer_commands() {
    let checkout = Checkout::new();
    let evil = checkout.evil("evil.sh");
    set(&checkout, &[("core.editor", &evil), ("sequence.editor", &evil), ("trailer.x.cmd", &evil)]);
    only_git_runs_it(&checkout, &["commit", "--quiet", "--allow-empty"]);
    let digest = checkout.project.digest(DOCUMENT);
    checkout.project.commit("All of it");
    let start = checkout.project.milepost(&["start", DOCUMENT, "--commit", "--allow-digest", &digest]);
    checkout.survives(start.exits(0));
}

/// A repository that claims that what it lacks is to be had elsewhere makes Git fetch it, by a program of its choice.
#[test]
fn fetching_what_is_missing() {
    for (url, settings) in [
        ("ext::EVIL", vec![("protocol.ext.allow", "always")]),
        ("ssh://example.invalid/x", vec![("core.sshCommand", "EVIL"), ("credential.helper", "!EVIL")]),
    ] {
        let checkout = Checkout::new();
        // It gives up at once: who waited for it would wait for ever.
        let script = format!("#!/bin/sh\ntouch '{}'\nexit 1\n", checkout.canary().display());
        let evil = checkout.program("evil.sh", &script);
        // A file of an older commit is gone.
        checkout.project.write("README.md", "# Till, again\n").commit("again");
        let missing = checkout.project.git(&["rev-parse", "HEAD~1:README.md"]);
        let object = format!(".git/objects/{}/{}", &missing[..2], &missing[2..]);
        fs::remove_file(checkout.project.path(&object)).unwrap();
        set(
            &checkout,
            &[
                ("core.repositoryFormatVersion", "1"),
                ("extensions.partialClone", "origin"),
                ("remote.origin.promisor", "true"),
                ("remote.origin.url", &url.replace("EVIL", &evil)),
            ],
        );
        for (name, value) in settings {
            set(&checkout, &[(name, &value.replace("EVIL", &evil))]);
        }
        only_git_runs_it(&checkout, &["log", "-p"]);
    }
}

#[test]
fn a_submodule_with_settings_of_its_own() {
    let checkout = Checkout::new();
    let evil = checkout.evil("evil.sh");
    let inside = checkout.project.path("part");
    let inside = inside.to_str().unwrap();
    let git = |args: &[&str]| checkout.project.git(&[&["-C", inside], args].concat());
    checkout.project.git(&["init", "--quiet", inside]);
    checkout.project.write("part/code.txt", "code\n").write("part/.gitattributes", "* filter=evil\n");
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "part"]);
    checkout.project.write(".gitmodules", "[submodule \"part\"]\n\tpath = part\n\turl = ./part\n");
    checkout.project.commit("with a part");
    for (name, value) in [("filter.evil.clean", evil.as_str()), ("core.fsmonitor", &evil)] {
        git(&["config", name, value]);
    }
    checkout.project.write("part/code.txt", "edit\n");
    only_git_runs_it(&checkout, &["status"]);
    checkout.project.write("part/code.txt", "once\n");
    checkout.is_safe_to_read();
}

/// A `PATH` with a relative folder in it makes programs of the checkout out of names.
#[test]
fn programs_of_the_checkout_by_a_relative_path() {
    let checkout = Checkout::new();
    for name in ["git", "ssh-keygen", "bwrap", "test", "milepost", "bash"] {
        checkout.evil(name);
    }
    let path = std::env::var("PATH").unwrap();
    for path in [format!(".:{path}"), format!(":{path}"), format!("{}:{path}", "plan/..")] {
        let sh = checkout.project.run("env", &[&format!("PATH={path}"), "sh", "-c", "git"]);
        assert!(checkout.was_hit(), "the attack does not work with a shell\n{}", sh.text());
        for args in crate::checkout::READING {
            checkout.survives(&checkout.project.milepost_with(&[("PATH", &path)], args));
        }
        checkout.survives(&checkout.verify_with(&[("PATH", &path)]));
    }
}

/// The same by an absolute folder of the checkout, as tools for folders of their own (`direnv`) set it, and by a link there.
#[test]
fn programs_of_the_checkout_by_an_absolute_path() {
    let checkout = Checkout::new();
    for name in ["git", "ssh-keygen", "bwrap", "setsid", "bash", "sh"] {
        checkout.evil(&format!("bin/{name}"));
    }
    let (bin, link) = (checkout.project.path("bin"), checkout.project.outside("link"));
    std::os::unix::fs::symlink(&bin, &link).unwrap();
    for folder in [bin, link] {
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
        let plain = checkout.project.run("/usr/bin/env", &[&format!("PATH={path}"), "git"]);
        assert!(checkout.was_hit(), "the attack does not work without us\n{}", plain.text());
        for args in crate::checkout::READING {
            checkout.survives(&checkout.project.milepost_with(&[("PATH", &path)], args));
        }
        let run = checkout.verify_with(&[("PATH", &path)]);
        checkout.survives(&run);
        run.exits(0);
    }
    // Where nothing else is left, nothing is run.
    let only = checkout.project.path("bin").display().to_string();
    let run = checkout.verify_with(&[("PATH", &only)]);
    checkout.survives(&run);
    assert_ne!(run.code, Some(0), "{}", run.text());
}

#[test]
fn variables_of_git_around_the_program() {
    let checkout = Checkout::new();
    let evil = checkout.evil("evil.sh");
    let other = Checkout::new();
    let elsewhere = other.project.path(".git");
    let env = [
        ("GIT_DIR", elsewhere.to_str().unwrap()),
        ("GIT_WORK_TREE", "/"),
        ("GIT_INDEX_FILE", "evil.sh"),
        ("GIT_EXTERNAL_DIFF", &evil),
        ("GIT_PAGER", &evil),
        ("GIT_EDITOR", &evil),
        ("GIT_SSH_COMMAND", &evil),
    ];
    for args in crate::checkout::READING {
        checkout.survives(&checkout.project.milepost_with(&env, args));
    }
    checkout.survives(checkout.verify_with(&env).exits(0));
    assert!(!other.project.has(".git/milepost"), "the evidence went into the other repository");
}

#[test]
fn marks_in_the_index_that_hide_an_edit() {
    for mark in ["--assume-unchanged", "--skip-worktree"] {
        let checkout = Checkout::new();
        checkout.verify().exits(0);
        checkout.project.git(&["update-index", mark, "README.md"]);
        checkout.project.milepost(&["verify", "--dry-run", DOCUMENT]).exits(0);
        checkout.project.write("README.md", "");
        assert_eq!(checkout.project.git(&["status", "--porcelain"]), "", "the attack does not work");
        checkout.project.milepost(&["verify", "--dry-run", DOCUMENT]).exits(5);
        checkout.verify().exits(1);
        // Nor does it hide that the file is gone.
        checkout.project.write("README.md", "# Till\n");
        checkout.verify().exits(0);
        checkout.project.remove("README.md");
        checkout.project.milepost(&["verify", "--dry-run", DOCUMENT]).exits(5);
    }
}

#[test]
fn times_that_hide_an_edit() {
    let checkout = Checkout::checking("grep -q Till README.md", "");
    set(&checkout, &[("core.trustctime", "false"), ("core.checkStat", "minimal")]);
    let path = checkout.project.path("README.md");
    let old = std::time::SystemTime::now() - std::time::Duration::from_hours(1);
    let age = || fs::File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
    age();
    checkout.project.git(&["add", "README.md"]);
    checkout.verify().exits(0);
    // Git keeps the time of a change of the inode in whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    checkout.project.write("README.md", "# Toll\n");
    age();
    assert_eq!(checkout.project.git(&["status", "--porcelain"]), "", "the attack does not work");
    checkout.project.milepost(&["verify", "--dry-run", DOCUMENT]).exits(5);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644);
}
