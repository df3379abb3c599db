//! A message for those who have to know.

use milepost_ledger::Level;

use super::plan::Plan;

/// The words, ready to be sent.
pub(super) fn message(plan: &Plan, taken_out: &[String]) -> String {
    let mut lines = vec![
        format!("{} ({}) was rolled back.", plan.title, plan.milestone),
        String::new(),
        format!("Reason: {}", plan.reason),
        format!(
            "Code: the branch `{}` has one commit more, {:.12}, which takes back {}. Nothing was removed from its history, and nothing was pushed.",
            plan.branch,
            plan.new,
            match plan.commits.len() {
                1 => "one commit".to_owned(),
                count => format!("{count} commits"),
            }
        ),
    ];
    match &plan.database {
        None => lines.push(
            "Database: nothing was changed in it. Where the work brought migrations, it stays as they left it, and they stay with the code."
                .to_owned(),
        ),
        Some(database) => {
            let names: Vec<&str> = database.scripts.iter().map(|script| script.name.as_str()).collect();
            lines.push(format!(
                "Database: {} was taken back at {}; its schema is the one before the work, and no value that stays was changed on the way.",
                names.join(", "),
                database.place
            ));
            if plan.level == Some(Level::Forward) {
                lines.push("Other databases: the migrations of the work stay, and one more takes them back; `prisma migrate deploy` brings it to every database.".to_owned());
            }
            if taken_out.is_empty() {
                lines.push("Data: nothing was taken out.".to_owned());
            } else {
                lines.push(format!(
                    "Data: what came with the work was saved before it was taken out: {}.",
                    taken_out.join(", ")
                ));
            }
        }
    }
    lines.push(format!("What happens next stands in `{}` under Post-Rollback Actions.", plan.path));
    lines.join("\n")
}
