//! What the commands print with `--json`, held against the published schemas.

use std::{cell::RefCell, collections::BTreeSet, path::Path};

use milepost_testkit::{Milestone, Project};
use serde_json::Value;

use crate::{MILEPOST, terminal::Terminal};

/// Holds documents against their schemas, and remembers which ones it saw.
#[derive(Default)]
struct Schemas {
    seen: RefCell<BTreeSet<String>>,
}

impl Schemas {
    fn folder() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas/v1")
    }

    /// Runs a command and holds what it prints.
    #[track_caller]
    fn run(&self, project: &Project, format: &str, args: &[&str]) -> Value {
        let run = project.milepost(&[args, &["--json"]].concat());
        let value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.text()));
        self.holds(&value, format, &run.command);
        value
    }

    #[track_caller]
    fn holds(&self, value: &Value, format: &str, command: &str) {
        assert_eq!(value["format"], format!("milepost.{format}/1"), "{command}");
        let path = Self::folder().join(format!("{format}.schema.json"));
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut schema: Value = serde_json::from_str(&text).unwrap();
        close(&mut schema);
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let flaws: Vec<String> =
            validator.iter_errors(value).map(|flaw| format!("{}: {flaw}", flaw.instance_path())).collect();
        assert!(flaws.is_empty(), "`{command}` does not fit `{format}`:\n{}\n{value:#}", flaws.join("\n"));
        self.seen.borrow_mut().insert(format.to_owned());
    }
}

/// Readers have to take fields that they do not know, so the published schemas allow them. Here each one has to be
/// described.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.contains_key("properties") {
                object.entry("additionalProperties").or_insert(Value::Bool(false));
            }
            object.values_mut().for_each(close);
        }
        Value::Array(list) => list.iter_mut().for_each(close),
        _ => {}
    }
}

fn project() -> Project {
    let project = Project::new(MILEPOST);
    let criteria = "- [ ] One: `test -d plan`\n- [x] Two: `test -f built`\n- [ ] Somebody agrees";
    let text = Milestone::new(1, "Json").section("Success Criteria", criteria).text();
    project.write("plan/milestone-1-json.md", &text);
    let other = text.replace("Milestone 1: Json", "Milestone 2: Other");
    project.write("plan/milestone-3-another.md", other.replace("Milestone 2: Other", "Milestone 3: Another"));
    project.write("plan/milestone-2-other.md", other + "\nSee [nothing](nowhere.md).\n");
    project.write(".milepost/allowed_signers", project.allowed_signer());
    project.write(".gitignore", "built\n").commit("plan");
    project
}

/// A milestone with a task.
fn tasks() -> Project {
    let project = Project::new(MILEPOST);
    let text =
        "# Milestone 1: Json\n\n**Status**: Planned\n\n### Task Breakdown\n\n- [ ] Task 1: One (2 hours)\n";
    project.write("plan/milestone-1-json.md", text).commit("plan");
    project
}

/// A table of which one value is wrong and one is not understood.
fn drifted() -> Project {
    let project = project();
    let table = "| Milestone | Status |\n|---|---|\n| [One](milestone-1-json.md) | done |\n| [Two](milestone-2-other.md) | ? |\n";
    project.write("plan/README.md", format!("# Initiative: Json\n\n{table}"));
    project
}

