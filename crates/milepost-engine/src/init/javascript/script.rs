//! What a script of `package.json` comes down to.

use super::package::Package;

/// The command at the end of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Script {
    /// Its program: `vitest`.
    pub(super) tool: String,
    /// The words after it.
    pub(super) arguments: Vec<String>,
    /// Whether arguments that are added to the call of the script reach it.
    pub(super) takes_arguments: bool,
}

/// What is put before a command.
const WRAPPERS: &[&[&str]] = &[
    &["npx"],
    &["bunx"],
    &["pnpm", "exec"],
    &["npm", "exec", "--"],
    &["yarn", "exec"],
    &["cross-env"],
    &["env"],
    &["dotenv", "--"],
    &["bun", "--bun"],
    &["bun", "x"],
];

impl Script {
    /// Reads a script, following calls of other scripts of the same package.
    pub(super) fn of(package: &Package<'_>, name: &str) -> Option<Self> {
        Self::followed(package, name, 4)
    }

    fn followed(package: &Package<'_>, name: &str, depth: usize) -> Option<Self> {
        let text = package.script(name)?;
        let script = Self::parse(text)?;
        let called = called_script(&script).filter(|called| depth > 0 && *called != name);
        match called.and_then(|called| Self::followed(package, called, depth - 1)) {
            Some(inner) => Some(Self { takes_arguments: false, ..inner }),
            None => Some(script),
        }
    }

    /// Reads the last command of a line.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let last = text.rsplit(['&', ';', '|']).next()?.trim();
        let mut words: Vec<&str> = last.split_whitespace().collect();
        loop {
            let assignment = words.first().is_some_and(|word| {
                word.split_once('=').is_some_and(|(name, _)| {
                    !name.is_empty() && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
                })
            });
            let wrapper =
                WRAPPERS.iter().find(|wrapper| words.starts_with(wrapper) && words.len() > wrapper.len());
            match (assignment, wrapper) {
                (true, _) => drop(words.remove(0)),
                (false, Some(wrapper)) => drop(words.drain(..wrapper.len())),
                (false, None) => break,
            }
        }
        let (tool, arguments) = words.split_first()?;
        Some(Self {
            tool: tool.rsplit('/').next().unwrap_or(tool).to_owned(),
            arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
            // What follows a quoted list of commands or a redirection does not belong to the command.
            takes_arguments: !text.contains(['>', '`', '(']),
        })
    }

    /// Whether one of its words is this.
    pub(super) fn has(&self, word: &str) -> bool {
        self.arguments.iter().any(|argument| argument == word || argument.starts_with(&format!("{word}=")))
    }
}

/// The script that a call of a package manager means.
fn called_script(script: &Script) -> Option<&str> {
    let words: Vec<&str> = script.arguments.iter().map(String::as_str).collect();
    match (script.tool.as_str(), words.as_slice()) {
        ("npm" | "pnpm" | "yarn" | "bun", ["run" | "run-script", name, ..]) => Some(name),
        ("npm" | "pnpm", ["test" | "t", ..]) => Some("test"),
        ("pnpm" | "yarn", [name, ..]) if !name.starts_with('-') => Some(name),
        ("run-s" | "npm-run-all", names) => names.iter().rfind(|name| !name.starts_with('-')).copied(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_command_of_a_script() {
        for (text, tool, takes) in [
            ("vitest run tests/unit/", "vitest", true),
            ("tsc -b && vitest run", "vitest", true),
            ("cross-env NODE_ENV=test CI=1 npx jest --runInBand", "jest", true),
            ("node --test", "node", true),
            ("./node_modules/.bin/mocha", "mocha", true),
            ("vitest run > log.txt", "vitest", false),
            ("turbo run test", "turbo", true),
        ] {
            let script = Script::parse(text).unwrap();
            assert_eq!((script.tool.as_str(), script.takes_arguments), (tool, takes), "{text}");
        }
        assert_eq!(Script::parse(""), None);
    }
}
