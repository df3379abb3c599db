//! The statements that stand in the document.

use milepost_database::Script;

use super::Statements;
use crate::binding::Rehearsal;

/// Comments below which a text goes the way of the change.
const UP: &[&str] = &["up", "migrate:up", "+goose up", "+migrate up"];
/// Comments below which it goes the other way.
const DOWN: &[&str] = &["down", "migrate:down", "+goose down", "+migrate down", "rollback", "undo", "revert"];

/// What the statements under Database Changes do, where no folder holds the migrations.
pub(crate) fn changes(rehearsal: &Rehearsal) -> Vec<Script> {
    let script = |line: u32, sql: String| Script { name: format!("Database Changes, line {line}"), sql };
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
            Some(Script { name, sql })
        });
        scripts = below.collect();
        scripts.reverse();
    }
    Statements { scripts, ..Statements::default() }
}

/// What stands above the marks of the way back, and what stands below them: the parts of it in the other order, where there are
/// several. A mark of the change ends a part.
fn halves(sql: &str) -> (String, Option<String>) {
    let (mut change, mut back): (String, Vec<String>) = (String::new(), Vec::new());
    let mut is_back = false;
    for line in sql.split_inclusive('\n') {
        let words =
            line.trim().strip_prefix("--").map(|text| text.trim().trim_end_matches(':').to_ascii_lowercase());
        let is_one_of = |marks: &[&str]| words.as_deref().is_some_and(|words| marks.contains(&words));
        if is_one_of(DOWN) {
            is_back = true;
            back.push(String::new());
        } else if is_back && is_one_of(UP) {
            is_back = false;
        } else if let (true, Some(part)) = (is_back, back.last_mut()) {
            part.push_str(line);
        } else {
            change.push_str(line);
        }
    }
    let parts = back.iter().rev().map(String::as_str);
    (change, (!back.is_empty()).then(|| parts.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_divided_at_its_mark() {
        let (up, down) = halves("-- up\ncreate table a (b int);\n\n-- Down:\ndrop table a;\n");
        assert_eq!(up, "-- up\ncreate table a (b int);\n\n");
        assert_eq!(down.as_deref(), Some("drop table a;\n"));
        // A remark that begins with the word is none.
        let remark = "-- down time is short\ncreate table a (b int);\n";
        assert_eq!(halves(remark), (remark.to_owned(), None));
    }

    #[test]
    fn a_second_change_is_no_way_back_and_the_last_one_goes_back_first() {
        let (up, down) = halves(
            "-- up\ncreate table a (b int);\n-- down\ndrop table a;\n-- up\ncreate table c (d int references a);\n-- down\ndrop table c;\n",
        );
        assert_eq!(up, "-- up\ncreate table a (b int);\ncreate table c (d int references a);\n");
        assert_eq!(down.as_deref(), Some("drop table c;\ndrop table a;\n"));
    }
}
