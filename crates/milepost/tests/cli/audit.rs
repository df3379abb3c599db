//! Audits through the binary.

use milepost_testkit::{Milestone, Project};
use serde_json::Value;

use crate::MILEPOST;

/// Two milestones: one that claims too much, in a file whose name needs encoding, and one that is in order.
fn project() -> Project {
    let project = Project::new(MILEPOST);
    let one =
        Milestone::new(1, "Cart").section("Success Criteria", "- [ ] 🚧 see [the page](gone.md)").text();
    let two = Milestone::new(2, "Vouchers").section("Success Criteria", "- [ ] x: `true`").text();
    project
        .write("plan/milestone-1 cärt.md", one.replace("⏳ Planned", "✅ Completed"))
        .write("plan/milestone-2-vouchers.md", two)
        .commit("plan");
    project
}

#[test]
fn what_is_claimed_and_not_so_exits_1() {
    let project = project();
    project.milepost(&["audit"]).exits(1).says("completed-with-open-criteria").says("broken-link");
    project.milepost(&["audit", "plan/milestone-2-vouchers.md"]).exits(0).says("no findings");
    project.milepost(&["lint", "--rule", "missing-file"]).exits(2).says("milepost audit --rule missing-file");
}

#[test]
fn sarif_has_what_the_standard_requires() {
    let project = project();
    let run = project.milepost(&["audit", "--format", "sarif"]);
    run.exits(1);
    let log: Value = serde_json::from_str(&run.stdout).expect("the log is JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "milepost");
    let rules = driver["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert!(results.len() >= 2, "{results:?}");
    for result in results {
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(matches!(result["level"].as_str(), Some("error" | "warning" | "note")));
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "plan/milestone-1%20c%C3%A4rt.md");
        let base = place["artifactLocation"]["uriBaseId"].as_str().expect("a base");
        assert!(run["originalUriBaseIds"][base].is_object());
        for key in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(place["region"][key].as_u64().is_some_and(|number| number >= 1), "{key}: {place}");
        }
    }
    let link = results.iter().find(|result| result["ruleId"] == "broken-link").expect("the link");
    // `- [ ] ` is 6, the picture 2 and its blank 1, `see [the page](` 15: the target begins behind 24 code units.
    assert_eq!(link["locations"][0]["physicalLocation"]["region"]["startColumn"], 25);
    for rule in rules {
        assert!(rule["id"].is_string() && rule["shortDescription"]["text"].is_string(), "{rule}");
    }
}

#[test]
fn sarif_has_the_shape_of_the_standard() {
    let schema: Value = serde_json::from_str(include_str!("sarif-2.1.0.json")).expect("the schema is JSON");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    let project = project();
    project.write("plan/page.md", "# Page\n");
    let path = "plan/milestone-1 cärt.md";
    let text = project.read(path);
    project.write(path, text.replace("gone.md", "pgae.md")).commit("a link that can be put right");
    let run = project.milepost(&["audit", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&run.stdout).expect("the log is JSON");
    let flaws: Vec<String> =
        validator.iter_errors(&log).map(|flaw| format!("{}: {flaw}", flaw.instance_path())).collect();
    assert!(flaws.is_empty(), "{}", flaws.join("\n"));
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert!(results.iter().any(|result| result["fixes"].is_array()), "{results:?}");
    assert!(results.iter().any(|result| result["relatedLocations"].is_array()), "{results:?}");
    for (at, wrong) in [
        ("/version", Value::from("2.0.0")),
        ("/runs/0/results/0/level", Value::from("fatal")),
        ("/runs/0/results/0/locations/0/physicalLocation/region/startLine", Value::from(0)),
        ("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri", Value::from("a b ü.md")),
        ("/runs/0/tool/driver/name", Value::Null),
    ] {
        let mut log = log.clone();
        *log.pointer_mut(at).unwrap_or_else(|| panic!("no {at}")) = wrong;
        assert!(!validator.is_valid(&log), "{at}");
    }
}

/// The logs of all commands that write SARIF, against the schema that OASIS publishes.
#[test]
fn sarif_validates_against_the_official_schema() {
    let Some(path) = std::env::var_os("MILEPOST_SARIF_SCHEMA") else {
        eprintln!("SKIPPED: `MILEPOST_SARIF_SCHEMA` names no schema; `./test` fetches it");
        return;
    };
    // The pattern of its languages is no regular expression: a bracket is closed that was not opened.
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema: Value = serde_json::from_str(&text).unwrap();
    assert!(schema["$id"].as_str().unwrap().contains("oasis-tcs/sarif-spec"), "{}", schema["$id"]);
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    let project = project();
    project.write("plan/page.md", "# Page\n");
    project.write("db/0001-users.up.sql", "DROP TABLE users;\nSELEKT 1;\n");
    let path = "plan/milestone-1 cärt.md";
    let text = project.read(path);
    project.write(path, text.replace("gone.md", "pgae.md")).commit("a link that can be put right");
    for args in [&["audit"][..], &["lint"], &["hazards", "db"]] {
        let run = project.milepost(&[args, &["--format", "sarif"]].concat());
        let log: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.text()));
        let flaws: Vec<String> =
            validator.iter_errors(&log).map(|flaw| format!("{}: {flaw}", flaw.instance_path())).collect();
        assert!(flaws.is_empty(), "{args:?}: {}", flaws.join("\n"));
        assert!(!log["runs"][0]["results"].as_array().unwrap().is_empty(), "{args:?}");
        let mut wrong = log.clone();
        wrong["runs"][0]["results"][0]["level"] = Value::from("fatal");
        assert!(!validator.is_valid(&wrong), "{args:?}");
    }
}

