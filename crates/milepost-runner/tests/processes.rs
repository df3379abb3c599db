//! Nothing of a check outlives it, and nothing of it can hang us.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use milepost_gate::Exit;
use milepost_runner::{Inconclusive, Limits, Outcome, Secrets, Verdict, run_checks};
use milepost_system::System;
use support::{Blind, Place, SYSTEM, lives};

fn leaked(outcome: &Outcome) -> bool {
    matches!(outcome.verdict, Verdict::Inconclusive(Inconclusive::LeakedProcess { .. }))
}

#[expect(clippy::disallowed_methods, reason = "the test measures")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}

#[test]
fn pitfall_18_a_process_that_leaves_the_session_is_found_and_killed() {
    let place = Place::new();
    for (script, mark) in [
        ("setsid sleep 971.1 >/dev/null 2>&1 </dev/null &\nsleep 0.1", "sleep 971.1"),
        (
            "( setsid bash -c 'sleep 971.2 & disown; sleep 971.25' >/dev/null 2>&1 & )\nsleep 0.2",
            "sleep 971.2",
        ),
        ("env -i setsid sleep 971.3 >/dev/null 2>&1 &\nsleep 0.1", "sleep 971.3"),
        ("nohup sleep 971.4 >/dev/null 2>&1 &", "sleep 971.4"),
        ("set -m\nsleep 971.5 &\ndisown", "sleep 971.5"),
    ] {
        let (outcome, time) = timed(|| place.run(script));
        assert!(leaked(&outcome), "{script}: {:?}", outcome.verdict);
        assert!(outcome.leaked.iter().any(|command| command.contains("sleep 971")), "{:?}", outcome.leaked);
        assert!(!lives(mark), "{script}: it still lives");
        assert!(time < Duration::from_secs(5), "{script}: {time:?}");
    }
}

#[test]
fn pitfall_18_children_that_hold_the_output_do_not_hang_us() {
    let place = Place::new();
    let (outcome, time) = timed(|| place.run("sleep 972.1 &\necho before\nexit 0"));
    assert!(leaked(&outcome) && time < Duration::from_secs(3), "{:?} {time:?}", outcome.verdict);
    assert_eq!(outcome.stdout.text(), "before\n");
    let (outcome, time) = timed(|| place.run("sleep 972.2 &\nkill -9 $$"));
    assert_eq!(outcome.exit, Some(Exit::Signal(9)));
    assert!(matches!(outcome.verdict, Verdict::Fail { .. }) && time < Duration::from_secs(3));
    assert!(!lives("sleep 972."));
}

#[test]
fn what_ends_by_itself_shortly_after_is_no_leak() {
    let place = Place::new();
    let outcome = place.run("echo hello > >(cat)\n(sleep 0.03; echo late) &");
    assert_eq!(outcome.verdict, Verdict::Pass, "{:?}", outcome.leaked);
    assert!(outcome.stdout.text().contains("late"));
}

#[test]
fn pitfall_18_a_background_process_cannot_be_stopped_by_a_terminal() {
    let place = Place::new();
    let outcome = place
        .run("if { stty sane </dev/tty; } 2>/dev/null; then exit 9; fi\ntest ! -t 0\nread -r line || true");
    assert_eq!(outcome.verdict, Verdict::Pass, "{}", outcome.stderr.text());
}

#[test]
fn a_timeout_ends_the_whole_group_also_what_ignores_term_or_stands_still() {
    let place = Place::new();
    for script in [
        "sleep 973.1",
        "trap '' TERM\nsleep 973.2\nsleep 973.2",
        "bash -c 'trap \"\" TERM; while :; do sleep 973.3; done' | cat",
        "kill -STOP $$",
        "while :; do echo y; done",
    ] {
        let mut spec = place.spec(script);
        spec.timeout = Duration::from_millis(200);
        let (outcome, time) = timed(|| place.run_spec(&spec));
        assert_eq!(outcome.verdict, Verdict::TimedOut { after: spec.timeout }, "{script}");
        assert!(time < Duration::from_secs(4), "{script}: {time:?}");
        assert!(!lives("sleep 973."), "{script}");
    }
}

#[test]
fn a_command_that_obeys_term_may_clean_up() {
    let place = Place::new();
    let mut spec = place.spec("trap 'echo cleaned; exit 0' TERM\nsleep 974 &\nwait");
    spec.timeout = Duration::from_millis(200);
    let outcome = place.run_spec(&spec);
    assert!(matches!(outcome.verdict, Verdict::TimedOut { .. }));
    assert_eq!(outcome.stdout.text(), "cleaned\n");
}

