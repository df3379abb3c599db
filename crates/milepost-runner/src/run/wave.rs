//! Checks that run at the same time, between two looks at the files.

use std::{
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use super::{RunContext, taint};
use crate::{
    check::{Checked, Told, check},
    event::Event,
    guard::Token,
    outcome::{Inconclusive, Outcome},
    process::Source,
    run_dir::RunDir,
    spec::CheckSpec,
};

/// How often progress is told while nothing happens.
const BEAT: Duration = Duration::from_millis(100);

/// Where a wave stands in the whole run.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    /// When the run started.
    pub(super) start: Duration,
    /// How many checks were finished before.
    pub(super) finished: usize,
}

/// The outcomes of a wave, in the order of its checks.
#[derive(Default)]
pub(super) struct Wave {
    outcomes: Vec<Outcome>,
    /// Files that changed and should not have.
    changed: Vec<String>,
    /// What was left running by nobody knows which check.
    doubtful: Vec<String>,
}

impl Wave {
    /// Why nothing of it counts; empty when it does.
    pub(super) fn why(&self) -> Vec<String> {
        self.changed.iter().chain(&self.doubtful).cloned().collect()
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.outcomes.extend(other.outcomes);
    }

    /// Takes all verdicts away for what another run of the same checks has shown.
    pub(super) fn spoil(&mut self, by: &Self) {
        self.changed.clone_from(&by.changed);
        self.doubtful.clone_from(&by.doubtful);
        self.taint();
    }

    pub(super) fn into_outcomes(self) -> Vec<Outcome> {
        self.outcomes
    }

    fn taint(&mut self) {
        for outcome in &mut self.outcomes {
            if !self.changed.is_empty() {
                taint(outcome, Inconclusive::InputsChanged { paths: self.changed.clone() });
            } else if !self.doubtful.is_empty() && outcome.verdict.is_pass() {
                taint(outcome, Inconclusive::LeakedProcess { commands: self.doubtful.clone() });
            }
        }
    }
}

enum Message {
    Started(usize, u32),
    Output(usize, Source, Vec<u8>, Duration),
    Done(usize, Box<Checked>),
}

/// Runs these checks together, and looks at the files before and after.
pub(super) fn wave(
    specs: &[CheckSpec],
    checks: &[usize],
    context: &RunContext<'_>,
    clock: Clock,
    events: &mut dyn FnMut(Event<'_>),
) -> Wave {
    events(Event::WaveStarted { checks });
    let before = context.guard.before();
    let token = before.as_ref().ok();
    let mut done: Vec<Option<Checked>> = checks.iter().map(|_| None).collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        // Bounded: a command that writes faster than its output is shown has to wait.
        let (sender, receiver) = mpsc::sync_channel(256);
        for _ in 0..context.jobs.clamp(1, checks.len()) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || work(specs, checks, context, token, next, &sender));
        }
        drop(sender);
        listen(&receiver, checks, context, clock, &mut done, events);
    });
    let mut wave = Wave::default();
    for checked in done.into_iter().flatten() {
        wave.outcomes.push(checked.outcome);
        wave.doubtful.extend(checked.doubtful);
    }
    let writes: Vec<String> = checks.iter().flat_map(|check| specs[*check].writes.iter().cloned()).collect();
    let changed = before.and_then(|before| context.guard.after(&before, &writes));
    match changed {
        Ok(changed) => wave.changed = changed,
        // Whether anything changed is unknown, and what is unknown is no pass.
        Err(error) => {
            for outcome in &mut wave.outcomes {
                let reason = format!("cannot tell whether files changed while it ran: {error}");
                taint(outcome, Inconclusive::Undecided { reason });
            }
        }
    }
    wave.taint();
    wave
}

fn work(
    specs: &[CheckSpec],
    checks: &[usize],
    context: &RunContext<'_>,
    token: Option<&Token>,
    next: &AtomicUsize,
    sender: &mpsc::SyncSender<Message>,
) {
    // Nobody listens any more only when the listener panicked: then this thread has nothing left to do.
    let send = |message| drop(sender.send(message));
    let mut dir = RunDir::new(context.system);
    loop {
        let turn = next.fetch_add(1, Ordering::Relaxed);
        let Some(place) = checks.get(turn) else { return };
        let checked = check(&specs[*place], context, token, &mut dir, &mut |told| match told {
            Told::Started(attempt) => send(Message::Started(turn, attempt)),
            Told::Output(source, bytes, at) => send(Message::Output(turn, source, bytes.to_vec(), at)),
        });
        send(Message::Done(turn, Box::new(checked)));
    }
}

fn listen(
    receiver: &mpsc::Receiver<Message>,
    checks: &[usize],
    context: &RunContext<'_>,
    clock: Clock,
    done: &mut [Option<Checked>],
    events: &mut dyn FnMut(Event<'_>),
) {
    let mut running: Vec<usize> = Vec::new();
    let mut finished = clock.finished;
    loop {
        match receiver.recv_timeout(BEAT) {
            Ok(Message::Started(turn, attempt)) => {
                if !running.contains(&checks[turn]) {
                    running.push(checks[turn]);
                }
                events(Event::Started { check: checks[turn], attempt });
            }
            Ok(Message::Output(turn, source, bytes, at)) => {
                events(Event::Output { check: checks[turn], source, bytes: &bytes, at });
            }
            Ok(Message::Done(turn, checked)) => {
                running.retain(|place| *place != checks[turn]);
                finished += 1;
                done[turn] = Some(*checked);
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                let elapsed = context.system.monotonic().saturating_sub(clock.start);
                events(Event::Progress { running: &running, finished, elapsed });
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => return,
        }
    }
}
