//! Histories of metrics as one SVG.

use milepost_engine::metric::{MetricHistory, MetricMoment};

use crate::put::put;

/// The size of one chart.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 200.0;
/// Room around the lines for names and numbers.
const LEFT: f64 = 90.0;
const TOP: f64 = 36.0;
const BELOW: f64 = 28.0;

/// One chart for each metric, below each other: the candidate as a line of points, coloured by what was decided, and the
/// baseline beside which each was measured as bars. The axis begins at zero, because a budget is a part of the whole.
pub fn metric_chart(found: &[MetricHistory]) -> String {
    let height = HEIGHT * found.len().max(1) as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    for (at, one) in found.iter().enumerate() {
        put!(out, "<g transform=\"translate(0 {})\">\n", HEIGHT * at as f64);
        chart(&mut out, one);
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

fn chart(out: &mut String, one: &MetricHistory) {
    let budget = one.budget.as_deref().unwrap_or_default();
    put!(
        out,
        "<text x=\"{LEFT}\" y=\"20\" font-weight=\"bold\">{} {}</text>\n",
        escaped(&one.name),
        escaped(budget)
    );
    let points: Vec<(&MetricMoment, f64)> =
        one.moments.iter().filter_map(|moment| Some((moment, moment.candidate?))).collect();
    let bases = points.iter().filter_map(|(moment, _)| moment.baseline);
    let most = points.iter().map(|(_, value)| *value).chain(bases).fold(0.0, f64::max);
    if points.is_empty() || most <= 0.0 {
        put!(out, "<text x=\"{LEFT}\" y=\"{TOP}\" dy=\"24\" fill=\"#6b7280\">nothing to show</text>\n");
        return;
    }
    let (floor, room) = (HEIGHT - BELOW, HEIGHT - BELOW - TOP);
    let y = |value: f64| floor - room * (value.max(0.0) / most);
    let step = (WIDTH - LEFT - 20.0) / points.len() as f64;
    let x = |at: usize| LEFT + step * (at as f64 + 0.5);
    for (value, place) in [(most, TOP), (0.0, floor)] {
        put!(
            out,
            "<text x=\"{}\" y=\"{place}\" dy=\"4\" text-anchor=\"end\" fill=\"#6b7280\">{}</text>\n\
             <line x1=\"{LEFT}\" x2=\"{}\" y1=\"{place}\" y2=\"{place}\" stroke=\"#e5e7eb\"/>\n",
            LEFT - 8.0,
            escaped(&one.shown(value)),
            WIDTH - 20.0
        );
    }
    for (at, (moment, _)) in points.iter().enumerate() {
        if let Some(base) = moment.baseline {
            let half = (step * 0.4).min(12.0);
            put!(
                out,
                "<line x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{:.1}\" y2=\"{:.1}\" stroke=\"#6b7280\" stroke-width=\"2\"/>\n",
                x(at) - half,
                x(at) + half,
                y(base),
                y(base)
            );
        }
    }
    let line: Vec<String> =
        points.iter().enumerate().map(|(at, (_, value))| format!("{:.1},{:.1}", x(at), y(*value))).collect();
    put!(out, "<polyline points=\"{}\" fill=\"none\" stroke=\"#2563eb\"/>\n", line.join(" "));
    for (at, (moment, value)) in points.iter().enumerate() {
        let colour = match moment.decision.as_str() {
            "within" => "#16a34a",
            "regressed" => "#dc2626",
            _ => "#d97706",
        };
        let title = format!("{} {}: {}", moment.started, moment.decision, moment.words);
        put!(
            out,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"{colour}\"><title>{}</title></circle>\n",
            x(at),
            y(*value),
            escaped(&title)
        );
    }
}

/// A text in XML, without what no XML may hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(candidate: Option<f64>, decision: &str) -> MetricMoment {
        MetricMoment {
            record: "r".into(),
            started: "2030-01-01T00:00:00Z".into(),
            tree: "t".into(),
            base: None,
            budget: "<= +10%".into(),
            method: "paired".into(),
            decision: decision.into(),
            words: "<b>\u{1b}".into(),
            runs: 6,
            baseline: candidate.map(|value| value / 2.0),
            candidate,
            change: None,
            low: None,
            high: None,
        }
    }

    #[test]
    fn every_measured_value_is_a_point_and_no_word_is_markup() {
        let moments =
            vec![moment(Some(1.0), "within"), moment(None, "unmeasured"), moment(Some(2.0), "regressed")];
        let one = |moments| MetricHistory { name: "a&b".into(), budget: None, unit: "s".into(), moments };
        let text = metric_chart(&[one(moments), one(Vec::new())]);
        assert_eq!(text.matches("<circle").count(), 2, "{text}");
        assert!(text.contains("#dc2626") && text.contains("nothing to show"), "{text}");
        assert!(text.contains("a&amp;b") && !text.contains("<b>") && !text.contains('\u{1b}'), "{text}");
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
}
