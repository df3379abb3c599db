//! What is wrong with `[database]`.

use milepost_portfolio::nearest;
use milepost_runner::changes_the_shell;

use super::{
    Config, DatabaseConfig, History,
    mistake::{Mistake, place},
};

/// The first mistake.
pub(super) fn database_mistake(config: &Config, text: &str) -> Option<Mistake> {
    let database = config.database.as_ref()?;
    commands(database, text)
        .or_else(|| variables(database, text))
        .or_else(|| scratch(database, text))
        .or_else(|| folder(database, text))
        .or_else(|| history(database, text))
        .or_else(|| checks(config, database, text))
}

fn at(text: &str, path: &[&str], message: String, hint: impl Into<String>) -> Mistake {
    Mistake { span: place(text, &[&["database"], path].concat()), message, hint: Some(hint.into()) }
}

fn commands(database: &DatabaseConfig, text: &str) -> Option<Mistake> {
    let commands = [
        ("up", Some(&database.up)),
        ("seed", database.seed.as_ref()),
        ("prepare", database.prepare.as_ref()),
    ];
    let (key, _) =
        commands.into_iter().find(|(_, command)| command.is_some_and(|command| command.trim().is_empty()))?;
    Some(at(text, &[key], "the command is empty".to_owned(), "write the command, or leave the key out"))
}

fn variables(database: &DatabaseConfig, text: &str) -> Option<Mistake> {
    if database.env.is_empty() {
        let message = "`env` is empty, so no command would find the database of a rehearsal".to_owned();
        let word = database.engine.words()[0];
        let hint =
            format!("name the variable that the project reads: `env = {{ DATABASE_URL = \"{{{word}}}\" }}`");
        return Some(at(text, &["env"], message, hint));
    }
    for (name, value) in &database.env {
        if changes_the_shell(name) {
            let message =
                format!("`{name}` cannot be set: it changes what the shell is that runs the commands");
            return Some(at(text, &["env", name], message, "put what it does into the command itself"));
        }
        let known = database.engine.words();
        if let Some(unknown) = words(value).find(|word| !known.contains(word)) {
            let list: Vec<String> = known.iter().map(|word| format!("`{{{word}}}`")).collect();
            let message = format!("`{{{unknown}}}` is not known; known are {}", list.join(", "));
            let near = nearest(unknown, known.iter().copied());
            let hint = near.map_or_else(
                || "write one of these, or none".to_owned(),
                |near| format!("did you mean `{{{near}}}`?"),
            );
            return Some(at(text, &["env", name], message, hint));
        }
    }
    let tells = |value: &String| words(value).next().is_some();
    (!database.env.values().any(tells)).then(|| {
        let message = "no value of `env` says where the database of a rehearsal is".to_owned();
        at(text, &["env"], message, format!("put `{{{}}}` into one of them", database.engine.words()[0]))
    })
}

/// The words in braces: letters alone, for JSON may stand there too.
fn words(value: &str) -> impl Iterator<Item = &str> {
    value
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(word, _)| word)
        .filter(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()))
}

fn scratch(database: &DatabaseConfig, text: &str) -> Option<Mistake> {
    let name = database.scratch.as_ref()?;
    if database.engine == super::DatabaseEngine::Sqlite {
        let message = "SQLite has no server: a rehearsal makes a file of its own".to_owned();
        return Some(at(text, &["scratch"], message, "leave `scratch` out"));
    }
    if database.env.contains_key(name) {
        let message = format!("`{name}` is named in `env` as the project's own database");
        return Some(at(text, &["scratch"], message, "name a variable with the URL of another server"));
    }
    name.contains("://").then(|| {
        let message = "`scratch` names a variable, and this is a URL".to_owned();
        at(text, &["scratch"], message, "put the URL into a variable, and its name here")
    })
}

fn folder(database: &DatabaseConfig, text: &str) -> Option<Mistake> {
    let folder = database.migrations.as_ref()?;
    let inside = !folder.starts_with('/') && !folder.split('/').any(|part| part == "..");
    (!inside || folder.is_empty()).then(|| {
        let message = format!("`{folder}` is no folder of the project");
        at(text, &["migrations"], message, "write its path from the project's root")
    })
}

