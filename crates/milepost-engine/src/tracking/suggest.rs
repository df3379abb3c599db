//! Time that commits tell of and nobody booked.

use std::collections::{BTreeMap, HashMap};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use milepost_document::vocabulary::Status;
use milepost_ledger::Access;
use milepost_system::git::Work;
use milepost_time::Minutes;
use serde::Serialize;

use super::{
    booked::{AllBooked, all_booked},
    names::person,
    task::tasks,
    timer::running,
};
use crate::{
    EngineError, Result, Workspace,
    drift::touched,
    signers::{Signers, own_email},
};

/// Commits with less than this between them, in seconds, were made at one stretch.
const STRETCH: i64 = 2 * 60 * 60;
/// What the first commit of a stretch took, in seconds.
const FIRST: i64 = 30 * 60;
/// Suggestions are multiples of so many minutes: a guess has no single ones.
const STEP: i64 = 15;
/// The trailer that names a commit's milestone.
const TRAILER: &str = "Milestone";

/// Work that history tells of.
#[derive(Debug, Clone, Serialize)]
pub struct Suggestions {
    /// From this day on.
    pub since: Date,
    /// Each day and milestone, in order.
    pub suggestions: Vec<Suggestion>,
}

/// Work on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The local day.
    pub day: Date,
    /// The milestone's id; `None` where nothing tells which one it was.
    pub milestone: Option<String>,
    /// How the milestone is known.
    pub by: Option<KnownBy>,
    /// The minutes that are not booked.
    pub minutes: i64,
    /// Those of that day that are.
    pub booked: i64,
    /// The commits behind it, oldest first.
    pub commits: Vec<SuggestedCommit>,
    /// What books it.
    pub command: Option<String>,
}

/// How the milestone of a commit is known, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KnownBy {
    /// A trailer of the commit names it.
    Trailer,
    /// The commit changed its document.
    Document,
    /// The commit changed files that its plan names.
    Files,
    /// No other one is in progress.
    OnlyOne,
}

/// A commit behind a suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuggestedCommit {
    /// Its name.
    pub commit: String,
    /// The first line of its message.
    pub subject: String,
}

/// What the user's own commits since a day tell of work that is not booked: the time between two commits of one stretch,
/// and half an hour before the first one, as tools that guess hours from commits have it. Nothing is booked.
///
/// # Errors
/// Without Git or a known user, and when the ledger cannot be read.
pub fn suggest(workspace: &Workspace, since: Date) -> Result<Suggestions> {
    let person = person(workspace)?;
    let Some(git) = workspace.git() else {
        return Err(EngineError::usage("there is no Git repository here, so no commit tells of work"));
    };
    let email = own_email(workspace)?.ok_or_else(|| {
        EngineError::usage("nobody knows which commits are yours: Git's `user.email` is not set")
            .hint("`git config --global user.email you@example.org`")
    })?;
    let zone = workspace.system.time_zone();
    let begin = since
        .to_zoned(zone.clone())
        .map_err(|error| EngineError::usage(format!("`{since}` is no day here")).because(error))?;
    // A stretch that began on the evening before goes on.
    let from = begin.timestamp().as_second();
    let commits = git.work_of(&email, from - STRETCH, TRAILER)?;
    let ledger = workspace.ledger(Access::Read)?;
    let booked = all_booked(workspace, &ledger, &Signers::of(workspace)?)?;
    let guess = Guess::of(workspace);
    let mut found: BTreeMap<(Date, Option<usize>), Found> = BTreeMap::new();
    // A commit of another part of the repository belongs to a stretch, and to no milestone of this one.
    let is_here = |work: &Work| work.at >= from && !(work.files.is_empty() && work.trailers.is_empty());
    for (work, seconds) in with_time(&commits).filter(|(work, _)| is_here(work)) {
        let known = guess.milestone(work);
        let Some(day) = day(work.at, &zone) else { continue };
        found.entry((day, known.map(|(index, _)| index))).or_default().add(work, seconds, known.map(|k| k.1));
    }
    let timed = timed(workspace, &zone)?;
    // What is booked on a milestone beyond what its commits tell may be the work of commits that name none.
    let mut spare: BTreeMap<Date, i64> = BTreeMap::new();
    let milestones = || workspace.portfolio.milestones().map(|(index, _)| index);
    for day in found.keys().map(|(day, _)| *day) {
        spare.entry(day).or_insert_with(|| {
            let beyond = |index| {
                let told = found.get(&(day, Some(index))).map_or(0, |found| found.seconds / 60);
                (of_day(&booked, index, &person, day) - told).max(0)
            };
            milestones().map(beyond).sum()
        });
    }
    let suggestion = |((day, index), found): ((Date, Option<usize>), Found)| {
        let have = index.map_or(spare[&day], |index| {
            let timer = timed.filter(|(on, path, _)| *on == day && *path == index).map_or(0, |(.., m)| m);
            of_day(&booked, index, &person, day) + timer
        });
        let minutes = rounded(found.seconds, have);
        (minutes >= STEP).then(|| Suggestion {
            day,
            milestone: index.map(|index| workspace.document_id(index)),
            by: found.by,
            minutes,
            booked: have,
            command: index.map(|index| command(workspace, index, day, minutes)),
            commits: found.commits,
        })
    };
    Ok(Suggestions { since, suggestions: found.into_iter().filter_map(suggestion).collect() })
}

