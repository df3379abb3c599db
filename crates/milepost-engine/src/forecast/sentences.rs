//! Why a forecast is what it is, in five sentences.

use milepost_forecast::{Explanation, PRIOR_DRIVEN_BELOW, When};

/// Five sentences: what is left, what the past says, what all tasks have in common, what the end waits for, and when.
/// `no_date` is why there is none.
pub(super) fn sentences(why: &Explanation, no_date: Option<&str>) -> Vec<String> {
    vec![scope(why), record(why), shared(why), path(why), date(why, no_date)]
}

fn scope(why: &Explanation) -> String {
    let scope = &why.scope;
    let spent = if scope.spent > 0.0 {
        format!(", and {} went into them", hours(scope.spent))
    } else {
        String::new()
    };
    let without = match scope.unestimated.len() {
        0 => String::new(),
        1 => "; one has no estimate and is taken to be like the others".to_owned(),
        several => format!("; {several} have no estimate and are taken to be like the others"),
    };
    let open =
        if scope.open == 1 { "1 task is open".to_owned() } else { format!("{} tasks are open", scope.open) };
    format!(
        "{open}, estimated at {}{spent}{without}: {} are left as likely as not, {} in four of five cases.",
        hours(scope.estimated),
        hours(scope.left.p50),
        hours(scope.left.p80),
    )
}

fn record(why: &Explanation) -> String {
    let record = &why.record;
    let finished = match record.finished {
        1 => "1 finished task".to_owned(),
        several => format!("{several} finished tasks"),
    };
    match record.overrun {
        None => "Nothing was finished yet that had an estimate and time, so this rests on what is usual elsewhere alone."
            .to_owned(),
        Some(overrun) => {
            let prior = if record.prior_driven {
                format!("; below {PRIOR_DRIVEN_BELOW} of them it rests mostly on what is usual elsewhere")
            } else {
                String::new()
            };
            format!("{finished} took {overrun:.2} times what they were estimated at{prior}.")
        }
    }
}

fn shared(why: &Explanation) -> String {
    format!(
        "{} of the uncertainty are shared by all tasks, and smaller tasks would not average them out: in two of three \
         cases the whole is off by less than a factor of {:.2} for such reasons.",
        percent(why.shared.share),
        why.shared.factor
    )
}

fn path(why: &Explanation) -> String {
    let path = &why.path;
    let at_a_time = if path.slots == 1 {
        "One task is worked on at a time".to_owned()
    } else {
        format!("{} tasks are worked on at a time, {} of that is used", path.slots, percent(path.used))
    };
    let (critical, often) = &path.critical;
    let (risk, share) = &path.risk;
    format!(
        "{at_a_time}; the end waits for `{critical}` in {} of the trials, and `{risk}` makes up {} of what is uncertain \
         about it.",
        percent(*often),
        percent(*share)
    )
}

fn date(why: &Explanation, no_date: Option<&str>) -> String {
    match (&why.date, no_date) {
        (When::Known(dates), None) => {
            let capacity = dates.capacity;
            let measured = if capacity.days > 0 {
                format!("as the last {} working days show", capacity.days)
            } else {
                "as is usual elsewhere".to_owned()
            };
            let longer = if dates.by_earlier_milestones {
                "; earlier milestones took longer than that for their size, which is taken over"
            } else {
                ""
            };
            let day = |date: Option<jiff::civil::Date>| {
                date.map_or_else(|| "no day that can be told".to_owned(), |date| date.to_string())
            };
            format!(
                "A working day gives {:.1} h of work {measured}, of which {} went into this over {} days: it ends by {} \
                 as likely as not, by {} in four of five cases{longer}.",
                capacity.hours_per_day,
                percent(capacity.share),
                capacity.share_days,
                day(dates.p50),
                day(dates.p80),
            )
        }
        (When::Unknown(error), None) => format!("There is no date: {error}."),
        (_, Some(reason)) => format!("There is no date: {reason}."),
    }
}

fn hours(hours: f64) -> String {
    format!("{hours:.1} h")
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
