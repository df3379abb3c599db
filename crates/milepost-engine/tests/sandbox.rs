//! What a check may reach is configured, trusted, recorded, and part of what evidence is worth.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and damage real files and start real processes"
)]

mod support;

use milepost_engine::{
    exit::Exit,
    standing::{Proof, Standing},
    trust::{self, Allowed, Class},
    why::why,
};
use support::{Project, milestone};

fn project(command: &str) -> Project {
    let project = Project::new(&milestone(&format!("- [ ] Priced: `{command}`")));
    project.write("price.txt", "5\n").commit();
    project
}

#[test]
fn pitfall_29_a_pass_expires_unless_it_could_reach_no_network() {
    let project = project("grep -q 5 price.txt");
    let expires = || project.assess(|assessment| why(assessment, 0).runs[0].expires.clone());
    assert_eq!(project.verify().exit(), Exit::Ok);
    assert!(expires().is_some(), "the default can reach the network");
    project.write("milepost.toml", "[sandbox]\nnetwork = 'none'\n");
    assert_eq!(project.verify().exit(), Exit::Ok);
    assert_eq!(expires(), None);
    project.write("milepost.toml", "[sandbox]\nnetwork = 'none'\nttl = '1s'\n");
    // On a slow machine it is over before the verdict.
    project.verify();
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert_eq!((project.standing("Priced"), project.planned()), (Standing::Stale, 1));
    let reason = project.judged("Priced").reason.unwrap();
    assert!(reason.contains("`ttl` of 1s"), "{reason}");
}

#[test]
fn what_a_check_may_reach_is_part_of_what_is_trusted_and_of_its_key() {
    let project = project("grep -q 5 price.txt");
    let granted = || {
        let workspace = project.open();
        let index = Project::index(&workspace);
        let bound = workspace.bind(index);
        let request = trust::request(&workspace, index, &bound, Class::Verify, &Allowed::default());
        request.unwrap().granted.is_some()
    };
    project.verify();
    for wider in [
        "caches = ['~/.ssh']",
        "read = ['~/.npmrc']",
        "tier = 'T1'",
        "network = 'none'",
        "allow-lower = true",
    ] {
        project.trust();
        assert!(granted());
        project.write("milepost.toml", format!("[sandbox]\n{wider}\n"));
        assert!(!granted(), "{wider}");
        assert_ne!(project.standing("Priced"), Standing::Proven, "{wider}");
    }
}

#[test]
fn a_check_that_changes_what_git_runs_or_what_is_believed_proves_nothing() {
    for (command, named) in [
        ("git config core.pager evil", "`.git/config`"),
        ("echo evil > .git/hooks/pre-commit", "`.git/hooks/pre-commit`"),
        ("mkdir -p .git/info; echo '* filter=evil' >> .git/info/attributes", "`.git/info/attributes`"),
        (
            "mkdir -p .git/milepost/records/00; echo '{}' > .git/milepost/records/00/made-up.json",
            "made-up.json",
        ),
        (
            "mkdir -p .milepost/records; echo '{}' > .milepost/records/made-up.json",
            "`.milepost/records/made-up.json`",
        ),
    ] {
        let project = Project::new(&milestone("- [ ] Priced <!-- milepost: run price -->"));
        let config = format!("[checks.price]\nrun = \"{command}\"\nwrites = ['**']\n");
        project.write("milepost.toml", config).commit();
        assert_eq!(project.verify().exit(), Exit::Inconclusive, "{command}");
        let judged = project.judged("Priced");
        assert_eq!(judged.proof, Proof::Inconclusive, "{command}");
        let reason = judged.reason.unwrap();
        assert!(reason.contains(named), "{command}: {reason}");
        assert!(judged.hint.unwrap().contains("look at"), "{command}");
    }
}

#[test]
fn the_sandbox_is_in_the_record_and_in_the_report() {
    let project = project("grep -q 5 price.txt");
    let report = project.verify();
    let sandbox = report.documents[0].runs[0].sandbox.clone().unwrap();
    let machine = milepost_runner::Capabilities::of_this_machine(false);
    let tier = if machine.landlock.is_some() && machine.seccomp { "T2" } else { "T1" };
    assert_eq!((sandbox.tier.as_str(), sandbox.network.as_str()), (tier, "full"));
    assert_eq!(sandbox.lowered.is_some(), tier == "T1");
    assert_eq!(report.warnings.iter().any(|line| line.contains("wanted sandbox")), tier == "T1");
}

#[test]
fn the_grants_and_keys_of_the_machine_are_out_of_reach() {
    let folder = support::state().join("milepost");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("word"), "secret").unwrap();
    let project = Project::new(&milestone("- [ ] Priced <!-- milepost: run price -->"));
    for (command, works) in [("cat WORD", false), ("echo x > WORD", false), ("test -d .", true)] {
        let command = command.replace("WORD", folder.join("word").to_str().unwrap());
        project.write("milepost.toml", format!("[checks.price]\nrun = \"{command}\"\n")).commit();
        assert_eq!(project.verify().exit() == Exit::Ok, works, "{command}");
    }
    assert_eq!(std::fs::read_to_string(folder.join("word")).unwrap(), "secret");
}