/// What was found of one day and milestone.
#[derive(Default)]
struct Found {
    seconds: i64,
    by: Option<KnownBy>,
    commits: Vec<SuggestedCommit>,
}

impl Found {
    fn add(&mut self, work: &Work, seconds: i64, by: Option<KnownBy>) {
        self.seconds += seconds;
        // The least sure of all is how sure the whole is.
        self.by = self.by.max(by);
        self.commits.push(SuggestedCommit { commit: work.commit.clone(), subject: work.subject.clone() });
    }
}

/// Commits, oldest first, each with the seconds of work before it.
fn with_time(commits: &[Work]) -> impl Iterator<Item = (&Work, i64)> {
    let mut before: Option<i64> = None;
    commits.iter().map(move |work| {
        let gap = before.map_or(STRETCH, |before| work.at - before);
        before = Some(work.at);
        (work, if gap < STRETCH { gap } else { FIRST })
    })
}

/// The minutes of a guess beyond those that are known: to the nearest step; never less than one where none are known.
fn rounded(seconds: i64, known: i64) -> i64 {
    let step = STEP * 60;
    let steps = (seconds - known * 60 + step / 2).div_euclid(step);
    steps.max(i64::from(known == 0)) * STEP
}

fn day(at: i64, zone: &TimeZone) -> Option<Date> {
    Some(Timestamp::from_second(at).ok()?.to_zoned(zone.clone()).date())
}

/// The minutes that somebody booked on a milestone for a day.
fn of_day(booked: &AllBooked, index: usize, person: &str, day: Date) -> i64 {
    let entries = booked.by_document.get(&index).into_iter().flatten();
    entries
        .map(|one| &one.entry)
        .filter(|one| one.person == person && one.day == day)
        .map(|one| one.minutes)
        .sum()
}

/// The day, milestone and minutes of the timer that runs.
fn timed(workspace: &Workspace, zone: &TimeZone) -> Result<Option<(Date, usize, i64)>> {
    let Some(timer) = running(workspace)? else { return Ok(None) };
    let day = timer.start.to_zoned(zone.clone()).date();
    let minutes = timer.minutes(workspace.system.now()).0;
    Ok(workspace.portfolio.find(&timer.path).map(|index| (day, index, minutes)))
}

fn command(workspace: &Workspace, index: usize, day: Date, minutes: i64) -> String {
    let time = Minutes(minutes).to_string().replace(' ', "");
    let task = match tasks(workspace.document(index).document()).len() {
        0 | 1 => "",
        _ => " --task TASK",
    };
    format!("milepost log {time} {} --on {day}{task}", workspace.document_id(index))
}

/// Which milestone a commit was for.
struct Guess {
    by_id: HashMap<String, usize>,
    by_path: HashMap<String, usize>,
    /// The milestones in progress, with the files that their plans name.
    working: Vec<(usize, Vec<String>)>,
}

