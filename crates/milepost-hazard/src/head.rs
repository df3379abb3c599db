//! Statements whose first words say all that the rules ask.

use crate::{Act, Kind, grant};

/// Words that may stand between `CREATE` and the kind of the object.
const BEFORE_KIND: &[&str] = &[
    "or",
    "replace",
    "temp",
    "temporary",
    "unlogged",
    "recursive",
    "constraint",
    "global",
    "local",
    "trusted",
    "procedural",
    "default",
    "unique",
    "aggregate_",
    "definer",
    "=",
    "algorithm",
    "undefined",
    "merge",
    "temptable",
    "sql",
    "security",
    "invoker",
    "current_user",
    "root",
    "@",
    "localhost",
];

/// What a statement does, by its first words: small letters, one space between tokens. What makes or takes away an object
/// is named; anything else is something about an object that is there.
pub(crate) fn act(words: &str) -> Act {
    let all: Vec<&str> = words.split(' ').filter(|word| !word.is_empty() && *word != ";").collect();
    let what = || all.iter().take(3).copied().collect::<Vec<_>>().join(" ").to_uppercase();
    let Some((first, mut rest)) = all.split_first() else { return Act::Read };
    let or_replace = rest.first() == Some(&"or");
    if *first == "create" {
        while rest.first().is_some_and(|word| BEFORE_KIND.contains(word) || word.starts_with('`')) {
            rest = &rest[1..];
        }
    } else if !matches!(*first, "drop" | "alter") {
        return match *first {
            "vacuum" => Act::Untransactional { what: "VACUUM".to_owned() },
            "select" | "with" | "show" | "explain" | "analyze" | "analyse" | "values" | "describe"
            | "savepoint" | "release" | "notify" | "listen" | "unlisten" | "discard" | "checkpoint"
            | "fetch" | "close" | "move" | "declare" | "prepare" | "deallocate" | "use" => Act::Read,
            "call" | "exec" | "execute" => Act::Opaque { what: what() },
            "set" | "reset" => Act::Setting {
                name: rest.first().copied().unwrap_or_default().to_owned(),
                off: *first == "reset",
            },
            _ => Act::Other { what: what(), table: None },
        };
    }
    let Some((kind, length)) = kind(rest) else { return Act::Other { what: what(), table: None } };
    rest = &rest[length..];
    let mut if_there = false;
    for words in [&["if", "not", "exists"][..], &["if", "exists"][..]] {
        if rest.starts_with(words) {
            if_there = true;
            rest = &rest[words.len()..];
        }
    }
    let name = name(rest);
    let cascade = all.last() == Some(&"cascade");
    match *first {
        "create" => Act::Create { kind, name, or_replace, if_not_exists: if_there },
        "drop" => Act::Drop { kind, name, if_exists: if_there, cascade },
        _ => match all.windows(3).find(|three| three[..2] == ["owner", "to"]) {
            Some(owner) => Act::Owner {
                name: name.split('(').next().unwrap_or_default().to_owned(),
                to: owner[2].trim_matches('"').to_owned(),
                table: None,
            },
            None => Act::Other { what: what(), table: None },
        },
    }
}

/// The same, of a statement that does several things at once.
pub(crate) fn acts(words: &str) -> Vec<Act> {
    let all: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    grant::acts(&all).unwrap_or_else(|| vec![act(words)])
}

fn kind(words: &[&str]) -> Option<(Kind, usize)> {
    let kind = match *words.first()? {
        "database" => Kind::Database,
        "schema" => Kind::Schema,
        "extension" => Kind::Extension,
        "type" => Kind::Type,
        "domain" => Kind::Domain,
        "sequence" => Kind::Sequence,
        "view" => Kind::View,
        "function" | "procedure" | "aggregate" | "routine" => Kind::Function,
        "trigger" => Kind::Trigger,
        "policy" => Kind::Policy,
        "role" | "user" | "group" => Kind::Role,
        "materialized" => return Some((Kind::MaterializedView, 2)),
        "event" if words.get(1) == Some(&"trigger") => return Some((Kind::Object, 2)),
        "foreign" | "text" | "access" | "operator" | "user_mapping" => {
            return Some((Kind::Object, words.len().min(2)));
        }
        _ => Kind::Object,
    };
    Some((kind, 1))
}

/// The words up to the end of a name: parts are joined by dots.
fn name(words: &[&str]) -> String {
    let mut whole = String::new();
    for word in words {
        let joined = whole.is_empty() || whole.ends_with('.') || *word == ".";
        if !joined {
            break;
        }
        whole.push_str(word.trim_matches(['"', '`', '[', ']']));
    }
    whole.strip_prefix("public.").map(str::to_owned).unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_and_name_are_read_past_what_stands_between() {
        assert_eq!(
            act("create or replace function public . f ( x int ) returns int"),
            Act::Create {
                kind: Kind::Function,
                name: "f".to_owned(),
                or_replace: true,
                if_not_exists: false
            }
        );
        assert_eq!(
            act("drop materialized view if exists a . b cascade ;"),
            Act::Drop {
                kind: Kind::MaterializedView,
                name: "a.b".to_owned(),
                if_exists: true,
                cascade: true
            }
        );
        assert_eq!(
            act("create definer = `root` @ `localhost` trigger t after insert"),
            Act::Create {
                kind: Kind::Trigger,
                name: "t".to_owned(),
                or_replace: false,
                if_not_exists: false
            }
        );
        assert!(matches!(act("comment on table a is 'x'"), Act::Other { .. }));
    }
}