#[test]
fn every_command_prints_what_its_schema_says() {
    let (project, schemas) = (project(), Schemas::default());
    let digest = project.digest("1");
    let run = |format: &str, args: &[&str]| schemas.run(&project, format, args);
    run("version", &["--version"]);
    run("status", &[]);
    schemas.run(&drifted(), "sync", &["sync", "--check"]);
    run("next", &["next"]);
    run("lint", &["lint"]);
    run("graph", &["graph"]);
    run("search", &["search", "plan"]);
    run("diff-plan", &["diff-plan", "HEAD"]);
    run("mv", &["mv", "--dry-run", "2", "plan/milestone-2-new.md"]);
    project.write("migrations/0001-a.up.sql", "DROP TABLE users;\n");
    schemas.run(&project, "hazards", &["hazards", "migrations"]);
    schemas.run(&project, "policy-explain", &["policy", "explain"]);
    run("doctor", &["doctor"]);
    run("rule", &["explain", "--rule", "broken-link"]);
    run("explain", &["explain", "1"]);
    run("explain", &["explain", "1#1"]);
    run("error", &["show", "nothing"]);
    run("error", &["complete", "1"]);
    run("error", &["--bogus"]);

    run("log", &["log", "90m", "1", "--note", "begun"]);
    run("report", &["log"]);
    run("report", &["report", "time", "--by", "milestone"]);
    run("track", &["track", "start", "1"]);
    run("track", &["track", "drop"]);
    run("track-suggest", &["track", "suggest"]);
    run("status", &["status", "--since", "HEAD"]);
    schemas.run(&tasks(), "forecast", &["forecast", "1", "--what-if", "drop 1", "--what-if", "add 2h More"]);
    let notes = tasks();
    schemas.run(&notes, "decide", &["decide", "Yes", "--why", "so", "--adr"]);
    schemas.run(&notes, "supersede", &["supersede", "1", "No"]);
    schemas.run(&notes, "learn", &["learn", "More"]);
    schemas.run(&notes, "ask", &["ask", "Why task 1?"]);
    schemas.run(&notes, "answer", &["answer", "1", "Because"]);
    schemas.run(&tasks(), "done", &["done", "1"]);

    run("defer", &["defer", "2", "--reason", "later"]);
    run("archive", &["archive", "2", "--reason", "never"]);
    run("cancel", &["cancel", "3", "--reason", "not at all"]);
    project.commit("later");
    run("ready", &["ready", "1"]);
    project.commit("ready");
    run("start", &["start", "1", "--allow-digest", &digest, "--commit"]);
    run("verify", &["verify", "1", "--allow-digest", &digest, "--write"]);
    run("rehearse", &["rehearse", "1", "--dry-run"]);
    run("why", &["why", "1#two"]);
    project.write("built", "now");
    project.write("more", "stale").commit("more");
    run("why", &["why", "1#one"]);
    run("block", &["block", "1", "--reason", "rain", "--commit"]);
    run("unblock", &["unblock", "1", "--reason", "sun", "--commit"]);
    run("signoff", &["signoff", "1"]);
    run("signoff", &["signoff", "1#somebody", "--note", "seen"]);
    run("waive", &["waive", "1#two", "--why", "not now", "--until", "2199-01-01"]);
    project.commit("signed");
    run("show", &["show", "1"]);
    run("complete", &["complete", "1", "--allow-digest", &digest, "--commit"]);
    run("reopen", &["reopen", "1", "--reason", "more to do", "--commit"]);
    run("new", &["new", "milestone", "Third"]);
    project.commit("third");

    let log = run("ledger-log", &["ledger", "log"]);
    for kind in ["attestation", "baseline", "check-run", "sign-off", "transition", "waiver"] {
        let records = log["records"].as_array().unwrap();
        let record = records.iter().find(|record| record["kind"] == kind);
        let digest = record.unwrap_or_else(|| panic!("no {kind}"))["digest"].as_str().unwrap();
        let digest = digest.trim_start_matches("sha256:");
        run("ledger-show", &["ledger", "show", digest]);
        if kind == "attestation" {
            let folder = project.outside("export");
            run("ledger-export", &["ledger", "export", "--attestation", digest, folder.to_str().unwrap()]);
        }
    }
    run("ledger-verify", &["ledger", "verify"]);
    run("ledger-gc", &["ledger", "gc", "--dry-run"]);
    let records = project.outside("records.jsonl");
    run("ledger-export", &["ledger", "export", "--records", records.to_str().unwrap()]);
    run("ledger-import", &["ledger", "import", records.to_str().unwrap()]);
    metrics(&schemas);
    steps(&schemas);
    rolled_back(&schemas);
    tests_by_id(&schemas);
    keys(&project, &schemas);
    imports(&schemas);
    setup(&schemas);
    trust(&project, &schemas);
    flaws(&project, &schemas);

    let in_flight =
        Milestone::new(5, "In Flight").section("Success Criteria", "- [ ] x: `test -d plan`").text();
    project.write("plan/milestone-5-in-flight.md", in_flight).commit("in flight");
    let digest = project.digest("5");
    run("adopt", &["adopt", "5", "--allow-digest", &digest]);

    let args = ["verify", "5", "--force", "--allow-digest", &digest, "--reporter", "json"];
    let stream = project.milepost(&args);
    let lines: Vec<Value> = stream.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (report, events) = lines.split_last().unwrap();
    schemas.holds(report, "verify", &stream.command);
    for event in events {
        schemas.holds(event, "event", &stream.command);
    }

    let published = published();
    assert_eq!(published, *schemas.seen.borrow(), "every published schema was held against something");
}

