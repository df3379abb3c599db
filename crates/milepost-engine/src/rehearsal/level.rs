//! How much has to go back.

use milepost_ledger::Level;

use super::{
    found::{Fit, Found},
    taking_back::is_unchanged,
};

/// The least that leads back, with the reason. Asked where the way back is proven. Checks count for the code alone only where
/// they were seen to look at what the work changed: the new code fails them on the database of before.
pub(super) fn level(found: &Found) -> Option<(Level, String)> {
    if found.base.is_none() {
        return Some((Level::Code, "no database takes part".to_owned()));
    }
    if is_unchanged(found) && found.digest.is_none() {
        return Some((Level::Code, "the work leaves the database alone".to_owned()));
    }
    if let (Some(Fit::Passes), Some(Fit::Fails(_))) = (&found.old_on_new, &found.new_on_old) {
        let why =
            "the code of before passes its checks on the changed database, and they look at what changed";
        return Some((Level::Code, why.to_owned()));
    }
    if found.statements.as_ref().is_none_or(|statements| statements.refused.is_some()) {
        return None;
    }
    let why = match (&found.old_on_new, &found.new_on_old) {
        (Some(Fit::Fails(why)), _) => format!("on the changed database the code of before fails: {why}"),
        (Some(Fit::Unknown(why)), _) => unknown(why),
        (Some(Fit::Passes), Some(Fit::Passes)) => unknown(
            "its checks pass there, and the new code passes them on the database of before, so that they may not look at what changed",
        ),
        (Some(Fit::Passes), _) => {
            unknown("its checks pass there, and nothing shows that they look at what changed")
        }
        (None, _) => unknown("`checks` of `[database]` name what has to pass there"),
    };
    Some((if found.is_forward { Level::Forward } else { Level::Database }, why))
}

fn unknown(why: &str) -> String {
    format!("how the code of before does on the changed database is not known: {why}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::rehearsal::{database::State, statements::TakenBack};

    fn found(old_on_new: Option<Fit>, new_on_old: Option<Fit>) -> Found {
        let schema =
            json!({"format": 1, "engine": "sqlite", "version": "3", "objects": [], "not_covered": []});
        let data = json!({"engine": "sqlite", "tables": {}, "counters": {}, "not_read": {}});
        let base = State {
            schema: serde_json::from_value(schema).unwrap(),
            data: serde_json::from_value(data).unwrap(),
            books: std::collections::BTreeMap::new(),
        };
        let statements = Some(TakenBack::default());
        Found {
            base: Some(base),
            digest: Some("d".to_owned()),
            statements,
            old_on_new,
            new_on_old,
            ..Found::default()
        }
    }

    fn of(found: &Found) -> Option<Level> {
        level(found).map(|(level, _)| level)
    }

    #[test]
    fn the_code_alone_is_enough_only_where_checks_that_look_have_passed() {
        let fails = || Some(Fit::Fails("`queries`: no such column".to_owned()));
        let unknown = || Some(Fit::Unknown("nothing ran".to_owned()));
        assert_eq!(of(&found(Some(Fit::Passes), fails())), Some(Level::Code));
        for new in [Some(Fit::Passes), unknown(), None] {
            assert_eq!(of(&found(Some(Fit::Passes), new.clone())), Some(Level::Database), "{new:?}");
        }
        for old in [fails(), unknown(), None] {
            assert_eq!(of(&found(old.clone(), fails())), Some(Level::Database), "{old:?}");
            let forward = Found { is_forward: true, ..found(old.clone(), fails()) };
            assert_eq!(of(&forward), Some(Level::Forward), "{old:?}");
        }
    }

    #[test]
    fn what_no_rollback_can_do_is_no_level() {
        let refused = TakenBack { refused: Some("it restores a table".to_owned()), ..TakenBack::default() };
        let one = Found { statements: Some(refused), ..found(None, None) };
        assert_eq!(of(&one), None);
        assert_eq!(of(&Found { statements: None, ..found(Some(Fit::Passes), None) }), None);
        assert_eq!(of(&Found::default()), Some(Level::Code));
    }
}