#[test]
fn github_gets_annotations() {
    let project = project();
    let run = project.milepost(&["audit", "--format", "github", "--rule", "broken-link"]);
    run.exits(1);
    assert!(run.stdout.starts_with("::error file=plan/milestone-1 cärt.md,line="), "{}", run.stdout);
    assert!(run.stdout.contains("title=broken-link::"), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 1);
}

#[test]
fn a_baseline_survives_moves_and_names_what_is_gone() {
    let project = project();
    project.milepost(&["audit", "--write-baseline", "known.json"]).exits(0).says("known.json");
    project.milepost(&["audit", "--baseline", "known.json"]).exits(0);
    let path = "plan/milestone-1 cärt.md";
    let text = project.read(path);
    project.write(path, text.replace("# Milestone 1", "\n\n\n# Milestone 1"));
    project.milepost(&["audit", "--baseline", "known.json"]).exits(0);
    project.write(path, text.replace("gone.md", "missing.md"));
    let run = project.milepost(&["audit", "--baseline", "known.json"]);
    run.exits(1).says("missing.md").says("gone: ");
    project.write("other.json", "{}");
    project.milepost(&["audit", "--baseline", "other.json"]).exits(2).says("no baseline of findings");
    project.milepost(&["audit", "--baseline", "absent.json"]).exits(2).says("--write-baseline");
}

#[test]
fn since_sees_changed_lines_and_what_they_contradict() {
    let project = project();
    project.milepost(&["audit", "--since", "HEAD"]).exits(0);
    let path = "plan/milestone-2-vouchers.md";
    let text = project.read(path);
    project.write(path, text.replace("⏳ Planned", "✅ Completed"));
    let run = project.milepost(&["audit", "--since", "HEAD", "--concise"]);
    run.exits(1).says("milestone-2-vouchers.md").keeps_silent_on("cärt");
    project.milepost(&["audit", "--since", "nowhere"]).exits(2).says("`nowhere` names no commit");
}

#[test]
fn history_tells_what_never_was_and_what_is_gone() {
    let project = Project::new(MILEPOST);
    project.write("src/old.ts", "old\n").write("README.md", "# Shop\n").commit("begin");
    let files = "### New Files to Create\n\n- `src/old.ts`\n- `src/never.ts`\n\n## Success Criteria";
    let text = Milestone::new(1, "Cart").section("Success Criteria", "- [x] x: `true`").text();
    let text = text.replace("## Success Criteria", files);
    project.write("plan/milestone-1-cart.md", text.replace("⏳ Planned", "✅ Completed")).commit("plan");
    project.git(&["rm", "-q", "src/old.ts"]);
    project.commit("remove");
    let run = project.milepost(&["audit", "--rule", "missing-file", "--concise"]);
    run.exits(1);
    assert!(run.stdout.contains("warning: completed, but `src/never.ts` was never"), "{}", run.stdout);
    assert!(run.stdout.contains("note: `src/old.ts` was moved or removed since"), "{}", run.stdout);
}

#[test]
fn an_allowance_needs_a_reason() {
    let project = project();
    let path = "plan/milestone-1 cärt.md";
    let text = project.read(path);
    let allowed =
        |comment: &str| text.replace("(gone.md)", &format!("(gone.md) <!-- milepost: {comment} -->"));
    project.write(path, allowed("allow broken-link because \"it comes with the release\""));
    project.milepost(&["audit", "--rule", "broken-link"]).exits(0);
    for bare in ["allow broken-link", "allow broken-link because \"\"", "allow broken-link because \" \""] {
        project.write(path, allowed(bare));
        project.milepost(&["audit", "--rule", "broken-link"]).exits(1);
        project.milepost(&["lint", "--rule", "annotation-syntax"]).exits(1);
    }
}