/// A metric that was measured, and one that was not.
fn metrics(schemas: &Schemas) {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Metrics")
        .section("Success Criteria", "- [ ] Small <!-- milepost: metric rows <= 10 -->")
        .text();
    let settings = "[metrics.rows]\nrun = 'echo rows 7'\nmeasure = 'stdout'\npattern = 'rows ([0-9]+)'\nbudget = '<= 10'\n\
        [metrics.time]\nrun = 'true'\n";
    project.write("milepost.toml", settings).write("plan/milestone-1-metrics.md", text).commit("plan");
    let digest = project.digest("1");
    project.milepost(&["verify", "1", "--allow-digest", &digest]).exits(0);
    let all = schemas.run(&project, "metrics", &["metrics"]);
    let rows = &all["metrics"][0];
    assert_eq!((&rows["name"], &rows["moments"][0]["candidate"]), (&"rows".into(), &7.0.into()), "{all:#}");
    assert_eq!(rows["moments"][0]["decision"], "within", "{all:#}");
    assert_eq!(all["metrics"][1]["moments"].as_array().unwrap().len(), 0, "{all:#}");
    let told = project.milepost(&["metrics"]);
    told.exits(0).says("▅  7  1 measurement").says("never measured");
    project.milepost(&["metrics", "rows", "--svg", "rows.svg"]).exits(0).says("7 in each of 2 runs");
    assert!(project.read("rows.svg").contains("<circle"), "{}", project.read("rows.svg"));
    let tried = schemas.run(&project, "metrics", &["metrics", "--preflight", "--allow-digest", &digest]);
    let rows = &tried["preflight"][0];
    assert_eq!((&rows["readiness"], &rows["needed"]), (&"ready".into(), &2.into()), "{tried:#}");
    assert_eq!(rows["values"].as_array().unwrap().len(), 8, "{tried:#}");
    project.milepost(&["metrics", "raws"]).exits(2).says("`raws` is no metric");
}

/// A milestone that is rolled back.
fn rolled_back(schemas: &Schemas) {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Json").section("Success Criteria", "- [ ] One: `test -f one`").text();
    let procedure =
        "\n## Rollback Plan\n\n### Rollback Procedure\n\n```bash\ngit revert --no-edit main..HEAD\n```\n";
    project.write("plan/milestone-1-json.md", text + procedure);
    project.write(".milepost/allowed_signers", project.allowed_signer()).commit("plan");
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    project.write("one", "1").commit("work");
    let digest = project.milepost(&["trust", "1", "--class", "literal", "--digest"]);
    let allow = ["--allow-digest", digest.stdout.trim()];
    let planned = [&["rollback", "1", "--literal", "--dry-run"], &allow[..]].concat();
    let planned = schemas.run(&project, "rollback-literal", &planned);
    assert!(planned["state"] == "planned" && project.has("one"), "{planned:#}");
    let digest = project.milepost(&["trust", "1", "--class", "rollback", "--digest"]);
    let allow = ["--allow-digest", digest.stdout.trim()];
    project.milepost(&[&["rehearse", "1"], &allow[..]].concat()).exits(0);
    let plan =
        schemas.run(&project, "rollback-plan", &[&["rollback", "1", "--dry-run"], &allow[..]].concat());
    assert!(plan["database"].is_null() && plan["files"][0] == "one", "{plan:#}");
    let agreed = ["rollback", "1", "--reason", "no", "--plan", plan["token"].as_str().unwrap()];
    let done = schemas.run(&project, "rollback", &[&agreed[..], &allow[..]].concat());
    assert!(done["state"] == "finished" && !project.has("one"), "{done:#}");
    schemas.run(&project, "rollback", &["rollback", "--status"]);
}

/// Steps that run, one of which fails.
fn steps(schemas: &Schemas) {
    let project = Project::new(MILEPOST);
    let text = Milestone::new(1, "Json").section("Success Criteria", "- [ ] One: `test -f one`").text();
    let steps = "\n## Implementation Steps\n\n- [ ] Make it\n\n  ```bash\n  touch one\n  ```\n\n- [ ] Look\n\n  ```bash\n  test -f two\n  ```\n\n- Say it\n";
    project.write("plan/milestone-1-json.md", text + steps);
    project.write(".milepost/allowed_signers", project.allowed_signer()).commit("plan");
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    let planned = schemas.run(&project, "run", &["run", "1", "--dry-run"]);
    assert!(planned["state"] == "planned" && !project.has("one"), "{planned:#}");
    let digest = project.milepost(&["trust", "1", "--class", "run", "--digest"]);
    let failed = schemas.run(&project, "run", &["run", "1", "--allow-digest", digest.stdout.trim()]);
    assert!(
        failed["stopped"]["why"] == "failed" && failed["written"].as_array().unwrap().len() == 2,
        "{failed:#}"
    );
    schemas.run(&project, "run", &["run", "1", "--status"]);
    schemas.run(&project, "run", &["run", "1", "--abort"]);
}

