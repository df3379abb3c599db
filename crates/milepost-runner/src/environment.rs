//! What a check may see of our environment.

use std::collections::BTreeMap;

use milepost_system::System;

/// The variables that every check may see; a `*` at the end stands for any rest. None of them changes what a test
/// finds out, or the check could not find its tools without it.
pub const ALLOWED: &[&str] = &[
    "CARGO_HOME",
    "COREPACK_HOME",
    "GOPATH",
    "GOROOT",
    "HOME",
    "JAVA_HOME",
    "LANG",
    "LC_*",
    "LOGNAME",
    "NVM_DIR",
    "PATH",
    "PNPM_HOME",
    "PYENV_ROOT",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "SHELL",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "TZ",
    "USER",
    "VIRTUAL_ENV",
    "VOLTA_HOME",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
];

/// Whether a variable makes a shell something else than the strict one that runs a check: `SHELLOPTS=noexec` would let
/// every script pass, and a function of the environment takes the place of any command.
pub fn changes_the_shell(name: &str) -> bool {
    matches!(name, "SHELLOPTS" | "BASHOPTS" | "BASH_ENV" | "ENV" | "BASH_COMPAT" | "POSIXLY_CORRECT" | "PS4")
        || name.starts_with("BASH_FUNC_")
}

/// The environment of a check: the [`ALLOWED`] variables and the `passed` ones (also with `*`) as they are with us,
/// then the `set` ones over them. A variable named in `passed` that is not set with us is `None`: that it is unset
/// belongs to what the check has seen, and is not the same as empty. Values that are no UTF-8 are left out, and so is what
/// [`changes_the_shell`].
pub fn environment<S: AsRef<str>>(
    system: &dyn System,
    passed: &[S],
    set: &BTreeMap<String, String>,
) -> BTreeMap<String, Option<String>> {
    let exact = passed.iter().map(AsRef::as_ref).filter(|name| !name.ends_with('*'));
    let mut environment: BTreeMap<String, Option<String>> =
        exact.map(|name| (name.to_owned(), None)).collect();
    for (name, value) in system.vars() {
        let (Ok(name), Ok(value)) = (name.into_string(), value.into_string()) else { continue };
        let mut allowed = ALLOWED.iter().copied().chain(passed.iter().map(AsRef::as_ref));
        if allowed.any(|pattern| covers(pattern, &name)) {
            environment.insert(name, Some(value));
        }
    }
    environment.extend(set.iter().map(|(name, value)| (name.clone(), Some(value.clone()))));
    environment.retain(|name, _| !changes_the_shell(name));
    environment
}

fn covers(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use milepost_system::MemorySystem;

    use super::*;

    #[test]
    fn pitfall_08_only_what_is_allowed_passes_and_unset_is_not_empty() {
        let system = MemorySystem::new();
        system.set_var("PATH", "/bin").set_var("LC_TIME", "C").set_var("SECRET", "x").set_var("EMPTY", "");
        system.set_var("APP_A", "1");
        let set = BTreeMap::from([("CI".to_owned(), "true".to_owned())]);
        let found = environment(&system, &["EMPTY", "GONE", "APP_*"], &set);
        let expected = [
            ("APP_A", Some("1")),
            ("CI", Some("true")),
            ("EMPTY", Some("")),
            ("GONE", None),
            ("LC_TIME", Some("C")),
            ("PATH", Some("/bin")),
        ];
        let expected: BTreeMap<_, _> =
            expected.into_iter().map(|(n, v)| (n.to_owned(), v.map(str::to_owned))).collect();
        assert_eq!(found, expected);
    }
}
