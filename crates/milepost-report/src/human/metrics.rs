//! Metrics, and what was measured of them.

use milepost_engine::{
    gate::performance::Readiness,
    metric::{MetricHistory, MetricMoment, MetricPreflight},
};

use crate::{
    Page, Role,
    put::put,
    words::{duration, plural},
};

/// Heights of a spark, the lowest first.
const SPARKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The most measurements that a spark line shows.
const SHOWN: usize = 40;

/// Every metric with its newest value, and the line of those before.
pub fn metrics(found: &[MetricHistory], page: Page) -> String {
    let mut out = String::new();
    if found.is_empty() {
        out.push_str("there is no metric here\n");
        put!(out, "  → {}\n", Role::Command.paint("[metrics.NAME] in milepost.toml"));
    }
    for one in found {
        let budget = one.budget.clone().unwrap_or_else(|| "no longer in `milepost.toml`".to_owned());
        put!(out, "{}  {}\n", Role::Strong.paint(&one.name), Role::Faint.paint(budget));
        let Some(newest) = one.moments.last() else {
            put!(out, "  {}\n", Role::Attention.paint("○ never measured"));
            continue;
        };
        let values: Vec<f64> = one.moments.iter().filter_map(|moment| moment.candidate).collect();
        let line = spark(&values[values.len().saturating_sub(SHOWN)..]);
        let value = newest.candidate.map(|value| one.shown(value)).unwrap_or_default();
        let of = plural(one.moments.len(), "measurement");
        put!(out, "  {line}  {value}  {}\n", Role::Faint.paint(of));
        out.push_str(&told(newest, page));
    }
    out
}

/// One metric with every measurement, the newest first.
pub fn metric(one: &MetricHistory, page: Page) -> String {
    let mut out = metrics(std::slice::from_ref(one), page);
    for moment in one.moments.iter().rev() {
        let value = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| one.shown(value));
        let when = moment.started.get(..16).unwrap_or(&moment.started).replace('T', " ");
        let base =
            if moment.base.is_some() { format!("{} → ", value(moment.baseline)) } else { String::new() };
        put!(
            out,
            "  {} {} {:<10} {base}{}  {}\n",
            Role::Faint.paint(&moment.record),
            when,
            role(moment).paint(&moment.decision),
            value(moment.candidate),
            Role::Faint.paint(format!("{} of {}", moment.budget, plural(moment.runs, "run")))
        );
    }
    out
}

/// Whether measurements are worth their time, and what would help.
pub fn preflight(found: &[MetricPreflight], page: Page) -> String {
    let mut out = String::new();
    for one in found {
        put!(out, "{}  {}\n", Role::Strong.paint(&one.metric), Role::Faint.paint(&one.budget));
        let (glyph, words, role) = match one.readiness {
            Readiness::Ready => ("✔", "worth its time", Role::Good),
            Readiness::TooNoisy => ("✖", "too noisy for this budget", Role::Bad),
            Readiness::Unknown => ("○", "cannot be told", Role::Attention),
        };
        let mut facts = Vec::new();
        if let Some(needed) = one.needed {
            let time = one.seconds.map(|seconds| {
                format!(", {}", duration(std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default()))
            });
            facts.push(format!("about {needed} needed of at most {}{}", one.cap, time.unwrap_or_default()));
        }
        if let Some(noise) = one.noise {
            facts.push(format!("noise of a pair {}", one.shown(noise)));
        }
        if let Some(change) = one.smallest_change {
            facts.push(format!("a change of {} can be told", one.shown(change)));
        }
        let lead = format!("  {} ", role.paint(format!("{glyph} {words}")));
        out.push_str(&page.hanging(&lead, 4, &facts.join(" · ")));
        let values: String = spark(&one.values);
        if !values.is_empty() {
            let of = format!("{} of the same code", plural(one.values.len(), "run"));
            put!(out, "  {values}  {}\n", Role::Faint.paint(of));
        }
        for remark in &one.remarks {
            out.push_str(&page.hanging(&format!("  {} ", Role::Note.paint("→")), 4, remark));
        }
    }
    out
}

fn told(moment: &MetricMoment, page: Page) -> String {
    page.hanging(&format!("  {} ", role(moment).paint(&moment.decision)), 4, &moment.words)
}

fn role(moment: &MetricMoment) -> Role {
    match moment.decision.as_str() {
        "within" => Role::Good,
        "regressed" => Role::Bad,
        _ => Role::Attention,
    }
}

/// Values as a line of bars between the least and the most of them. Equal values are bars of half the height.
fn spark(values: &[f64]) -> String {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let height = |value: &f64| {
        let part = if most > least { (value - least) / (most - least) } else { 0.5 };
        SPARKS[((part * 7.0).round() as usize).min(7)]
    };
    values.iter().map(height).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_spans_the_values_and_a_flat_one_is_flat() {
        assert_eq!(spark(&[1.0, 2.0, 3.0]), "▁▅█");
        assert_eq!(spark(&[2.0, 2.0]), "▅▅");
        assert_eq!(spark(&[]), "");
    }
}
