//! The SQL of a document: what stands under Database Changes is the way there, what stands in the rollback is the way back.

use milepost_database::Engine;
use milepost_document::{Document, FenceId, vocabulary::SectionKind};

use super::layout::blank;

/// The SQL of one engine in a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ways {
    /// The engine; `None` where nothing says which.
    pub(super) engine: Option<Engine>,
    pub(super) up: Option<String>,
    pub(super) down: Option<String>,
}

/// Both ways for each engine, each as the whole document with everything else blanked, so that places stay; none where the document has
/// no SQL for it. `engine` says which one is meant by a fence that names this one, or none.
pub(super) fn fences(document: &Document, engine: &dyn Fn(Option<Engine>) -> Option<Engine>) -> Vec<Ways> {
    let there = |kind| kind == SectionKind::DatabaseChanges;
    let back = |kind| matches!(kind, SectionKind::RollbackPlan | SectionKind::RollbackProcedure);
    let all = (0..document.fences.len() as u32).filter_map(|number| dialect(document, FenceId(number)));
    let mut engines: Vec<Option<Engine>> = Vec::new();
    for one in all.map(engine) {
        if !engines.contains(&one) {
            engines.push(one);
        }
    }
    let ways = engines.into_iter().map(|one| {
        let is_it = |dialect: Option<Engine>| engine(dialect) == one;
        Ways { engine: one, up: only(document, there, is_it), down: only(document, back, is_it) }
    });
    ways.filter(|ways| ways.up.is_some() || ways.down.is_some()).collect()
}

/// The engine that a fence of SQL names, if it names one; `None` where it is no SQL.
#[expect(clippy::option_option, reason = "SQL of no engine that is named, and no SQL")]
fn dialect(document: &Document, fence: FenceId) -> Option<Option<Engine>> {
    let info = document.text(document.fence(fence).info);
    let mut words = info.split([' ', ',', '{', '}', '\t']).filter(|word| !word.is_empty());
    let of = |word: &str| {
        Some(match word.to_ascii_lowercase().as_str() {
            "postgresql" | "postgres" | "pgsql" => Engine::Postgresql,
            "mysql" | "mariadb" => Engine::Mariadb,
            "sqlite" | "sqlite3" => Engine::Sqlite,
            _ => return None,
        })
    };
    let first = words.next()?;
    if first.eq_ignore_ascii_case("sql") { Some(words.find_map(of)) } else { of(first).map(Some) }
}

/// The document with nothing left but the SQL of some sections and one engine.
fn only(
    document: &Document,
    wanted: impl Fn(SectionKind) -> bool,
    is_it: impl Fn(Option<Engine>) -> bool,
) -> Option<String> {
    let source = &document.source;
    let (mut text, mut at) = (String::with_capacity(source.len()), 0);
    let mut found = false;
    for number in 0..document.fences.len() as u32 {
        let fence = document.fence(FenceId(number));
        let section = document.ancestors(fence.section).find_map(|(_, section)| section.kind);
        let is_sql = dialect(document, FenceId(number)).is_some_and(&is_it);
        let (start, end) = (fence.content.start as usize, fence.content.end as usize);
        if !is_sql || !section.is_some_and(&wanted) || start < at || !says_something(&source[start..end]) {
            continue;
        }
        found = true;
        text.push_str(&blank(&source[at..start], 0, start - at));
        // A statement of one fence does not go on in the next one.
        text.push_str(&source[start..end]);
        at = end;
        let ends =
            source[at..].bytes().next().is_some_and(|byte| byte.is_ascii() && !matches!(byte, b'\n' | b'\r'));
        if ends && !source[start..end].trim_end().ends_with(';') {
            text.push(';');
            at += 1;
        }
    }
    text.push_str(&blank(&source[at..], 0, source.len() - at));
    found.then_some(text)
}

/// Whether a fence holds more than comments.
fn says_something(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| !line.is_empty() && !line.starts_with("--"))
}

#[cfg(test)]
mod tests {
    use milepost_document::parse;

    use super::*;

    #[test]
    fn places_of_the_document_stay() {
        let text = "# Milestone 1: A\n\n## Database Changes\n\n```sql\nALTER TABLE ü ADD COLUMN x int\n```\n\n## Rollback Plan\n\n### Rollback Procedure\n\n```sql\nALTER TABLE ü DROP COLUMN x;\n```\n";
        let document = parse(text).document;
        let [Ways { up: Some(up), down: Some(down), engine: None }] = &fences(&document, &|named| named)[..]
        else {
            panic!("both ways of no engine that is named");
        };
        assert_eq!(up.find("ADD"), text.find("ADD"));
        assert_eq!(down.find("DROP"), text.find("DROP"));
        assert_eq!((up.len(), down.len()), (text.len(), text.len()));
        assert!(up.contains("x int\n;") && !up.contains("DROP") && !down.contains("ADD"), "{up}");
        assert_eq!(fences(&parse("# A\n\n```sql\nselect 1\n```\n").document, &|named| named), []);
        let back =
            "# Milestone 1: A\n\n## Rollback Plan\n\n### Rollback Procedure\n\n```sql\nDROP TABLE a;\n```\n";
        let ways = fences(&parse(back).document, &|named| named);
        let [Ways { up: None, down: Some(down), .. }] = &ways[..] else { panic!("{ways:?}") };
        assert!(down.contains("DROP TABLE a"));
    }

    #[test]
    fn a_fence_that_names_its_engine_is_of_that_one() {
        let text = "# Milestone 1: A\n\n## Database Changes\n\n```sql mysql\nselect 1\n```\n\n```SQLite\nselect 2\n```\n\n```sql title=x\nselect 3\n```\n\n```pgsql\nselect 4\n```\n";
        let document = parse(text).document;
        let of = |otherwise: Option<Engine>| {
            let ways = fences(&document, &|named| named.or(otherwise));
            let number = |up: &str| up.chars().filter(char::is_ascii_digit).collect::<String>();
            ways.into_iter().map(|ways| (ways.engine, number(&ways.up.unwrap()))).collect::<Vec<_>>()
        };
        let (mariadb, sqlite, postgresql) =
            (Some(Engine::Mariadb), Some(Engine::Sqlite), Some(Engine::Postgresql));
        let two = |one: &str| one.to_owned();
        assert_eq!(
            of(None),
            [(mariadb, two("1")), (sqlite, two("2")), (None, two("3")), (postgresql, two("4"))]
        );
        // What names none is of the engine of the project, together with what names just that.
        assert_eq!(of(postgresql), [(mariadb, two("1")), (sqlite, two("2")), (postgresql, two("34"))]);
    }
}
