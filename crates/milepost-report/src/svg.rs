//! A forecast as a picture: how often the hours came out where, and below it what is done on which day.

use milepost_engine::forecast::{Answer, BurnUpDay, Distribution};

use crate::put::put;

const WIDTH: f64 = 720.0;
const LEFT: f64 = 50.0;
const RIGHT: f64 = 700.0;
const HEIGHT: f64 = 200.0;

/// The picture. It holds no script and refers to nothing outside of itself.
pub fn forecast(answer: &Answer) -> String {
    let bands = !answer.burn_up.is_empty();
    let height = if bands { 600 } else { 330 };
    let title = escaped(&match &answer.scope.id {
        Some(id) => format!("{id}: {}", answer.scope.title),
        None => answer.scope.title.clone(),
    });
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<title>{title}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"16\">{title}</text>\n"
    );
    let outlook = &answer.outlook;
    let prior = if outlook.basis.prior_driven { ", prior-driven" } else { "" };
    put!(
        out,
        "<text x=\"{LEFT}\" y=\"42\" fill=\"#666\">{} open tasks, {} finished before{prior}; {}, {} trials, seed {}</text>\n",
        outlook.open,
        outlook.basis.finished,
        answer.today,
        answer.trials,
        escaped(&answer.seed)
    );
    if let Some(chart) = &answer.distribution {
        bars(
            &mut out,
            chart,
            [("P50", outlook.effort.p50), ("P80", outlook.effort.p80), ("P95", outlook.effort.p95)],
        );
    }
    if bands {
        course(&mut out, &answer.burn_up);
    }
    out.push_str("</svg>\n");
    out
}

fn bars(out: &mut String, chart: &Distribution, marks: [(&str, f64); 3]) {
    let (top, bottom) = (80.0, 80.0 + HEIGHT);
    let most = f64::from(chart.counts.iter().copied().max().unwrap_or(0).max(1));
    let end = chart.from + chart.width * chart.counts.len() as f64;
    let x = |hours: f64| LEFT + (hours - chart.from) / (end - chart.from).max(1e-9) * (RIGHT - LEFT);
    for (at, count) in chart.counts.iter().enumerate() {
        let from = x(chart.from + chart.width * at as f64);
        let width = (x(chart.from + chart.width * (at + 1) as f64) - from - 1.0).max(0.5);
        let height = f64::from(*count) / most * HEIGHT;
        put!(
            out,
            "<rect x=\"{from:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"#9bb8d3\"/>\n",
            bottom - height
        );
    }
    for (place, (name, hours)) in marks.into_iter().enumerate() {
        let at = x(hours).clamp(LEFT, RIGHT);
        let text = top - 20.0 + 14.0 * place as f64;
        put!(
            out,
            "<path d=\"M{at:.1} {text:.1}V{bottom:.1}\" stroke=\"#a33\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" fill=\"#a33\">{name} {hours:.1} h</text>\n",
            at + 4.0,
            text + 10.0
        );
    }
    axis(out, bottom, &format!("{:.1} h", chart.from), &format!("{end:.1} h"));
}

fn course(out: &mut String, days: &[BurnUpDay]) {
    let (top, bottom) = (350.0, 350.0 + HEIGHT);
    let steps = (days.len() - 1).max(1) as f64;
    let x = |at: usize| LEFT + at as f64 / steps * (RIGHT - LEFT);
    let y = |share: f64| bottom - share * (bottom - top);
    let line = |value: fn(&BurnUpDay) -> f64| -> Vec<String> {
        days.iter().enumerate().map(|(at, day)| format!("{:.1},{:.1}", x(at), y(value(day)))).collect()
    };
    let mut band = |upper: Vec<String>, mut lower: Vec<String>, colour: &str| {
        lower.reverse();
        put!(out, "<polygon points=\"{} {}\" fill=\"{colour}\"/>\n", upper.join(" "), lower.join(" "));
    };
    band(line(|day| day.p95), line(|day| day.p5), "#dde8f2");
    band(line(|day| day.p80), line(|day| day.p20), "#b7cfe4");
    put!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#246\" stroke-width=\"2\"/>\n\
         <text x=\"4\" y=\"{:.1}\" fill=\"#666\">100 %</text>\n",
        line(|day| day.p50).join(" "),
        top + 4.0
    );
    let name = |day: Option<&BurnUpDay>| day.map(|day| day.date.to_string()).unwrap_or_default();
    axis(out, bottom, &name(days.first()), &name(days.last()));
}

fn axis(out: &mut String, y: f64, from: &str, to: &str) {
    put!(
        out,
        "<path d=\"M{LEFT} {y:.1}H{RIGHT}\" stroke=\"#666\"/>\n\
         <text x=\"{LEFT}\" y=\"{below:.1}\" fill=\"#666\">{from}</text>\n\
         <text x=\"{RIGHT}\" y=\"{below:.1}\" text-anchor=\"end\" fill=\"#666\">{to}</text>\n",
        below = y + 16.0
    );
}

/// A text that is nothing but text in XML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no other control characters.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_leave_its_place() {
        assert_eq!(escaped("a<script>&\"\u{1}b"), "a&lt;script&gt;&amp;&quot; b");
    }
}
