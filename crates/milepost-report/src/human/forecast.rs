//! `forecast`: what is left, when it ends, and what makes it uncertain.

use milepost_engine::forecast::{Answer, BurnUpDay, Comparison, Dates, Distribution, Quantiles, Row};

use crate::{
    Page, Role,
    layout::{cut, fit, printable, width},
    put::put,
    words::plural,
};

/// So many tasks are named as what drives the end.
const DRIVERS: usize = 5;
/// So many parts are listed.
const PARTS: usize = 40;
/// Lines of a chart.
const LINES: usize = 8;

/// The forecast for people; with `explained` also the sentences.
pub fn forecast(answer: &Answer, explained: bool, page: Page) -> String {
    let outlook = &answer.outlook;
    let mut out = String::new();
    let name = answer.scope.id.as_ref().map(|id| format!("{id}  ")).unwrap_or_default();
    put!(out, "{}{}\n", Role::Strong.paint(printable(&name)), cut(&answer.scope.title, page.cells() / 2));
    put!(out, "  {}\n", columns("", ["P50", "P80", "P95"].map(str::to_owned)));
    put!(out, "  {}\n", columns("work left", hours(&outlook.effort)));
    if let Some(span) = outlook.span.filter(|_| outlook.slots > 1) {
        put!(out, "  {}\n", columns("hours to the end", hours(&span)));
    }
    if let Some(dates) = &outlook.dates {
        put!(out, "  {}\n", columns("ends", days(dates)));
    } else {
        let why = outlook.no_date.as_deref().unwrap_or("it lies too far off");
        out.push_str(&page.hanging("  no date: ", 11, why));
    }
    let prior =
        if outlook.basis.prior_driven { Role::Attention.paint(", prior-driven") } else { String::new() };
    put!(
        out,
        "  {}{prior}\n",
        Role::Faint.paint(format!(
            "{} estimated at {:.1} h, {} finished before",
            plural(outlook.open, "open task"),
            outlook.estimated,
            outlook.basis.finished
        ))
    );
    remarks(&mut out, answer, page);
    if let Some(chart) = &answer.distribution {
        out.push('\n');
        histogram(&mut out, chart, &outlook.effort, page);
    }
    if !answer.burn_up.is_empty() {
        out.push('\n');
        bands(&mut out, &answer.burn_up, page);
    }
    drivers(&mut out, answer, page);
    parts(&mut out, &answer.parts, page);
    what_if(&mut out, answer, page);
    if explained {
        out.push('\n');
        for sentence in &answer.explanation {
            out.push_str(&page.wrapped(&printable(sentence), 0));
        }
    }
    if let Some(check) = &answer.self_check {
        let role = if check.warning { Role::Bad } else { Role::Faint };
        let words = format!(
            "{} of {} finished milestones took no more than the P80 that they would have had{}",
            check.within_p80,
            check.milestones,
            if check.warning { ": forecasts here do not keep what they say" } else { "" }
        );
        put!(out, "\n{}\n", role.paint(words));
    }
    put!(
        out,
        "\n{}\n",
        Role::Faint.paint(format!("{} trials, --seed {}", answer.trials, printable(&answer.seed)))
    );
    out
}

fn columns(name: &str, values: [String; 3]) -> String {
    let [p50, p80, p95] = values;
    format!("{name:<18}{p50:>12}{p80:>12}{p95:>12}")
}

fn hours(quantiles: &Quantiles) -> [String; 3] {
    [quantiles.p50, quantiles.p80, quantiles.p95].map(|hours| format!("{hours:.1} h"))
}

fn days(dates: &Dates) -> [String; 3] {
    [dates.p50, dates.p80, dates.p95]
        .map(|date| date.map_or_else(|| "far off".to_owned(), |date| date.to_string()))
}

/// What is odd about what the forecast rests on.
fn remarks(out: &mut String, answer: &Answer, page: Page) {
    let outlook = &answer.outlook;
    let listed = |names: &[String]| {
        let more = names.len().saturating_sub(6);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{rest}", names[..names.len() - more].join(", "))
    };
    for (names, words) in [
        (&outlook.unestimated, "without an estimate in hours"),
        (&outlook.unassigned, "of people who do not work here any more, so anybody does them"),
        (&outlook.missing_waits, "wait for a task that is not there"),
        (&outlook.circular, "wait for each other; `milepost graph` shows where"),
        (&answer.scope.waits_for, "have to end first: their work is in the days, not in the hours"),
    ] {
        if !names.is_empty() {
            let text = format!("{}: {words}", listed(names));
            out.push_str(&page.hanging(&format!("  {} ", Role::Attention.paint("!")), 4, &printable(&text)));
        }
    }
}

fn histogram(out: &mut String, chart: &Distribution, effort: &Quantiles, page: Page) {
    let most = chart.counts.iter().copied().max().unwrap_or(0).max(1);
    let each = chart.counts.len().div_ceil(LINES * 2).max(1);
    let room = page.cells().saturating_sub(34).clamp(10, 60);
    for (at, counts) in chart.counts.chunks(each).enumerate() {
        let count: u32 = counts.iter().sum();
        let from = chart.from + chart.width * (at * each) as f64;
        let to = from + chart.width * counts.len() as f64;
        let bar = (f64::from(count) / f64::from(most * each as u32) * room as f64).round() as usize;
        let marks: Vec<&str> = [("P50", effort.p50), ("P80", effort.p80), ("P95", effort.p95)]
            .into_iter()
            .filter(|(_, hours)| (from..to).contains(hours))
            .map(|(name, _)| name)
            .collect();
        let line = format!("{from:>8.1} h  {}  {}", fit(&"█".repeat(bar), room), marks.join(" "));
        put!(out, "{}\n", line.trim_end());
    }
}

