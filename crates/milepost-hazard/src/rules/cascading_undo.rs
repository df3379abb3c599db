//! Ways back that take unnamed objects with them.

use milepost_document::Severity;

use crate::{Act, Check, Class, Place, Rule, Said};

pub(super) const RULE: Rule = Rule {
    id: "cascading-undo",
    classes: &[Class::Pair, Class::LossInDown],
    severity: Severity::Error,
    page: include_str!("cascading-undo.md"),
    check: Check::Down(look),
    squawk: &[],
};

fn look(place: Place<'_>) -> Option<Said> {
    let cascades = matches!(
        place.step.act,
        Act::DropTable { cascade: true, .. }
            | Act::DropColumn { cascade: true, .. }
            | Act::DropConstraint { cascade: true, .. }
            | Act::DropIndex { cascade: true, .. }
            | Act::Drop { cascade: true, .. }
            | Act::Truncate { cascade: true, .. }
    );
    (cascades && place.is_postgresql()).then(|| {
        Said::new(
            "`CASCADE` takes along what rests on it, also what came later and belongs to others",
            "leave `CASCADE` out: the error then lists what has to be taken back first",
        )
    })
}
