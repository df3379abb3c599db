//! Changes of a table of which nobody says how they may be done.

use milepost_database::Engine;
use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "unasserted-algorithm",
    classes: &[Class::Lock],
    severity: Severity::Info,
    page: include_str!("unasserted-algorithm.md"),
    check: Check::Both(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let is_first = place.script.statements[place.at].steps.first() == Some(place.step);
    let act = &place.step.act;
    let changes = act.is_ddl()
        && !matches!(act, Act::CreateTable { .. } | Act::DropTable { .. } | Act::RenameTable { .. });
    if place.migration.engine != Engine::Mariadb || !is_first || !changes || place.is_new_table() {
        return None;
    }
    let table = act.table()?;
    let text = place.script.text_of(place.step.span).to_lowercase();
    (!text.contains("algorithm") && !text.contains("lock")).then(|| {
        Said::new(
            format!("MariaDB copies `{table}` without a word where it cannot change it in place"),
            "add `ALGORITHM=INSTANT` (or `INPLACE, LOCK=NONE`): the server then refuses instead of copying",
        )
    })
}