/// Tests by id: one is lost, acknowledged and counts again; one is flaky.
fn tests_by_id(schemas: &Schemas) {
    let project = Project::new(MILEPOST);
    let fence = "```bash\nsh tests.sh\n```";
    let text = Milestone::new(1, "Tests")
        .section("Unit Tests", fence)
        .section("Success Criteria", "- [ ] All existing tests still passing")
        .text();
    let report =
        "[suites.unit]\nrun = 'sh tests.sh'\nreport = { format = 'junit', path = 'out/report.xml' }\n";
    let script = |cases: &str| {
        format!(
            "mkdir -p out\ncat > out/report.xml <<'END'\n<testsuite name=\"s\">{cases}</testsuite>\nEND\n"
        )
    };
    let case = |name: &str| format!("<testcase name=\"{name}\"/>");
    project.write("milepost.toml", report).write(".gitignore", "out\n");
    project.write(".milepost/allowed_signers", project.allowed_signer());
    project
        .write("tests.sh", script(&(case("adds") + &case("prints"))))
        .write("plan/milestone-1-tests.md", text);
    project.commit("plan");
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    let flaky = "<testcase name=\"adds\"><flakyFailure message=\"late\"/></testcase>";
    project.write("tests.sh", script(flaky)).commit("work");
    let digest = project.digest("1");
    project.milepost(&["verify", "1", "--allow-digest", &digest]);
    let found = schemas.run(&project, "tests-diff", &["tests", "diff", "1"]);
    assert_eq!(found["comparison"]["lost"][0]["id"], "s/prints", "{found:#}");
    let flaky = schemas.run(&project, "tests-flaky", &["tests", "flaky", "1"]);
    assert_eq!(flaky["tests"][0]["id"], "s/adds", "{flaky:#}");
    schemas.run(&project, "tests-flaky", &["tests", "flaky", "1", "--test", "s/prints"]);
    let args = ["tests", "acknowledge", "1", "s/prints", "--why", "it printed nothing"];
    let made = schemas.run(&project, "tests-acknowledge", &args);
    let record = made["record"].as_str().unwrap();
    schemas.run(&project, "tests-revoke", &["tests", "revoke", record, "--why", "it did"]);
}

/// The key of the machine.
fn keys(project: &Project, schemas: &Schemas) {
    let shown = schemas.run(project, "key-show", &["key", "show"]);
    assert!(!shown["certificates"].as_array().unwrap().is_empty(), "{shown:#}");
    schemas.run(project, "key-rotate", &["key", "rotate"]);
    schemas.run(project, "key-certify", &["key", "certify", "--days", "7", "--this-repository"]);
    let args = ["key", "revoke", shown["fingerprint"].as_str().unwrap(), "--reason", "stolen"];
    schemas.run(project, "key-revoke", &args);
    let none = Project::new(MILEPOST);
    assert_eq!(schemas.run(&none, "key-show", &["key", "show"])["fingerprint"], Value::Null);
}

/// What is made of another tool's work, what was made before, and what is left.
fn imports(schemas: &Schemas) {
    let project = Project::new(MILEPOST);
    project.write(".beans/shop-1a2b--cards.md", "---\ntitle: Cards\nstatus: todo\n---\n\n- [ ] a\n");
    project.write(".beans/notes.md", "# Notes\n").commit("beans");
    let printed = schemas.run(&project, "import", &["import", ".beans", "--print"]);
    assert!(printed["imported"][0]["text"].is_string() && printed["dryRun"] == true, "{printed:#}");
    assert_eq!(printed["left"].as_array().unwrap().len(), 1, "{printed:#}");
    schemas.run(&project, "import", &["import", ".beans"]);
    let again = schemas.run(&project, "import", &["import", ".beans"]);
    assert_eq!(again["already"].as_array().unwrap().len(), 1, "{again:#}");
}

