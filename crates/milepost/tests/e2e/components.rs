//! A document names parts of the project: `complete` holds the work against their checks.

use milepost_testkit::{Milestone, Project, Run};

use crate::MILEPOST;

const CONFIG: &str = "[checks.contract]\nrun = 'grep -q v1 api/contract.txt'\n\
    [components.billing]\nchecks = ['contract']\npaths = ['billing/**']\n";

const IMPACT: &str = "
## Dependencies

### Downstream Impact
- **Affects**: Billing, and everybody who pays
- **Requires Updates**: `billing`

## Rollback Plan

### When to Rollback
- Breaking changes to dependent systems

---
";

fn project(impact: &str) -> Project {
    let project = Project::new(MILEPOST);
    project
        .write("api/contract.txt", "v1\n")
        .write("billing/rates.txt", "1\n")
        .write("milepost.toml", CONFIG);
    let plain = Milestone::new(1, "Rates").section("Success Criteria", "- [ ] x: `test -d api`");
    project.write("plan/milestone-1.md", plain.text().replacen("\n---\n", impact, 1)).commit("plan");
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    project
}

fn verify(project: &Project) -> Run {
    let digest = project.digest("1");
    project.milepost(&["verify", "1", "--allow-digest", &digest])
}

fn refused(project: &Project) -> String {
    let refused = project.milepost(&["complete", "1", "--no-run"]);
    assert_ne!(refused.code, Some(0), "{refused:?}");
    format!("{}{}", refused.stdout, refused.stderr)
}

#[test]
fn a_component_that_breaks_or_was_not_updated_refuses_complete() {
    let project = project(IMPACT);
    project.write("api/contract.txt", "v2\n").commit("another contract");
    let broken = verify(&project);
    let said = format!("{}{}", broken.stdout, broken.stderr);
    assert_eq!(broken.code, Some(1), "{said}");
    assert!(said.contains("the component `billing`"), "{said}");
    // The check of a dependent system fails: that is a reason to roll back.
    assert!(said.contains("Breaking changes to dependent systems") && said.contains("hit"), "{said}");
    assert!(refused(&project).contains("the component `billing`"), "{said}");

    project.write("api/contract.txt", "v1\nmore\n").commit("the contract is kept");
    verify(&project);
    let said = refused(&project);
    assert!(
        said.contains("the component `billing`: none of `billing/**` changed since the baseline"),
        "what has to be updated was not: {said}"
    );
    assert!(!said.contains("reason to roll back"), "a missing update breaks nobody: {said}");

    project.write("billing/rates.txt", "2\n").commit("billing knows it");
    verify(&project).exits(0).says("3 proven");
    project.milepost(&["why", "1#downstream-impact/requires-updates"]).exits(0).says("billing/rates.txt");
    project.milepost(&["complete", "1", "--no-run", "--commit"]).exits(0);
}

/// What was completed before its components had names is held by nothing that came later.
#[test]
fn a_completed_milestone_gets_no_component_afterwards() {
    let project = project(IMPACT);
    let without = CONFIG.split("[components").next().unwrap();
    project.write("milepost.toml", without).commit("no parts");
    verify(&project);
    project.milepost(&["complete", "1", "--no-run", "--commit"]).exits(0);
    project.write("milepost.toml", CONFIG).write("api/contract.txt", "v2\n").commit("later");
    project.milepost(&["show", "1", "--all"]).exits(0).says("Affects").keeps_silent_on("the component");
    // What was attested stays as it was.
    let other = self::project("\n### Downstream Impact\n- **Affects**: billing\n\n---\n");
    verify(&other).exits(0);
    other.milepost(&["complete", "1", "--no-run", "--commit"]).exits(0);
    other.write("api/contract.txt", "v2\n").commit("later");
    other.milepost(&["why", "1#downstream-impact/affects-billing"]).exits(0).says("proven at");
}

#[test]
fn a_misspelt_component_is_told_and_other_words_are_left_alone() {
    let misspelt = project("\n### Downstream Impact\n- **Affects**: biling\n\n---\n");
    verify(&misspelt);
    let said = refused(&misspelt);
    assert!(said.contains("`biling` is no component") && said.contains("did you mean `billing`?"), "{said}");

    let words = project("\n### Downstream Impact\n- **Affects**: all users\n\n---\n");
    verify(&words).exits(0);
    words.milepost(&["complete", "1", "--no-run"]).exits(0);
}
