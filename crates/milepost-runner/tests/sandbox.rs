//! What a command in a sandbox can reach, on the kernel of this machine.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "tests, which say when the kernel lacks something, and run themselves as a server"
)]

mod support;

use std::{sync::Arc, time::Duration};

use milepost_runner::{
    Capabilities, CheckSpec, Enforced, Inconclusive, Network, Outcome, Places, SandboxSpec, Sandboxes, Tier,
    TierWish, Verdict, run_checks,
};
use milepost_system::System;
use support::{Blind, Place, SYSTEM, lives};

/// Whether this machine has a tier; says so where a test is left out.
fn has(tier: Tier) -> bool {
    let wish = if tier == Tier::T3 { TierWish::T3 } else { TierWish::T2 };
    match Sandboxes::enforced(&SandboxSpec { tier: wish, ..SandboxSpec::default() }) {
        Ok(_) => true,
        Err(why) => {
            eprintln!("left out: {why}");
            false
        }
    }
}

/// A project, and beside it a home folder with a key in it.
struct House {
    place: Place,
    home: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        for (path, text) in [(".ssh/id", "the key"), (".npmrc", "the token"), ("notes/x", "a note")] {
            let path = home.path().join(path);
            SYSTEM.create_dir_all(path.parent().unwrap()).unwrap();
            SYSTEM.write_atomic(&path, text.as_bytes()).unwrap();
        }
        Self { place: Place::new(), home }
    }

    fn sandboxes(&self) -> Sandboxes {
        let home = SYSTEM.canonicalize(self.home.path()).unwrap();
        let places = Places::of(&SYSTEM).with_work_tree(self.place.root()).with_read(&home);
        Sandboxes::new(places.with_secret(home.join(".ssh")).with_secret(home.join(".npmrc")))
    }

    fn spec(&self, script: &str, sandbox: SandboxSpec) -> CheckSpec {
        let mut spec = self.place.spec(script);
        spec.sandbox = sandbox;
        let home = SYSTEM.canonicalize(self.home.path()).unwrap();
        spec.env.insert("HOUSE".into(), Some(home.to_string_lossy().into_owned()));
        spec
    }

    fn run_spec(&self, spec: &CheckSpec) -> Outcome {
        let mut context = self.place.context(&Blind);
        context.sandboxes = Arc::new(self.sandboxes());
        run_checks(std::slice::from_ref(spec), &context, &mut |_| {}).remove(0)
    }

    fn run(&self, script: &str, tier: TierWish, network: Network) -> Outcome {
        self.run_spec(&self.spec(script, SandboxSpec { tier, network, ..SandboxSpec::default() }))
    }
}

#[track_caller]
fn denied(outcome: &Outcome) {
    assert!(
        matches!(outcome.verdict, Verdict::Fail { .. }),
        "{:?} {}",
        outcome.verdict,
        outcome.stdout.text()
    );
}

#[track_caller]
fn passed(outcome: &Outcome) {
    assert_eq!(outcome.verdict, Verdict::Pass, "{}{}", outcome.stdout.text(), outcome.stderr.text());
}

const TIERS: [(Tier, TierWish); 2] = [(Tier::T2, TierWish::T2), (Tier::T3, TierWish::T3)];

#[test]
fn what_is_in_force_is_told() {
    if !has(Tier::T2) {
        return;
    }
    let house = House::new();
    let outcome = house.run("true", TierWish::Auto, Network::Full);
    let abi = Capabilities::of_this_machine(false).landlock;
    assert_eq!((outcome.sandbox.tier, outcome.sandbox.abi), (Tier::T2, abi));
    assert_eq!(house.run("true", TierWish::T1, Network::Full).sandbox.tier, Tier::T1);
}

#[test]
fn keys_and_tokens_are_out_of_reach_and_other_files_are_not() {
    let house = House::new();
    for (tier, wish) in TIERS.into_iter().filter(|(tier, _)| has(*tier)) {
        passed(&house.run("test \"$(cat $HOUSE/notes/x)\" = 'a note'", wish, Network::Full));
        for script in [
            "cat $HOUSE/.ssh/id | grep key",
            "cat $HOUSE/.npmrc | grep token",
            "ln $HOUSE/.ssh/id here; cat here | grep key",
            "ln -s $HOUSE/.ssh here; cat here/id | grep key",
            "cd $HOUSE/.ssh; cat id | grep key",
        ] {
            denied(&house.run(script, wish, Network::Full));
        }
        let named = SandboxSpec {
            tier: wish,
            read: vec![house.home.path().join(".npmrc")],
            ..SandboxSpec::default()
        };
        passed(&house.run_spec(&house.spec("grep token $HOUSE/.npmrc", named)));
        assert!(house.place.run_spec(&house.spec("true", SandboxSpec::default())).sandbox.tier <= tier);
    }
}