/// What `init` looks at and writes.
fn setup(schemas: &Schemas) {
    let project = Project::new(MILEPOST);
    project.write("Cargo.toml", "[package]\nname = \"till\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    project.write("package.json", r#"{ "name": "till", "scripts": { "test": "vitest run --coverage" } }"#);
    let criteria = "- [ ] All tests pass\n- [ ] Somebody agrees\n- [ ] One: `test -d src`";
    let text = Milestone::new(1, "Till").section("Success Criteria", criteria).text();
    project.write("docs/milestones/milestone-1-till.md", text).commit("till");
    let proposed = schemas.run(&project, "init", &["init", "--dry-run"]);
    for field in ["found", "commands", "bindings"] {
        assert!(!proposed[field].as_array().unwrap().is_empty(), "nothing in `{field}`: {proposed:#}");
    }
    schemas.run(&project, "init", &["init"]);
    schemas.run(&project, "init-extras", &["init", "--git", "--agents"]);
}

/// Grants, which somebody gives at a terminal.
fn trust(project: &Project, schemas: &Schemas) {
    let criteria = "- [ ] One: `sh ./x.sh`\n- [ ] Two: `sh ./absent.sh`";
    let text = Milestone::new(7, "Trusted").section("Success Criteria", criteria).text();
    let path = "plan/milestone-7-trusted.md";
    project.write(path, &text).write("x.sh", "true\n").commit("trusted");
    schemas.run(project, "trust", &["trust", "show", "7"]);
    let mut terminal = Terminal::start(project, (50, 100), &[], &["trust", "7"]);
    terminal.says("[y =").types("y\r");
    assert_eq!(terminal.ends().code(), Some(0), "{}", terminal.text());
    let granted = schemas.run(project, "trust", &["trust", "show", "7"]);
    assert_eq!(granted["granted"]["by"], "grant");
    let listed = schemas.run(project, "trust-list", &["trust", "list"]);
    assert_eq!(listed["grants"][0]["standing"], "holds");
    project.write(path, text.replace("./x.sh", "./x.sh now"));
    let changed = schemas.run(project, "trust", &["trust", "show", "7"]);
    assert!(changed["before"].is_object(), "{changed:#}");
    let revoked = schemas.run(project, "trust-revoke", &["trust", "revoke", "7"]);
    assert_eq!(revoked["revoked"].as_array().unwrap().len(), 1);
    project.remove(path).commit("gone");
}

/// What is found, what of it is known, and what of that is gone.
fn flaws(project: &Project, schemas: &Schemas) {
    let path = "plan/milestone-7-flawed.md";
    let criteria = "- [ ] One: see [this](nowhere.md)\n- [x] Two";
    let text = Milestone::new(7, "Flawed").section("Success Criteria", criteria).text();
    project.write(path, &text).commit("flawed");
    let kept = project.outside("kept.json");
    let kept = kept.to_str().unwrap();
    let written = schemas.run(project, "baseline", &["audit", "--write-baseline", kept]);
    let known = schemas.run(project, "audit", &["audit", "--baseline", kept]);
    assert!(known["known"].as_u64() > Some(0) && known["known"] == written["findings"], "{known:#}");
    project.write(path, text.replace("[this](nowhere.md)", "this"));
    let gone = schemas.run(project, "audit", &["audit", "--baseline", kept]);
    assert_eq!(gone["gone"].as_array().unwrap().len(), 1, "{gone:#}");
    let message = project.outside("message");
    std::fs::write(&message, "words\n").unwrap();
    let versions = ["# A\n", "# A\n\nB\n", "# A\n\nC\n"].map(|text| {
        let file = project.outside(&format!("version-{}", text.replace(char::is_whitespace, "")));
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    });
    let [base, ours, theirs] = versions.each_ref().map(String::as_str);
    let merge = schemas.run(project, "merge-driver", &["merge-driver", base, ours, theirs, "7", "docs/a.md"]);
    assert_eq!(merge["conflicts"], 1, "{merge:#}");
    schemas.run(project, "hook", &["hook", "commit-msg", message.to_str().unwrap()]);
    project.remove(path).commit("gone");
}

fn published() -> BTreeSet<String> {
    let files = std::fs::read_dir(Schemas::folder()).unwrap().flatten();
    files
        .filter_map(|file| Some(file.file_name().to_str()?.strip_suffix(".schema.json")?.to_owned()))
        .collect()
}

/// Every format that the commands name in their code.
fn named() -> BTreeSet<String> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands")];
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let answers = text.split("answer(").skip(1);
            let names = answers.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
            found.extend(names.map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_format_has_a_schema() {
    let (published, named) = (published(), named());
    assert!(named.len() > 20, "the code names its formats in another way: {named:?}");
    let missing: Vec<&String> = named.difference(&published).collect();
    assert!(missing.is_empty(), "no schema in `xtask/src/schemas`: {missing:?}");
}