impl Guess {
    fn of(workspace: &Workspace) -> Self {
        let mut guess = Self { by_id: HashMap::new(), by_path: HashMap::new(), working: Vec::new() };
        for (index, loaded) in workspace.portfolio.milestones() {
            guess.by_id.insert(workspace.document_id(index), index);
            guess.by_path.insert(loaded.path.clone(), index);
            if matches!(loaded.status(), Some(Status::InProgress | Status::Review)) {
                guess.working.push((index, touched(workspace, loaded.document())));
            }
        }
        guess
    }

    fn milestone(&self, work: &Work) -> Option<(usize, KnownBy)> {
        if !work.trailers.is_empty() {
            // One that names no milestone of here is not another one's.
            let named = work.trailers.iter().find_map(|id| self.by_id.get(id));
            return named.map(|index| (*index, KnownBy::Trailer));
        }
        let mut documents = work.files.iter().filter_map(|file| self.by_path.get(file));
        if let (Some(index), None) = (documents.next(), documents.next()) {
            return Some((*index, KnownBy::Document));
        }
        let covers = |named: &String, file: &String| {
            file.strip_prefix(named.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let count = |files: &[String]| {
            work.files.iter().filter(|file| files.iter().any(|named| covers(named, file))).count()
        };
        let counts = || self.working.iter().map(|(index, files)| (*index, count(files)));
        let most = counts().map(|(_, count)| count).max().filter(|most| *most > 0);
        let mut best = counts().filter(|(_, count)| Some(*count) == most);
        if let (Some((index, _)), None) = (best.next(), best.next()) {
            return Some((index, KnownBy::Files));
        }
        match self.working.as_slice() {
            [(only, _)] => Some((*only, KnownBy::OnlyOne)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(minute: i64, files: &[&str]) -> Work {
        Work {
            commit: format!("c{minute}"),
            at: minute * 60,
            subject: String::new(),
            trailers: Vec::new(),
            files: files.iter().map(|file| (*file).to_owned()).collect(),
        }
    }

    #[test]
    fn a_stretch_is_the_time_between_its_commits_and_half_an_hour() {
        let commits: Vec<Work> = [0, 20, 139, 259, 260].map(|minute| work(minute, &[])).into();
        let minutes: Vec<i64> = with_time(&commits).map(|(_, seconds)| seconds / 60).collect();
        assert_eq!(minutes, [30, 20, 119, 30, 1]);
    }

    #[test]
    fn a_guess_is_rounded_to_quarters_of_an_hour() {
        assert_eq!([60, 22 * 60, 23 * 60, 3600].map(|seconds| rounded(seconds, 0)), [15, 15, 30, 60]);
        // What is left beside what is booked is a guess as well.
        assert_eq!([37, 113, 120, 300].map(|known| rounded(120 * 60, known)), [90, 0, 0, 0]);
    }

    #[test]
    fn trailers_documents_and_named_files_tell_the_milestone() {
        let guess = Guess {
            by_id: HashMap::from([("cart/1".to_owned(), 1)]),
            by_path: HashMap::from([("plan/1.md".to_owned(), 1), ("plan/2.md".to_owned(), 2)]),
            working: vec![
                (1, vec!["src/cart".into()]),
                (2, vec!["src/pay.ts".into(), "src/cart/a.ts".into()]),
            ],
        };
        let by_trailer = Work { trailers: vec!["cart/1".into()], ..work(0, &["plan/2.md"]) };
        assert_eq!(guess.milestone(&by_trailer), Some((1, KnownBy::Trailer)));
        let by_another = Work { trailers: vec!["old/9".into()], ..work(0, &["plan/2.md"]) };
        assert_eq!(guess.milestone(&by_another), None);
        assert_eq!(guess.milestone(&work(0, &["plan/2.md", "x"])), Some((2, KnownBy::Document)));
        assert_eq!(guess.milestone(&work(0, &["src/cart/b.ts", "src/cart/a.ts"])), Some((1, KnownBy::Files)));
        assert_eq!(guess.milestone(&work(0, &["src/cart/a.ts"])), None);
        assert_eq!(guess.milestone(&work(0, &["src/cartoon.ts"])), None);
        let only = Guess { working: vec![(2, Vec::new())], ..guess };
        assert_eq!(only.milestone(&work(0, &["src/cartoon.ts"])), Some((2, KnownBy::OnlyOne)));
    }
}