#[test]
fn nothing_outside_of_the_project_can_be_changed() {
    let house = House::new();
    for (_, wish) in TIERS.into_iter().filter(|(tier, _)| has(*tier)) {
        passed(&house.run("echo x > made; mkdir -p a/b; mv made a/b/; rm -r a", wish, Network::Full));
        for script in [
            "echo x > $HOUSE/notes/x",
            "rm $HOUSE/notes/x",
            "mv $HOUSE/notes/x .",
            "chmod u+x $HOUSE/notes/new 2>/dev/null || echo x > $HOUSE/notes/new",
            "truncate -s 0 $HOUSE/notes/x",
            "mkdir $HOUSE/new",
            "touch /usr/share/made-by-a-check",
            "echo x > /etc/made-by-a-check",
        ] {
            denied(&house.run(script, wish, Network::Full));
        }
        assert_eq!(SYSTEM.read(&house.home.path().join("notes/x")).unwrap(), b"a note");
        let cache = SandboxSpec {
            tier: wish,
            caches: vec![house.home.path().join("notes")],
            ..SandboxSpec::default()
        };
        passed(&house.run_spec(&house.spec("echo 'a note' > $HOUSE/notes/y; rm $HOUSE/notes/y", cache)));
    }
}

#[test]
fn system_calls_that_lead_out_are_refused() {
    if !has(Tier::T2) {
        return;
    }
    let house = House::new();
    for script in [
        "mount -t tmpfs none .",
        "unshare --user true",
        "unshare --mount --map-root-user true",
        "tr '\\0' '\\n' < /proc/$PPID/environ | grep .",
        "cat /proc/$PPID/mem",
        "readlink /proc/$PPID/fd/0",
        "kill -0 $PPID",
    ] {
        denied(&house.run(script, TierWish::T2, Network::Full));
    }
}

#[test]
fn pitfall_17_a_here_string_has_its_temporary_folder() {
    let house = House::new();
    for wish in [TierWish::T1, TierWish::T2, TierWish::T3] {
        if wish != TierWish::T1 && !has(if wish == TierWish::T2 { Tier::T2 } else { Tier::T3 }) {
            continue;
        }
        let script = "cat <<< hello; test \"$(stat -c %a $TMPDIR)\" = 700; echo x > $TMPDIR/x; pwd > $TMPDIR/../leave; echo $TMPDIR";
        let outcome = house.run(script, wish, Network::Full);
        passed(&outcome);
        let text = outcome.stdout.text();
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("hello"), "{wish:?}");
        assert!(!SYSTEM.exists(std::path::Path::new(lines.next().unwrap())), "the folder is gone");
    }
}

#[test]
fn pitfall_17_the_temporary_folder_goes_away_with_a_check_that_is_killed() {
    let house = House::new();
    let mut spec = house.spec("echo $TMPDIR; echo x > $TMPDIR/x; sleep 60", SandboxSpec::default());
    spec.timeout = Duration::from_millis(300);
    let outcome = house.run_spec(&spec);
    assert!(matches!(outcome.verdict, Verdict::TimedOut { .. }));
    assert!(!SYSTEM.exists(std::path::Path::new(outcome.stdout.text().trim())));
}

