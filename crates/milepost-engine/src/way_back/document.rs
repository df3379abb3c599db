//! The statements that stand in the document.

use milepost_database::Script;

use super::Statements;
use crate::binding::Rehearsal;

/// Comments below which a text goes the other way.
const MARKS: &[&str] =
    &["down", "migrate:down", "+goose down", "+migrate down", "rollback", "undo", "revert"];

/// What the statements under Database Changes do, where no folder holds the migrations.
pub(crate) fn changes(rehearsal: &Rehearsal) -> Vec<Script> {
    let script =
        |line: u32, sql: &str| Script { name: format!("Database Changes, line {line}"), sql: sql.to_owned() };
    let changes = rehearsal.written().map(|change| script(change.line, halves(&change.sql).0));
    changes.filter(|script| !script.sql.trim().is_empty()).collect()
}

/// What takes them back: the statements of the Rollback Procedure, else what stands below `-- down`, the last fence first.
pub(super) fn way_back(rehearsal: &Rehearsal) -> Statements {
    let steps = rehearsal.procedure.iter().filter(|step| step.is_sql());
    let mut scripts: Vec<Script> = (1..)
        .zip(steps)
        .map(|(number, step)| Script {
            name: format!("Rollback Procedure, statements {number}"),
            sql: step.script.clone(),
        })
        .collect();
    if scripts.is_empty() {
        let below = rehearsal.written().filter_map(|change| {
            let sql = halves(&change.sql).1.filter(|sql| !sql.trim().is_empty())?;
            let name = format!("Database Changes, line {}", change.line);
            Some(Script { name, sql: sql.to_owned() })
        });
        scripts = below.collect();
        scripts.reverse();
    }
    Statements { scripts, books: None }
}

/// What stands above the mark of the way back, and what stands below it.
fn halves(sql: &str) -> (&str, Option<&str>) {
    let mut at = 0;
    for line in sql.split_inclusive('\n') {
        let words =
            line.trim().strip_prefix("--").map(|text| text.trim().trim_end_matches(':').to_ascii_lowercase());
        if words.is_some_and(|words| MARKS.contains(&words.as_str())) {
            return (&sql[..at], Some(&sql[at + line.len()..]));
        }
        at += line.len();
    }
    (sql, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_divided_at_its_mark() {
        let (up, down) = halves("-- up\ncreate table a (b int);\n\n-- Down:\ndrop table a;\n");
        assert_eq!((up, down), ("-- up\ncreate table a (b int);\n\n", Some("drop table a;\n")));
        // A remark that begins with the word is none.
        let remark = "-- down time is short\ncreate table a (b int);\n";
        assert_eq!(halves(remark), (remark, None));
    }
}
