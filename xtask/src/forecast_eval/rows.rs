//! Finished tasks from a CSV file.

use std::path::Path;

/// One finished task.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) project: String,
    pub(super) person: String,
    pub(super) estimate: f64,
    pub(super) actual: f64,
    /// As in `2026-03-29`, so that text sorts like time.
    pub(super) started: String,
    pub(super) completed: String,
}

const COLUMNS: [&str; 6] = ["project", "person", "estimate_hours", "actual_hours", "started", "completed"];

/// Reads a file, and sorts its tasks by their start; those of a day stay in the order of the file.
pub(super) fn read(path: &Path) -> Result<Vec<Row>, String> {
    #[expect(clippy::disallowed_methods, reason = "a measurement reads the file that it is given")]
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let header =
        lines.next().map(|(_, line)| fields(line.trim_start_matches('\u{feff}'))).unwrap_or_default();
    let mut columns = [0; COLUMNS.len()];
    for (column, name) in columns.iter_mut().zip(COLUMNS) {
        *column = header.iter().position(|field| field == name).ok_or_else(|| {
            format!("`{}` has no column `{name}`; its first line names {COLUMNS:?}", path.display())
        })?;
    }
    let mut rows = Vec::new();
    for (number, line) in lines {
        let fields = fields(line);
        let field = |column: usize| fields.get(columns[column]).map_or("", String::as_str).trim();
        let wrong = |column: usize| {
            format!("{}:{}: `{}` is no {}", path.display(), number + 1, field(column), COLUMNS[column])
        };
        let hours = |column: usize| {
            field(column)
                .parse()
                .ok()
                .filter(|hours: &f64| hours.is_finite() && *hours > 0.0)
                .ok_or_else(|| wrong(column))
        };
        let day = |column: usize| {
            let day = field(column).get(..10).filter(|day| is_day(day));
            day.map(str::to_owned).ok_or_else(|| wrong(column))
        };
        rows.push(Row {
            project: field(0).to_owned(),
            person: field(1).to_owned(),
            estimate: hours(2)?,
            actual: hours(3)?,
            started: day(4)?,
            completed: day(5)?,
        });
    }
    rows.sort_by(|a, b| a.started.cmp(&b.started));
    Ok(rows)
}

/// The tasks of each project, in the order in which projects began.
pub(super) fn by_project(rows: &[Row]) -> Vec<Vec<Row>> {
    let mut projects: Vec<Vec<Row>> = Vec::new();
    for row in rows {
        match projects.iter_mut().find(|project| project[0].project == row.project) {
            Some(project) => project.push(row.clone()),
            None => projects.push(vec![row.clone()]),
        }
    }
    projects
}

fn is_day(text: &str) -> bool {
    text.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    })
}

/// The fields of a line; quotes may hold commas, and two quotes in them are one.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut rest = line.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '"' if quoted && rest.peek() == Some(&'"') => {
                rest.next();
                fields.last_mut().expect("there is one").push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().expect("there is one").push(other),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_may_hold_commas_and_quotes() {
        assert_eq!(fields(r#"a,"b, ""c""",,d"#), ["a", r#"b, "c""#, "", "d"]);
        assert!(is_day("2026-03-29") && !is_day("29.03.2026"));
    }
}
