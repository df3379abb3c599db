//! What a written value has to become.

use milepost_document::{
    Span,
    vocabulary::{Status, parse_effort, parse_status},
};

use super::{
    effort::{agrees, comparable, respell_effort},
    found::Found,
    progress::respell_progress,
    spelling::{Spellings, spell},
    state::{Reason, State},
};

/// What is to be said of a written value.
pub(super) enum Judged {
    /// It is right, or nothing is known that it could be compared with.
    Right,
    /// It has to become this.
    Wrong(String, Reason),
    /// It is not understood.
    Unclear(String),
}

impl Judged {
    /// Tells it of the value at a place.
    pub(super) fn tell(self, found: &mut Found, at: Span, wrong: impl FnOnce(&mut Found, String, Reason)) {
        match self {
            Self::Right => {}
            Self::Wrong(new, reason) => wrong(found, new, reason),
            Self::Unclear(why) => found.skip(at, why),
        }
    }
}

/// A status of a milestone or an initiative, spelled as others beside it are.
pub(super) fn status(state: &State, about: usize, written: &str, spellings: &[&Spellings]) -> Judged {
    let Some(right) = state.status(about) else { return Judged::Right };
    let linked = beside_link(written);
    let words = linked.as_ref().map_or(written, |linked| linked.words);
    let Some(reading) = parse_status(words) else {
        let empty = written.trim_matches(['-', '–', '—', ' ']).is_empty();
        return Judged::Unclear(if empty {
            "an empty status".to_owned()
        } else {
            format!("`{written}` is not a status")
        });
    };
    if state.agrees(about, reading.status) {
        return Judged::Right;
    }
    if reading.qualified && matches!(right, Status::Completed | Status::Archived) {
        return Judged::Unclear(format!("`{written}` may say completed of a part only"));
    }
    if linked.is_none() && written.contains("](") {
        return Judged::Unclear(format!("`{written}` holds a link"));
    }
    let spelled = spell(words, right, spellings);
    let new = linked.map_or_else(|| spelled.clone(), |linked| linked.around(&spelled));
    Judged::Wrong(new, state.status_reason(about))
}

/// A value with one link: the words that say the status, inside of it or before it, and what stands around them.
struct Linked<'w> {
    before: &'w str,
    words: &'w str,
    after: &'w str,
}

impl Linked<'_> {
    fn around(&self, words: &str) -> String {
        format!("{}{words}{}", self.before, self.after)
    }
}

/// Where the status stands in a value with a link; `None` without a link, with several, and where neither side is a status.
fn beside_link(written: &str) -> Option<Linked<'_>> {
    let close = written.find("](")?;
    let open = written[..close].rfind('[')?;
    if written[close + 2..].contains("](") || written[..open].contains('[') {
        return None;
    }
    let parts = |from: usize, to: usize| Linked {
        before: &written[..from],
        words: &written[from..to],
        after: &written[to..],
    };
    if parse_status(&written[open + 1..close]).is_some() {
        return Some(parts(open + 1, close));
    }
    // The link is a remark behind the status, which may stand in brackets.
    let head = written[..open].trim_end_matches(['(', '-', '–', '—', ':', ',', ' ']);
    parse_status(head).is_some().then(|| parts(0, head.len()))
}

/// The estimate of a milestone that is not finished: what a finished one took may stand in its place. What is no
/// duration is left, and so is a duration where the milestone states none.
pub(super) fn effort(state: &State, about: usize, written: &str) -> Judged {
    let (Some(right), Some(effort)) = (state.estimate(about), parse_effort(written)) else {
        return Judged::Right;
    };
    if agrees(&effort, &right.effort) {
        return Judged::Right;
    }
    let new = comparable(&right.effort).and_then(|(hours, _)| respell_effort(written, hours));
    match new {
        Some(new) => Judged::Wrong(new, right.reason),
        None => Judged::Unclear(format!(
            "`{written}` cannot be made what {}: `{}`",
            right.reason.why, right.effort.raw
        )),
    }
}

/// A progress of a milestone or an initiative. Where a milestone's boxes can be counted in two ways, `likeliest` is the
/// one to begin with.
pub(super) fn progress(state: &State, about: usize, written: &str, likeliest: usize) -> Judged {
    let Some(progress) = state.progress(about) else { return Judged::Right };
    let is_right = |share: &(u32, u32)| respell_progress(written, *share).as_deref() == Some(written);
    if progress.right.iter().any(is_right) {
        return Judged::Right;
    }
    if progress.written.is_empty() {
        return Judged::Unclear(progress.reason.why.clone());
    }
    if has_remark(written) {
        return Judged::Unclear(format!("`{written}` says more than how far it is"));
    }
    let from = likeliest.min(progress.written.len() - 1);
    let mut shares = progress.written[from..].iter().chain(&progress.written[..from]);
    if let Some(new) = shares.find_map(|share| respell_progress(written, *share)) {
        return Judged::Wrong(new, progress.reason.clone());
    }
    let (done, total) = progress.written[from];
    Judged::Unclear(format!("`{written}` is not a progress of {done} out of {total}"))
}

/// Whether words stand in parentheses that count nothing: they would be kept beside another number.
fn has_remark(written: &str) -> bool {
    written.split('(').skip(1).any(|part| {
        let inside = part.split(')').next().unwrap_or_default();
        inside.contains(char::is_alphabetic) && !inside.contains(|c: char| c.is_ascii_digit())
    })
}
