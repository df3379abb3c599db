//! Commands that passed, and that somebody wants done once more.

use super::{
    plan::{PlannedStep, Run, digest},
    scene::same,
};
use crate::{binding::WorkStep, procedure::Happened};

/// The commands that are to be run once more, by step and place. Evidence cannot tell of them: it says that they passed. So the journals
/// do, from the line that asks for it to the one that says what came of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Redo {
    wanted: Vec<(usize, usize)>,
    /// The steps of which it was ever asked.
    asked: Vec<usize>,
}

impl Redo {
    /// What the runs of an attempt ask for.
    pub(super) fn of(runs: &[Run<'_>], steps: &[WorkStep], attempt: &str) -> Self {
        let now: Vec<String> = steps.iter().map(digest).collect();
        let (mut wanted, mut asked) = (Vec::new(), Vec::new());
        for run in runs.iter().filter(|run| run.plan.attempt == attempt) {
            let lines = run.journal.lines().iter();
            let lines = lines.map(|line| (line.step.as_deref(), line.event));
            let counts = |step: usize| steps[step].commands.len();
            let place = |planned| place(&run.plan.steps, planned, &now);
            let redone = lines.clone().filter(|(_, event)| *event == Happened::Redone);
            asked.extend(redone.filter_map(|(step, _)| place(step?.parse().ok()?)));
            follow(&mut wanted, lines, place, counts);
        }
        Self { wanted, asked }
    }

    /// Whether a command is to be run once more.
    pub(super) fn wants(&self, step: usize, command: usize) -> bool {
        self.wanted.contains(&(step, command))
    }

    /// Whether somebody wanted a step done once more.
    pub(super) fn asked(&self, step: usize) -> bool {
        self.asked.contains(&step)
    }
}

fn place(planned: &[PlannedStep], number: usize, now: &[String]) -> Option<usize> {
    same(planned, number.checked_sub(1)?, now)
}

/// Follows the lines of one journal.
fn follow<'l>(
    wanted: &mut Vec<(usize, usize)>,
    lines: impl Iterator<Item = (Option<&'l str>, Happened)>,
    place: impl Fn(usize) -> Option<usize>,
    commands: impl Fn(usize) -> usize,
) {
    let mut begun = Vec::new();
    for (step, event) in lines {
        let (number, command) = match step.map(|step| step.split_once('.').unwrap_or((step, ""))) {
            Some((number, command)) => (number.parse().ok().and_then(&place), command.parse::<usize>().ok()),
            None => (None, None),
        };
        let one = number.zip(command.and_then(|command| command.checked_sub(1)));
        match (event, number, one) {
            (Happened::Redone, Some(step), _) => {
                wanted.retain(|(other, _)| *other != step);
                wanted.extend((0..commands(step)).map(|command| (step, command)));
            }
            (Happened::Intent, _, Some(one)) => begun.push(one),
            (Happened::Done | Happened::Failed, _, Some(one)) => {
                wanted.retain(|other| *other != one);
                begun.retain(|other| *other != one);
            }
            // What was given up is as it was, but for a command in whose midst it was.
            (Happened::Aborted, ..) => wanted.retain(|one| begun.contains(one)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(lines: &[(&str, Happened)]) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let lines = lines.iter().map(|(step, event)| ((!step.is_empty()).then_some(*step), *event));
        follow(&mut found, lines, |number| number.checked_sub(1).filter(|step| *step < 2), |_| 2);
        found
    }

    #[test]
    fn a_command_is_wanted_once_more_until_it_came_to_an_end() {
        use Happened as H;
        assert_eq!(wanted(&[("1.1", H::Intent), ("1.1", H::Done)]), []);
        let asked = [("1.1", H::Done), ("1", H::Redone)];
        assert_eq!(wanted(&asked), [(0, 0), (0, 1)]);
        assert_eq!(wanted(&[asked[0], asked[1], ("1.1", H::Intent)]), [(0, 0), (0, 1)]);
        assert_eq!(wanted(&[asked[0], asked[1], ("1.1", H::Intent), ("1.1", H::Failed)]), [(0, 1)]);
        assert_eq!(wanted(&[asked[0], asked[1], ("1.1", H::Intent), ("", H::Aborted)]), [(0, 0)]);
        assert_eq!(wanted(&[asked[0], asked[1], ("", H::Aborted)]), []);
        assert_eq!(wanted(&[("7", H::Redone), ("x", H::Redone)]), []);
    }
}
