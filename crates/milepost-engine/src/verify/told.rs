//! Telling of one command that runs alone, as one of several that were announced.

use milepost_runner::Event;

use super::VerifyEvent;

/// An event of a command that runs alone, as one of that in place `at`.
pub(crate) fn as_one_of(event: Event<'_>, at: usize, events: &mut dyn FnMut(VerifyEvent<'_>)) {
    let places = [at];
    let event = match event {
        Event::Started { attempt, .. } => Event::Started { check: at, attempt },
        Event::Output { source, bytes, at: when, .. } => Event::Output { check: at, source, bytes, at: when },
        Event::Finished { outcome, .. } => Event::Finished { check: at, outcome },
        Event::WaveStarted { .. } => Event::WaveStarted { checks: &places },
        Event::Progress { running, elapsed, .. } => {
            let running: &[usize] = if running.is_empty() { &[] } else { &places };
            return events(VerifyEvent::Run(Event::Progress { running, finished: at, elapsed }));
        }
        Event::Separating { .. } => return,
    };
    events(VerifyEvent::Run(event));
}
