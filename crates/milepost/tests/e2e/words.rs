//! Criteria in the template's words that no command decides: documentation, and output without warnings.

use milepost_testkit::{Milestone, Project};
use serde_json::Value;

use crate::MILEPOST;

fn project(criteria: &str) -> Project {
    let project = Project::new(MILEPOST);
    project
        .write("build.sh", "echo built\n")
        .write("docs/guide.md", "# Guide\n\n[back](../plan/milestone-1.md)\n");
    project.write("milepost.toml", "[checks.build]\nrun = 'sh build.sh'\n");
    let plain = Milestone::new(1, "Guide").section("Success Criteria", criteria);
    let related = "\n## Related Documentation\n\n- [Guide](../docs/guide.md)\n\n---\n";
    project.write("plan/milestone-1.md", plain.text().replacen("\n---\n", related, 1)).commit("plan");
    let digest = project.digest("1");
    project.milepost(&["start", "1", "--allow-digest", &digest, "--commit"]).exits(0);
    project
}

/// How the item that begins with some words stands after `verify`, and why.
fn standing(project: &Project, words: &str) -> (String, String) {
    let digest = project.digest("1");
    let run = project.milepost(&["verify", "1", "--allow-digest", &digest, "--json"]);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    let items = found["documents"][0]["explanation"]["items"].as_array().unwrap();
    let is_it = |item: &&Value| item["text"].as_str().is_some_and(|text| text.starts_with(words));
    let item = items.iter().find(is_it).unwrap_or_else(|| panic!("{found:#}"));
    let text = |key: &str| item[key].as_str().unwrap_or_default().to_owned();
    (text("standing"), text("reason"))
}

#[test]
fn documentation_is_complete_when_it_changed_and_every_link_leads_somewhere() {
    let project = project("- [ ] Documentation updated\n- [ ] Documentation complete and accurate");
    for words in ["Documentation updated", "Documentation complete"] {
        let (standing, reason) = standing(&project, words);
        assert_eq!(standing, "open", "{words}: {reason}");
        assert!(reason.contains("docs/guide.md"), "{words}: {reason}");
    }
    project.write("docs/guide.md", "# The guide\n").commit("the guide");
    for words in ["Documentation updated", "Documentation complete"] {
        let (standing, reason) = standing(&project, words);
        assert_eq!(standing, "proven", "{words}: {reason}");
    }
    let path = "plan/milestone-1.md";
    let text =
        project.read(path).replace("](../docs/guide.md)", "](../docs/guide.md), [Lost](../docs/lost.md)");
    project.write(path, text).commit("a link that leads nowhere");
    let (now, reason) = standing(&project, "Documentation complete");
    assert_eq!(now, "open", "{reason}");
    assert!(reason.contains("lost.md"), "{reason}");
    assert_eq!(standing(&project, "Documentation updated").0, "proven");
    let refused = project.milepost(&["complete", "1", "--no-run"]);
    assert_ne!(refused.code, Some(0));
}

#[test]
fn a_warning_in_the_output_of_a_command_refutes_that_there_is_none() {
    let project = project("- [ ] Builds <!-- milepost: run build -->\n- [ ] No console warnings/errors");
    assert_eq!(standing(&project, "No console").0, "proven");
    project.write("build.sh", "echo built\necho 'warning: 3 things are old' >&2\n").commit("noisy");
    let (noisy, reason) = standing(&project, "No console");
    assert_eq!(noisy, "open", "{reason}");
    assert!(reason.contains("`build` printed `warning: 3 things are old`"), "{reason}");
    assert_eq!(standing(&project, "Builds").0, "proven");
    project.write("build.sh", "echo built with 0 warnings\n").commit("it counts them");
    let (quiet, reason) = standing(&project, "No console");
    assert_eq!(quiet, "proven", "{reason}");
}
