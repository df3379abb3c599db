//! Comma-separated values, for spreadsheets: RFC 4180, with the line ends of other output.

use milepost_engine::tracking::{By, Report};

use crate::put::put;

/// Booked time: a line for each row, and each of its facts under a heading. Minutes are whole, hours have two decimals.
pub fn time(report: &Report) -> String {
    let entries = report.by == By::Entry;
    let mut out = String::from(if entries {
        "day,person,milestone,task,minutes,hours,note,record,corrects\n"
    } else {
        "name,minutes,hours,estimated minutes\n"
    });
    for row in &report.rows {
        let hours = format!("{:.2}", row.minutes as f64 / 60.0);
        let fields: Vec<String> = match &row.entry {
            Some(entry) => vec![
                entry.day.to_string(),
                entry.person.clone(),
                entry.document.clone(),
                entry.task.clone().unwrap_or_default(),
                row.minutes.to_string(),
                hours,
                entry.note.clone().unwrap_or_default(),
                entry.record.clone(),
                entry.corrects.clone().unwrap_or_default(),
            ],
            None => vec![
                row.name.clone(),
                row.minutes.to_string(),
                hours,
                row.estimate.map(|minutes| minutes.to_string()).unwrap_or_default(),
            ],
        };
        let fields: Vec<String> = fields.iter().map(|text| field(text)).collect();
        put!(out, "{}\n", fields.join(","));
    }
    out
}

/// A field, in quotes where it has to be. What a spreadsheet would take for a formula gets an apostrophe, unless it is a
/// number.
fn field(text: &str) -> String {
    let text = text.replace(['\r', '\n'], " ");
    let formula = text.starts_with(['=', '+', '-', '@', '\t']) && text.parse::<f64>().is_err();
    let text = if formula { format!("'{text}") } else { text };
    if text.contains(['"', ',']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_no_formula_runs() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("-30", "-30"),
            ("-x", "'-x"),
            ("a\nb", "a b"),
        ] {
            assert_eq!(field(text), expected, "{text}");
        }
    }
}
