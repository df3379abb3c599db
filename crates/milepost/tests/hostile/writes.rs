//! A check that writes where it should not. Each is shown to work in the lowest tier.

use std::fs;

use crate::checkout::Checkout;

/// The command makes or changes the file in T1, and in none of these tiers.
#[track_caller]
fn only_t1_writes(checkout: &Checkout, path: &std::path::Path, command: &str, tiers: &[&str]) {
    let before = fs::read(path).ok();
    for tier in tiers {
        let run = checkout.runs_in(tier, command);
        // What a tier shows in place of the file may well be written: it goes away with the check.
        assert!(tier == &"T3" || run.code != Some(0), "{tier}: {}", run.text());
        assert_eq!(fs::read(path).ok(), before, "{tier}: `{}` was written\n{}", path.display(), run.text());
    }
    let run = checkout.runs_in("T1", command);
    assert_ne!(fs::read(path).ok(), before, "the attack does not work: {command}\n{}", run.text());
}

#[test]
fn start_files_of_the_shell_and_settings_of_git() {
    for path in
        [".bashrc", ".profile", ".gitconfig", ".config/git/config", ".ssh/authorized_keys", ".local/bin/ls"]
    {
        let checkout = Checkout::checking("true", "");
        let file = checkout.project.outside("home").join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "mine\n").unwrap();
        only_t1_writes(&checkout, &file, &format!("echo evil >> ~/{path}"), &["T2", "T3"]);
        fs::remove_file(&file).unwrap();
        only_t1_writes(&checkout, &file, &format!("echo evil > ~/{path}"), &["T2", "T3"]);
    }
}

#[test]
fn files_beside_the_project() {
    let checkout = Checkout::checking("true", "");
    let file = checkout.canary();
    only_t1_writes(&checkout, &file, &format!("echo evil > '{}'", file.display()), &["T2", "T3"]);
    fs::write(&file, "mine\n").unwrap();
    for command in ["truncate -s 0", "rm", "cp README.md", "ln -sf README.md"] {
        fs::write(&file, "mine\n").unwrap();
        only_t1_writes(&checkout, &file, &format!("{command} '{}'", file.display()), &["T2", "T3"]);
    }
}

#[test]
fn a_link_in_the_project_to_write_through() {
    let checkout = Checkout::checking("true", "");
    let file = checkout.project.outside("home/.bashrc");
    fs::write(&file, "mine\n").unwrap();
    std::os::unix::fs::symlink(&file, checkout.project.path("link")).unwrap();
    only_t1_writes(&checkout, &file, "echo evil >> link", &["T2", "T3"]);
    fs::write(&file, "mine\n").unwrap();
    // A hard link would be the same file inside of the project.
    only_t1_writes(&checkout, &file, "ln ~/.bashrc hard && echo evil >> hard", &["T2", "T3"]);
}

/// Grants, keys and the policy of the user.
#[test]
fn grants_keys_and_policies() {
    let checkout = Checkout::checking("true", "");
    for path in ["state/milepost/trust/x.json", "state/milepost/keys/x", "home/.config/milepost/trust.toml"] {
        let file = checkout.project.outside(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        only_t1_writes(&checkout, &file, &format!("echo evil > '{}'", file.display()), &["T2", "T3"]);
        fs::remove_file(&file).unwrap();
    }
}

/// In T2 the work tree holds `.git`, so these are noticed; in T3 those that are there cannot be changed at all.
#[test]
fn hooks_settings_and_records_of_the_repository() {
    for (path, command) in [
        (".git/config", "git config core.pager evil"),
        (".git/hooks/pre-commit", "mkdir -p .git/hooks; printf 'evil' > .git/hooks/pre-commit"),
        (".git/info/attributes", "mkdir -p .git/info; echo '* filter=x' > .git/info/attributes"),
        (
            ".git/milepost/records/00/x.json",
            "mkdir -p .git/milepost/records/00; echo {} > .git/milepost/records/00/x.json",
        ),
        (".git/milepost/index.sqlite", "echo x >> .git/milepost/index.sqlite"),
        (
            ".milepost/attestations/x.json",
            "mkdir -p .milepost/attestations; echo {} > .milepost/attestations/x.json",
        ),
        (".milepost/records/x.json", "mkdir -p .milepost/records; echo {} > .milepost/records/x.json"),
        (".git/commondir", "echo ../x > .git/commondir"),
        (".git/config.worktree", "echo '[core]' > .git/config.worktree"),
        (
            ".git/objects/info/alternates",
            "mkdir -p .git/objects/info; echo /x > .git/objects/info/alternates",
        ),
    ] {
        // In T3 it is read-only where it is there.
        let kept = [".git/config", ".git/hooks/pre-commit"].contains(&path);
        for tier in if kept { &["T2", "T3"][..] } else { &["T2"] } {
            let checkout = Checkout::checking("true", "");
            checkout.check(command, &format!("sandbox = \"{tier}\"\nwrites = ['**']\n"));
            let run = checkout.verify();
            assert!(
                matches!(run.code, Some(1 | 2 | 3 | 8 | 9)),
                "{tier}: {command}: {:?}\n{}",
                run.code,
                run.text()
            );
            let kept = *tier == "T3";
            assert!(
                !kept
                    || !fs::read_to_string(checkout.project.path(path)).unwrap_or_default().contains("evil")
            );
        }
    }
}

/// Rights, owners and times are no content: T2 cannot keep them, T3 does.
#[test]
fn rights_of_files_of_the_home_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let checkout = Checkout::checking("true", "");
    let file = checkout.project.outside("home/.bashrc");
    fs::write(&file, "mine\n").unwrap();
    let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    let before = mode();
    checkout.runs_in("T3", "chmod 777 ~/.bashrc");
    assert_eq!(mode(), before);
    checkout.runs_in("T1", "chmod 777 ~/.bashrc");
    assert_eq!(mode(), 0o777, "the attack does not work");
}

#[test]
fn programs_that_others_run() {
    let checkout = Checkout::checking("true", "");
    for (variable, folder) in [("CARGO_HOME", "cargo/bin"), ("GOPATH", "go/bin"), ("BUN_INSTALL", "bun/bin")]
    {
        let folder = checkout.project.outside(folder);
        fs::create_dir_all(&folder).unwrap();
        let home = folder.parent().unwrap();
        let env = [(variable, home.to_str().unwrap())];
        for name in ["pnpm", "tool"] {
            let program = folder.join(name);
            fs::write(&program, "mine\n").unwrap();
            let command = format!("echo evil > '{}'", program.display());
            for (tier, written) in [("T2", false), ("T3", false), ("T1", true)] {
                checkout.check(&command, &format!("sandbox = \"{tier}\"\n"));
                checkout.verify_with(&env);
                let text = fs::read_to_string(&program).unwrap();
                assert_eq!(text == "evil\n", written, "{tier}: {}", program.display());
            }
            // Nor a new one.
            let new = folder.join(format!("new-{name}"));
            for (tier, written) in [("T2", false), ("T3", false), ("T1", true)] {
                checkout
                    .check(&format!("echo evil > '{}'", new.display()), &format!("sandbox = \"{tier}\"\n"));
                checkout.verify_with(&env);
                assert_eq!(new.exists(), written, "{tier}: {}", new.display());
            }
        }
    }
}
