//! Processes that outlive, outnumber or outdo their check.

use std::{fs, time::Duration};

use crate::checkout::{Checkout, DOCUMENT};

/// Leaves its session twice over and edits the tree when everything has been looked at.
fn escapes(tiers: &[&str], environment: &str) {
    for tier in tiers {
        let escape = format!(
            "({environment} setsid sh -c '(sleep 1.5; echo edited > README.md) & exit' > /dev/null 2>&1 < /dev/null &) ; test -s README.md"
        );
        let checkout = Checkout::checking("true", "");
        let run = checkout.runs_in(tier, &escape);
        assert_ne!(run.code, Some(0), "{tier}: {}", run.text());
        std::thread::sleep(Duration::from_millis(1_800));
        assert_eq!(checkout.project.read("README.md"), "# Till\n", "{tier}: it lived on");
    }
}

#[test]
fn an_escape_that_edits_after_the_guard() {
    escapes(&["T1", "T2", "T3"], "");
}

/// With an environment that does not tell where it comes from.
#[test]
fn an_escape_without_its_mark() {
    escapes(&["T1", "T2"], "env -i PATH=\"$PATH\"");
}

#[test]
fn processes_of_others() {
    // Signal 0 asks whether one may.
    let checkout = Checkout::checking("true", "");
    checkout.runs_in("T2", "! kill -0 $PPID 2> /dev/null").exits(0);
    checkout.runs_in("T1", "kill -0 $PPID").exits(0);
    let sleeper = || std::process::Command::new("sleep").arg("60").spawn().unwrap();
    let mut sleepers: Vec<std::process::Child> = (0..10).map(|_| sleeper()).collect();
    checkout.runs_in("T3", "set -- /proc/[0-9]*; test $# -lt 10").exits(0);
    checkout.runs_in("T1", "set -- /proc/[0-9]*; test $# -gt 10").exits(0);
    for sleeper in &mut sleepers {
        sleeper.kill().unwrap();
        sleeper.wait().unwrap();
    }
}

#[test]
fn calls_that_reach_into_others() {
    let Some(python) =
        ["/usr/bin/python3", "/usr/local/bin/python3"].into_iter().find(|path| fs::metadata(path).is_ok())
    else {
        eprintln!("left out: no python3");
        return;
    };
    let checkout = Checkout::checking("true", "");
    checkout.project.write(
        "call.py",
        "import ctypes, os, sys\nlibc = ctypes.CDLL(None, use_errno=True)\n\
         sys.exit(0 if libc[sys.argv[1]](*[int(a, 0) for a in sys.argv[2:]]) >= 0 else 1)\n",
    );
    let call = |words: &str| format!("'{python}' call.py {words}");
    for (words, works_in_t1) in [
        // PTRACE_SEIZE of the parent; unshare of a user namespace; a mount of nothing.
        ("ptrace 0x4206 $PPID 0 0", true),
        ("unshare 0x10000000", true),
        ("unshare 0x10020000", true),
        ("prctl 4 1", true),
        ("mount 0 0 0 0 0", false),
        ("swapoff 0", false),
        ("setns 0 0", false),
    ] {
        if words.starts_with("prctl") {
            continue;
        }
        checkout.runs_in("T2", &call(words)).exits(1);
        if works_in_t1 {
            let run = checkout.runs_in("T1", &call(words));
            if run.code != Some(0) {
                eprintln!("`{words}` is refused by this machine anyhow");
            }
        }
    }
}

#[test]
fn typing_into_the_terminal() {
    // TIOCSTI is 0x5412; the check has no terminal of its own, and none to open.
    let checkout = Checkout::checking("true", "");
    for tier in ["T1", "T2", "T3"] {
        checkout.runs_in(tier, "exec 3<> /dev/tty").exits(1);
    }
    checkout.runs_in("T2", "exec 3<> /dev/ptmx").exits(1);
}

#[test]
fn a_fork_bomb() {
    let checkout = Checkout::checking("true", "");
    checkout.check("f() { sleep 30.25 & sleep 0.001; f; }; f", "timeout = 15\n");
    let start = std::time::Instant::now();
    let run = checkout.verify();
    assert!(matches!(run.code, Some(1 | 9)), "{:?} {}", run.code, run.text());
    assert!(start.elapsed().as_secs() < 25, "{:?}", start.elapsed());
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    assert_eq!(lines.filter(|line| line == b"sleep\x0030.25\x00").count(), 0, "some of it still runs");
}

#[test]
fn output_without_an_end() {
    let checkout = Checkout::checking("true", "");
    checkout.check("yes", "timeout = 3\n");
    let run = checkout.verify();
    assert!(matches!(run.code, Some(1 | 9)), "{:?} {}", run.code, run.text());
    assert!(run.text().len() < 1 << 20 && checkout.kept().len() < 3 << 30);
}

#[test]
fn a_check_that_kills_what_runs_it() {
    for tier in ["T2", "T3"] {
        let checkout = Checkout::checking("true", "");
        let run = checkout.runs_in(tier, "kill -9 $PPID; kill -9 0; exit 0");
        assert!(matches!(run.code, Some(1 | 9)), "{tier}: {:?} {}", run.code, run.text());
    }
    // Nothing that was cut off counts afterwards.
    let checkout = Checkout::checking("true", "");
    let run = checkout.runs_in("T1", "kill -9 $PPID; sleep 5");
    assert_eq!(run.code, None, "the attack does not work: {}", run.text());
    checkout.project.milepost(&["verify", "--dry-run", DOCUMENT]).exits(5);
}
