//! `GRANT` and `REVOKE`.

use crate::{Act, Right};

/// Words that stand between `ON` and the names of objects.
const KINDS: [&str; 14] = [
    "table",
    "sequence",
    "function",
    "procedure",
    "routine",
    "schema",
    "database",
    "type",
    "domain",
    "language",
    "tablespace",
    "foreign",
    "data",
    "wrapper",
];

/// What the statement gives or takes, each right on each object for each of them apart; `None` where it is no such statement. `all`
/// are its tokens in small letters.
pub(crate) fn acts(all: &[&str]) -> Option<Vec<Act>> {
    let (first, mut rest) = all.split_first()?;
    let (make, end): (fn(Right) -> Act, &str) = match *first {
        "grant" => (Act::Grant, "to"),
        "revoke" => (Act::Revoke, "from"),
        _ => return None,
    };
    if let [_, "option", "for", others @ ..] = rest {
        rest = others;
    }
    let at = rest.iter().rposition(|word| *word == end)?;
    let (left, right) = (&rest[..at], &rest[at + 1..]);
    let ends = |word: &&str| {
        matches!(*word, "with" | "granted" | "cascade" | "restrict" | ";" | "identified" | "require")
    };
    let right = &right[..right.iter().position(ends).unwrap_or(right.len())];
    let (rights, objects) = match left.iter().position(|word| *word == "on") {
        None => (left, None),
        Some(at) => (&left[..at], Some(&left[at + 1..])),
    };
    let objects = match objects {
        None => vec![String::new()],
        // `ALL TABLES IN SCHEMA app`
        Some(words @ ["all", ..]) => vec![words.join(" ")],
        Some(words) => {
            let from = words.iter().position(|word| !KINDS.contains(word)).unwrap_or(words.len());
            // Functions are known by their names: what they take is no part of it here.
            let bare = |name: String| name.split('(').next().unwrap_or_default().to_owned();
            list(&words[from..]).into_iter().map(bare).collect()
        }
    };
    let (rights, people) = (list(rights), list(right));
    let all = rights.iter().flat_map(|what| {
        let (people, objects) = (&people, &objects);
        people.iter().flat_map(move |who| {
            objects.iter().map(move |on| make(Right { what: what.clone(), on: on.clone(), who: who.clone() }))
        })
    });
    Some(all.collect()).filter(|all: &Vec<Act>| !all.is_empty())
}

/// The parts between commas, without spaces, quotes and the schema that everybody has; commas in parentheses divide nothing.
fn list(words: &[&str]) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0_usize);
    for word in words {
        match *word {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push_str(word.trim_matches(['"', '`', '\'']));
        }
    }
    let bare = |part: &String| part.strip_prefix("public.").unwrap_or(part).to_owned();
    parts.iter().map(bare).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(words: &str) -> Vec<String> {
        let all: Vec<&str> = words.split(' ').collect();
        let acts = acts(&all).unwrap_or_default();
        let one = |act: &Act| match act {
            Act::Grant(right) => format!("+{}:{}:{}", right.what, right.on, right.who),
            Act::Revoke(right) => format!("-{}:{}:{}", right.what, right.on, right.who),
            other => format!("{other:?}"),
        };
        acts.iter().map(one).collect()
    }

    #[test]
    fn each_right_on_each_object_for_each_of_them_is_one() {
        assert_eq!(
            shown("grant select , insert on table users , public . orders to app with grant option ;"),
            ["+select:users:app", "+select:orders:app", "+insert:users:app", "+insert:orders:app"]
        );
        assert_eq!(shown("grant select ( a , b ) on users to app"), ["+select(a,b):users:app"]);
        assert_eq!(shown("revoke grant option for all on users from app cascade"), ["-all:users:app"]);
        assert_eq!(
            shown("grant all on all tables in schema app to web"),
            ["+all:all tables in schema app:web"]
        );
        assert_eq!(shown("grant execute on function f ( int , text ) to web"), ["+execute:f:web"]);
        assert_eq!(shown("grant reader to ann , bob"), ["+reader::ann", "+reader::bob"]);
        assert_eq!(shown("grant select on db . * to 'u' @ 'h' identified by 'x'"), ["+select:db.*:u@h"]);
        for none in ["grant", "grant select on users", "select 1", "grant to", "revoke from from"] {
            assert!(shown(none).iter().all(|one| !one.contains("::x")), "{none}");
        }
    }
}
