//! Ways back that throw away what was written since.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "discarding-undo",
    classes: &[Class::LossInDown],
    severity: Severity::Info,
    page: include_str!("discarding-undo.md"),
    check: Check::Down(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let up = &place.migration.up;
    let instead = "say in the plan whether it may be lost; otherwise copy it before: `milepost rollback` saves it and shows how much there is";
    match &place.step.act {
        Act::DropColumn { table, column, .. } if !place.is_new_table() => {
            let stays = !up.steps().any(|(_, step)| matches!(&step.act, Act::AddColumn { table: own, column: new, .. } if own == table && new.name == *column));
            let said = Said::new(
                format!("the way back discards what was written into `{table}.{column}` since"),
                instead,
            );
            Some(if stays { said.at(Severity::Error) } else { said })
        }
        Act::DropTable { table, .. } if !place.is_new_table() => {
            let stays = !up.steps().any(|(_, step)| match &step.act {
                Act::CreateTable { table: own, .. } => own == table,
                Act::RenameTable { to, .. } => to == table,
                _ => false,
            });
            let said = Said::new(format!("the way back discards the rows of `{table}`"), instead);
            Some(if stays { said.at(Severity::Error) } else { said })
        }
        Act::Truncate { table, .. } if !place.is_new_table() => Some(
            Said::new(format!("the way back discards all rows of `{table}`"), instead).at(Severity::Error),
        ),
        Act::Delete { table, filtered: false } if !place.is_new_table() => Some(
            Said::new(format!("the way back discards all rows of `{table}`"), instead).at(Severity::Error),
        ),
        _ => None,
    }
}