fn history(database: &DatabaseConfig, text: &str) -> Option<Mistake> {
    let sets_back = database.undone.as_ref().is_some_and(|undone| !undone.trim().is_empty());
    (database.history == Some(History::Append) && sets_back).then(|| {
        let message = "`undone` sets books back to which `history = \"append\"` adds".to_owned();
        at(text, &["undone"], message, "leave one of the two out")
    })
}

fn checks(config: &Config, database: &DatabaseConfig, text: &str) -> Option<Mistake> {
    let is_known = |name: &String| config.checks.contains_key(name) || config.suites.contains_key(name);
    let (place, unknown) = database.checks.iter().enumerate().find(|(_, name)| !is_known(name))?;
    let known = config.checks.keys().chain(config.suites.keys()).map(String::as_str);
    let hint = nearest(unknown, known).map_or_else(
        || "name a table of `[checks]` or `[suites]`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("`{unknown}` is neither a check nor a suite");
    Some(at(text, &["checks", &place.to_string()], message, hint))
}

#[cfg(test)]
mod tests {
    use crate::config::{ConfigError, parse};

    /// What is wrong, and the marked text.
    fn wrong(settings: &str) -> (String, String) {
        let text = format!("[suites.unit]\nrun = 'x'\n[database]\n{settings}\n");
        let ConfigError::Syntax { span, message, hint, .. } = parse(text.as_bytes()).unwrap_err() else {
            panic!("{text}")
        };
        assert!(hint.is_some_and(|hint| !hint.is_empty()), "{message}");
        (message, span.text(&text).to_owned())
    }

    const SQLITE: &str = "engine = 'sqlite'\nup = 'up'";

    #[test]
    fn what_is_right_is_read() {
        let text = format!("[database]\n{SQLITE}\nenv = {{ A = 'file:{{path}}?x={{}}' }}\n");
        assert_eq!(parse(text.as_bytes()).unwrap().database.unwrap().env["A"], "file:{path}?x={}");
    }

    #[test]
    fn mistakes_have_a_place_and_a_next_step() {
        let cases = [
            ("env = {}", "`env` is empty", "{}"),
            ("env = { A = 'x' }", "no value of `env` says where", "{ A = 'x' }"),
            ("env = { A = '{url}' }", "`{url}` is not known", "'{url}'"),
            ("env = { BASH_ENV = '{path}' }", "cannot be set", "'{path}'"),
            ("env = { A = '{path}' }\nseed = ' '", "the command is empty", "' '"),
            ("env = { A = '{path}' }\nscratch = 'B'", "SQLite has no server", "'B'"),
            ("env = { A = '{path}' }\nmigrations = '../x'", "is no folder of the project", "'../x'"),
            (
                "env = { A = '{path}' }\nhistory = 'append'\nundone = 'delete from a'",
                "`undone` sets books back",
                "'delete from a'",
            ),
            ("env = { A = '{path}' }\nchecks = ['unti']", "neither a check nor a suite", "'unti'"),
        ];
        for (settings, says, marked) in cases {
            let (message, place) = wrong(&format!("{SQLITE}\n{settings}"));
            assert!(message.contains(says), "{settings}: {message}");
            assert_eq!(place, marked, "{settings}");
        }
    }

    #[test]
    fn the_projects_own_database_is_no_scratch_database() {
        let server = "engine = 'postgresql'\nup = 'up'\nenv = { DATABASE_URL = '{url}' }";
        let (message, place) = wrong(&format!("{server}\nscratch = 'DATABASE_URL'"));
        assert!(message.contains("project's own database"), "{message}");
        assert_eq!(place, "'DATABASE_URL'");
        let (message, _) = wrong(&format!("{server}\nscratch = 'postgresql://localhost/x'"));
        assert!(message.contains("this is a URL"), "{message}");
    }
}