/// What is done on which day: from what all but five of a hundred trials reach to what five of them reach.
fn bands(out: &mut String, course: &[BurnUpDay], page: Page) {
    let room = page.cells().saturating_sub(24).clamp(10, 60);
    let step = course.len().div_ceil(LINES + 2).max(1);
    let shown =
        course.iter().step_by(step).chain(course.last().filter(|_| !(course.len() - 1).is_multiple_of(step)));
    for day in shown {
        let cell = |share: f64| (share * room as f64).round() as usize;
        let mut line: Vec<char> = vec![' '; room + 1];
        line[cell(day.p5).min(room)..=cell(day.p95).min(room)].fill('░');
        line[cell(day.p20).min(room)..=cell(day.p80).min(room)].fill('▒');
        line[cell(day.p50).min(room)] = '█';
        let line: String = line.into_iter().collect();
        put!(out, "{}  {} {:>4.0} %\n", day.date, line, day.p50 * 100.0);
    }
}

fn drivers(out: &mut String, answer: &Answer, page: Page) {
    let all = &answer.outlook.tasks;
    if all.len() < 2 {
        return;
    }
    let mut drivers: Vec<_> = all.iter().take(DRIVERS).collect();
    // What the end waits for most often is told in any case: the sentence names it too.
    let often = all.iter().reduce(|best, task| if task.criticality > best.criticality { task } else { best });
    drivers.extend(often.filter(|often| drivers.iter().all(|task| task.id != often.id)));
    let room = page.cells().saturating_sub(40).max(20);
    let names = drivers.iter().map(|task| width(&cut(&task.id, room))).max().unwrap_or(0).max(8);
    put!(
        out,
        "\n{}\n",
        Role::Faint.paint(format!(
            "{}{:>10}{:>12}{:>14}",
            fit("drives the end", names.max(14)),
            "mean",
            "waits for",
            "of the risk"
        ))
    );
    for task in drivers {
        put!(
            out,
            "{}{:>8.1} h{:>10.0} %{:>12.0} %\n",
            fit(&task.id, names.max(14)),
            task.mean,
            task.criticality * 100.0,
            task.of_span * 100.0
        );
    }
}

fn parts(out: &mut String, parts: &[Row], page: Page) {
    if parts.is_empty() {
        return;
    }
    let room = page.cells().saturating_sub(60).max(16);
    let names = parts.iter().take(PARTS).map(|part| width(&cut(&part.id, room))).max().unwrap_or(0).max(8);
    out.push('\n');
    for part in parts.iter().take(PARTS) {
        let lead = if part.kind == "initiative" {
            Role::Strong.paint(fit(&part.id, names))
        } else {
            fit(&part.id, names)
        };
        if let Some(effort) = &part.effort {
            let [p50, p80, p95] = hours(effort);
            let end = part.dates.as_ref().map_or_else(String::new, |dates| {
                let [p50, p80, _] = days(dates);
                format!("  {p50} … {p80}")
            });
            put!(out, "{lead}{p50:>10}{p80:>10}{p95:>10}{end}\n");
        } else {
            let problem = cut(part.problem.as_deref().unwrap_or(""), page.cells().saturating_sub(names));
            put!(out, "{lead}  {}\n", Role::Faint.paint(problem));
        }
    }
    if parts.len() > PARTS {
        put!(out, "{}\n", Role::Faint.paint(format!("and {} more: see `--json`", parts.len() - PARTS)));
    }
}

fn what_if(out: &mut String, answer: &Answer, page: Page) {
    let Some(other) = &answer.what_if else { return };
    let lead = format!("\n{} ", Role::Strong.paint("what if"));
    put!(out, "{lead}{}\n", cut(&other.changes.join("; "), page.cells().saturating_sub(8)));
    if !other.dropped.is_empty() {
        let more = other.dropped.len().saturating_sub(6);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let ids = other.dropped[..other.dropped.len() - more].join(", ");
        out.push_str(&page.hanging("  without ", 4, &printable(&format!("{ids}{rest}"))));
    }
    put!(out, "  {}\n", columns("work left", hours(&other.effort)));
    if let Some(span) = &other.span {
        put!(out, "  {}\n", columns("hours to the end", hours(span)));
    }
    if let Some(dates) = &other.dates {
        put!(out, "  {}\n", columns("ends", days(dates)));
    }
    for (name, comparison) in [("work", &other.less_effort), ("the end", &other.less_span)] {
        if let Some(words) = comparison.as_ref().and_then(compared) {
            put!(out, "  {name}: {words}\n");
        }
    }
}

fn compared(comparison: &Comparison) -> Option<String> {
    if comparison.less + comparison.more < 0.001 {
        return None;
    }
    let (share, word) =
        if comparison.median <= 0.0 { (comparison.less, "less") } else { (comparison.more, "more") };
    Some(format!(
        "{:.1} h {word} as likely as not, {word} in {:.0} % of the trials",
        comparison.median.abs(),
        share * 100.0
    ))
}