#[test]
fn cancelling_stops_everything_soon() {
    let place = Place::new();
    let mut context = place.context(&Blind);
    context.jobs = 2;
    let cancel = Arc::clone(&context.cancel);
    std::thread::spawn(move || {
        SYSTEM.sleep(Duration::from_millis(150));
        cancel.store(true, Ordering::Relaxed);
    });
    let specs = [place.spec("sleep 975.1"), place.spec("sleep 975.2"), place.spec("touch ran")];
    let (outcomes, time) = timed(|| run_checks(&specs, &context, &mut |_| {}));
    assert!(outcomes.iter().all(|outcome| outcome.verdict == Verdict::Cancelled));
    assert!(time < Duration::from_secs(3), "{time:?}");
    assert!(!lives("sleep 975.") && !SYSTEM.exists(&place.root().join("ran")));
}

#[test]
fn several_at_once_do_not_take_each_other_for_strays() {
    let place = Place::new();
    let mut context = place.context(&Blind);
    context.jobs = 8;
    let specs: Vec<_> = (0..40)
        .map(|number| {
            place.spec(&format!("for i in 1 2 3; do (sleep 0.01; true) | cat; done\necho {number}"))
        })
        .collect();
    let outcomes = run_checks(&specs, &context, &mut |_| {});
    for (number, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.verdict, Verdict::Pass, "{number}: {:?}", outcome.leaked);
        assert_eq!(outcome.stdout.text(), format!("{number}\n"));
    }
}

#[test]
fn the_surroundings_are_the_same_for_every_check() {
    let place = Place::new();
    let outcome = place.run(
        "umask\nulimit -c\necho \"${CARGO_MANIFEST_DIR-none}\"\ntest -w \"$TMPDIR\"\necho \"$TMPDIR\"\n\
         grep NoNewPrivs /proc/self/status\nls /proc/self/fd | wc -l\ncat <<<'a here string'",
    );
    assert_eq!(outcome.verdict, Verdict::Pass, "{}", outcome.stderr.text());
    let text = outcome.stdout.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..3], ["0022", "0", "none"]);
    assert!(!SYSTEM.exists(std::path::Path::new(lines[3])), "the temporary folder is left");
    assert_eq!(lines[4], "NoNewPrivs:\t1");
    assert_eq!(lines[5].trim(), "4", "open files of ours are seen");
    assert_eq!(lines[6], "a here string");
}

#[test]
fn usage_and_limits_are_those_of_the_command() {
    let place = Place::new();
    let outcome = place.run("for ((i = 0; i < 60000; i++)); do :; done");
    assert!(outcome.usage.user > Duration::from_millis(5), "{:?}", outcome.usage);
    assert!(outcome.usage.max_rss_kib > 500, "{:?}", outcome.usage);
    let mut spec = place.spec("head -c 100000 /dev/zero >big");
    spec.limits = Limits { file_size: Some(4096), ..Limits::default() };
    assert!(matches!(place.run_spec(&spec).verdict, Verdict::Fail { .. }));
    let mut spec = place.spec("ulimit -n");
    spec.limits = Limits { open_files: Some(64), ..Limits::default() };
    assert_eq!(place.run_spec(&spec).stdout.text(), "64\n");
}

#[test]
fn pitfall_19_a_secret_never_leaves_the_runner() {
    let place = Place::new();
    let mut context = place.context(&Blind);
    context.secrets = Secrets::new([("TOKEN", "correct-horse-battery")]);
    let mut spec = place.spec(
        "printf 'correct-horse'; sleep 0.1; printf '%s\\n' '-battery'\n\
         printf 'correct-horse-battery' | base64\nprintf 'a:correct-horse-battery' | base64 >&2\n\
         test 'correct-horse-battery' = nothing",
    );
    spec.label = "secret".into();
    let shown = std::sync::Mutex::new(Vec::new());
    let outcome = run_checks(&[spec], &context, &mut |event| {
        if let milepost_runner::Event::Output { bytes, .. } = event {
            shown.lock().unwrap().extend_from_slice(bytes);
        }
    })
    .remove(0);
    let shown = String::from_utf8(shown.into_inner().unwrap()).unwrap();
    let all = format!("{shown}{}{}{:?}", outcome.stdout.text(), outcome.stderr.text(), outcome.failed_at);
    for form in ["correct-horse", "battery", "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5", "29ycmVjdC1ob3JzZS1iYXR0ZX"] {
        assert!(!all.contains(form), "{form} in {all}");
    }
    assert!(outcome.stdout.text().starts_with("[redacted:TOKEN]\n[redacted:TOKEN]"), "{all}");
}