/// Not a test: a server and its client on this machine, run by the tests below in a sandbox.
#[test]
#[ignore = "run by others"]
fn a_loopback_server() {
    use std::{
        io::{Read, Write},
        net::{TcpListener, TcpStream},
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    client.write_all(b"hello").unwrap();
    drop(client);
    let mut text = String::new();
    listener.accept().unwrap().0.read_to_string(&mut text).unwrap();
    assert_eq!(text, "hello");
}

fn server(house: &House, network: Network) -> Outcome {
    let program = std::env::current_exe().unwrap();
    let script = format!("{} --ignored --exact a_loopback_server", program.display());
    let read = program.ancestors().take(2).last().map(std::path::Path::to_owned);
    let sandbox = SandboxSpec { network, read: read.into_iter().collect(), ..SandboxSpec::default() };
    house.run_spec(&house.spec(&script, sandbox))
}

#[test]
fn pitfall_17_loopback_servers_work_where_loopback_is_asked_for() {
    if !has(Tier::T3) {
        return;
    }
    let house = House::new();
    let outcome = server(&house, Network::Loopback);
    passed(&outcome);
    assert_eq!((outcome.sandbox.tier, outcome.sandbox.network), (Tier::T3, Network::Loopback));
    // Nobody else is there.
    denied(&house.run("grep -v lo: /proc/net/dev | grep :", TierWish::Auto, Network::Loopback));
}

#[test]
fn pitfall_17_without_a_network_a_loopback_server_fails_and_says_why() {
    if !has(Tier::T2) {
        return;
    }
    let house = House::new();
    passed(&server(&house, Network::Full));
    let outcome = server(&house, Network::None);
    denied(&outcome);
    assert!(outcome.verdict.reason().unwrap().contains("sandbox"), "{:?}", outcome.verdict);
    denied(&house.run("exec 3<>/dev/udp/127.0.0.1/9", TierWish::Auto, Network::None));
}

#[test]
fn pitfall_17_a_kernel_without_landlock_is_the_tier_below() {
    if !has(Tier::T2) {
        return;
    }
    let house = House::new();
    // As the kernel would answer, for this thread and its children.
    let absent = std::collections::BTreeMap::from([(libc::SYS_landlock_create_ruleset, Vec::new())]);
    let (allow, errno) = (seccompiler::SeccompAction::Allow, seccompiler::SeccompAction::Errno(38));
    let arch = std::env::consts::ARCH.try_into().unwrap();
    let filter = seccompiler::SeccompFilter::new(absent, allow, errno, arch).unwrap();
    let program: seccompiler::BpfProgram = filter.try_into().unwrap();
    let run = |house: &House| {
        seccompiler::apply_filter(&program).unwrap();
        (
            house.run("true", TierWish::Auto, Network::Full),
            house.run("true", TierWish::T2, Network::Full).verdict,
        )
    };
    let (lower, refused) = std::thread::scope(|scope| scope.spawn(|| run(&house)).join().unwrap());
    passed(&lower);
    let Enforced { tier, abi, lowered, .. } = lower.sandbox;
    assert_eq!((tier, abi), (Tier::T1, None));
    assert!(lowered.unwrap().contains("Landlock"));
    assert!(matches!(refused, Verdict::Inconclusive(Inconclusive::NotStarted { .. })), "{refused:?}");
}

#[test]
fn pitfall_18_what_leaves_its_session_in_namespaces_is_found() {
    if !has(Tier::T3) {
        return;
    }
    let house = House::new();
    let outcome = house.run("setsid sleep 87654 & sleep 0.1", TierWish::T3, Network::Full);
    assert!(
        matches!(outcome.verdict, Verdict::Inconclusive(Inconclusive::LeakedProcess { .. })),
        "{:?}",
        outcome.verdict
    );
    assert!(!lives("sleep 87654"));
}

#[test]
fn a_command_in_namespaces_fails_and_ends_in_time_as_any_other() {
    if !has(Tier::T3) {
        return;
    }
    let house = House::new();
    denied(&house.run("exit 3", TierWish::T3, Network::Full));
    let mut spec = house.spec("sleep 87655", SandboxSpec { tier: TierWish::T3, ..SandboxSpec::default() });
    spec.timeout = Duration::from_millis(500);
    assert!(matches!(house.run_spec(&spec).verdict, Verdict::TimedOut { .. }));
    assert!(!lives("sleep 87655"));
    let outcome = house.run("mount -t tmpfs none .", TierWish::T3, Network::Full);
    denied(&outcome);
}

#[test]
fn fork_bombs_and_disk_fillers_are_stopped() {
    let house = House::new();
    let limited = |script: &str| {
        let mut spec = house.spec(script, SandboxSpec::default());
        (spec.limits.tree, spec.limits.temporary, spec.limits.output) =
            (Some(50), Some(4 << 20), Some(1 << 20));
        spec.timeout = Duration::from_secs(20);
        let outcome = house.run_spec(&spec);
        match outcome.verdict {
            Verdict::Inconclusive(Inconclusive::LimitExceeded { what }) => what,
            other => panic!("{script}: {other:?}"),
        }
    };
    let what = limited("for i in {1..200}; do sleep 87656 & done; wait");
    assert!(what.contains("50 processes"), "{what}");
    assert!(!lives("sleep 87656"));
    let what = limited("for i in {1..200}; do setsid sleep 87657 & done; wait");
    assert!(what.contains("50 processes"), "{what}");
    assert!(!lives("sleep 87657"));
    assert!(limited("head -c 30000000 /dev/zero > $TMPDIR/x; sleep 60").contains("4 MiB"));
    assert!(limited("yes").contains("1 MiB"));
}
