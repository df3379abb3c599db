//! A plan names files and settings: `complete` holds the work against them.

use milepost_testkit::{Milestone, Project};
use serde_json::Value;

use crate::MILEPOST;

const PLAN: &str = "
## Scope & Deliverables

### Out of Scope
- The old till in `legacy/` (next year)

## Technical Design

### Code Changes

#### Files to Modify
- `src/a.txt`: better

#### New Files to Create
- `src/new.txt`: new

### Configuration Changes

```bash
export TILL_PORT=8080
TILL_NAME=shop
```

## Rollback Plan

### Rollback Procedure

```bash
git revert --no-edit HEAD
```

---
";

fn project(gates: &str) -> Project {
    let project = Project::new(MILEPOST);
    project.write("src/a.txt", "1\n").write("src/b.txt", "1\n").write("legacy/old.txt", "1\n");
    project.write(".env", "TILL_PORT=1\nTILL_NAME=1\n").write(".gitignore", "nothing\n");
    project.write(".env.example", "# the name is TILL_NAME\nTILL_PORT=\n").write("milepost.toml", gates);
    let plain =
        Milestone::new(1, "Till").risk("Medium").section("Success Criteria", "- [ ] x: `test -d src`");
    let text = plain.text().replacen("\n---\n", PLAN, 1);
    assert!(text.contains("Files to Modify"), "{text}");
    project.write("plan/milestone-1.md", text).commit("plan");
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    project
}

fn verify(project: &Project) -> Value {
    let digest = project.digest("1");
    let run = project.milepost(&["verify", "1", "--allow-digest", &digest, "--json"]);
    serde_json::from_str(&run.stdout).unwrap()
}

/// The gate with an id, as `verify` tells it.
fn gate(project: &Project, id: &str) -> Value {
    let found = verify(project);
    let items =
        found["documents"][0]["explanation"]["items"].as_array().unwrap_or_else(|| panic!("{found:#}"));
    items.iter().find(|item| item["id"] == id).unwrap_or_else(|| panic!("{found:#}")).clone()
}

#[test]
fn a_plan_that_is_not_kept_refuses_complete_and_one_that_is_goes_through() {
    let project = project("");
    project.write("src/a.txt", "2\n").write("src/b.txt", "2\n").write("legacy/old.txt", "2\n").commit("work");
    verify(&project);
    let refused = project.milepost(&["complete", "1", "--no-run"]);
    assert_ne!(refused.code, Some(0));
    let said = format!("{}{}", refused.stdout, refused.stderr);
    for words in [
        "touched, and out of scope: `legacy/old.txt`",
        "to be created, and not there: `src/new.txt`",
        "(`gate/scope`)",
        "`TILL_NAME` in none of `.env.example`; found: `TILL_PORT` at `.env.example:2`",
        "(`gate/configuration`)",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("src/b.txt"), "what no plan names is told only: {said}");

    project.write("legacy/old.txt", "1\n").write("src/new.txt", "1\n");
    project.write(".env.example", "TILL_NAME=\nTILL_PORT=\n").commit("as planned");
    let scope = gate(&project, "gate/scope");
    assert_eq!(scope["standing"], "proven", "{scope:#}");
    assert!(scope["reason"].as_str().unwrap().contains("touched, and not in the plan"), "{scope:#}");
    project.milepost(&["why", "1#gate/scope"]).exits(0).says("src/b.txt");
    project.milepost(&["complete", "1", "--no-run", "--commit"]).exits(0);
    // Later work touches what it likes.
    project.write("legacy/old.txt", "3\n").commit("next year");
    let after = gate(&project, "gate/scope");
    assert_eq!(after["standing"], "proven", "{after:#}");
}

#[test]
fn a_strict_gate_refuses_what_no_plan_names_and_one_that_is_off_is_not_there() {
    let strict = project("[gates.medium]\nscope = 'strict'\nconfiguration = 'off'\n");
    strict.write("src/a.txt", "2\n").write("src/new.txt", "1\n").write("src/b.txt", "2\n").commit("work");
    let found = verify(&strict);
    assert!(!found.to_string().contains("gate/configuration"), "{found:#}");
    let refused = strict.milepost(&["complete", "1", "--no-run"]);
    let said = format!("{}{}", refused.stdout, refused.stderr);
    assert!(refused.code != Some(0) && said.contains("touched, and not in the plan: `src/b.txt`"), "{said}");
}
