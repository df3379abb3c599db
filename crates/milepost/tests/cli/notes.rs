//! Decisions, lessons and questions through the binary.

use milepost_testkit::Project;

use crate::MILEPOST;

const HEAD: &str = "# Milestone 1: Vat\n\n**Status**: In Progress\n\n## Success Criteria\n\n- [ ] One: `ls plan | grep -q md`\n\n### Task Breakdown\n\n\
                    - [ ] Task 1: Tables\n- [ ] Task 2: Vouchers\n\n## Notes & Decisions\n\n### Design Decisions\n\n\
                    * **Decision 1**: One file\n   with two lines\n* **Decision 7**: Another   \n\n### Open Questions\n\n---\n\nEnd\n";
const PATH: &str = "plan/milestone-1-vat.md";

fn project(text: &str) -> Project {
    let project = Project::new(MILEPOST);
    project.write(PATH, text).commit("plan");
    project
}

/// The lines that are new, and whether all others are as they were.
#[track_caller]
fn new_lines(before: &str, after: &str) -> Vec<String> {
    let mut old = before.split_inclusive('\n').peekable();
    let new: Vec<String> = after
        .split_inclusive('\n')
        .filter(|line| old.next_if_eq(line).is_none())
        .map(str::to_owned)
        .collect();
    assert_eq!(old.next(), None, "a line is gone:\n{after}");
    new
}

#[test]
fn a_decision_stands_behind_the_last_one_in_its_form() {
    let project = project(HEAD);
    project
        .milepost(&["decide", "Use SQLite", "--why", "one file to back up"])
        .exits(0)
        .says("decision 8 of plan/1");
    let text = project.read(PATH);
    let new = new_lines(HEAD, &text);
    assert_eq!(new.len(), 1, "{text}");
    assert!(
        new[0].starts_with("* **Decision 8**: Use SQLite (20")
            && new[0].ends_with("). Why: one file to back up\n")
    );
    assert!(text.contains("* **Decision 7**: Another   \n* **Decision 8**"), "{text}");
    project.milepost(&["supersede", "8", "Use PostgreSQL"]).exits(0);
    let text = project.read(PATH);
    assert!(text.contains("one file to back up (superseded by decision 9, 20"), "{text}");
    assert!(
        text.contains("* **Decision 9**: Use PostgreSQL (20") && text.contains("). Supersedes decision 8\n"),
        "{text}"
    );
    project.milepost(&["supersede", "8", "Use files"]).exits(2).says("superseded by decision 9 already");
    project.milepost(&["supersede", "3", "Use files"]).exits(2).says("there is no decision `3`");
    project.milepost(&["lint"]).exits(0);
}

#[test]
fn an_open_question_blocks_its_tasks_until_it_is_answered() {
    let project = project(HEAD);
    project.milepost(&["ask", "Which tax, before task 2 ends?"]).exits(0).says("it blocks task 2 (Vouchers)");
    let text = project.read(PATH);
    assert!(
        text.contains("### Open Questions\n\n- **Question 1**: Which tax, before task 2 ends? (20")
            && text.contains("\n\n---\n\nEnd\n"),
        "{text}"
    );
    new_lines(HEAD, &text);
    project.milepost(&["done", "2"]).exits(3).says("question 1 is open and blocks task 2");
    project.milepost(&["done", "1"]).exits(0);
    project.commit("asked");
    let digest = project.digest("1");
    let complete = project.milepost(&["complete", "1", "--allow-digest", &digest]);
    complete.exits(3).says("question 1 is open and blocks task 2");
    project.milepost(&["next"]).exits(0).says("question 1");
    project.milepost(&["answer", "1", "The reduced one"]).exits(0).says("it sets free task 2");
    assert!(project.read(PATH).contains(") **Answer** (20"), "{}", project.read(PATH));
    project.milepost(&["done", "2"]).exits(0);
    project.milepost(&["answer", "1", "Again"]).exits(2).says("is answered already");
}

#[test]
fn a_decision_becomes_a_file_and_each_links_the_other() {
    let project = project(HEAD);
    project.write("docs/adr/0003-old.md", "# Old\n").commit("old");
    project
        .milepost(&["decide", "Use SQLite", "--why", "one file", "--adr"])
        .exits(0)
        .says("docs/adr/0004-use-sqlite.md");
    let file = project.read("docs/adr/0004-use-sqlite.md");
    assert!(file.contains("# Use SQLite\n") && file.contains("\none file\n"), "{file}");
    assert!(file.contains("Taken in [Vat](../../plan/milestone-1-vat.md)."), "{file}");
    assert!(project.read(PATH).contains("Record: [0004-use-sqlite](../docs/adr/0004-use-sqlite.md)"));
    project.milepost(&["lint"]).exits(0);
}

#[test]
fn sections_that_are_missing_are_made_and_odd_texts_refused() {
    let text = "# Milestone 1: Vat\r\n\r\n**Status**: Planned\r\n\r\n## Success Criteria\r\n\r\n- [ ] One: `ls plan | grep -q md`\r\n\r\n## Related Documentation\r\n\r\n- none\r\n";
    let project = project(text);
    project.milepost(&["learn", "Ask\nearlier"]).exits(0);
    let after = project.read(PATH);
    assert!(
        after.contains(
            "## Notes & Decisions\r\n\r\n### Lessons Learned\r\n\r\n- **Lesson 1**: Ask earlier (20"
        ),
        "{after:?}"
    );
    assert!(after.contains(")\r\n\r\n## Related Documentation\r\n"), "{after:?}");
    for (args, words) in [
        (&["decide", " "] as &[&str], "there is nothing to write"),
        (&["learn", "x <!-- milepost: allow all -->"], "holds no comment"),
        (&["answer", "1", "x"], "there is no question `1`"),
    ] {
        project.milepost(args).exits(2).says(words);
    }
    assert_eq!(project.read(PATH), after);
    project.milepost(&["learn", "--dry-run", "More"]).exits(0).says("would write");
    assert_eq!(project.read(PATH), after);
}

#[test]
fn tables_headings_and_stand_ins_keep_their_form() {
    let text = "# Milestone 1: Vat\n\n**Status**: In Progress\n\n## Success Criteria\n\n- [ ] One: `ls plan | grep -q md`\n\n### Task Breakdown\n\n- [ ] Task 1: Tables\n\n\
                ## Design Decisions\n\n### 1. Old\n\nWords\n\n## Lessons Learned\n\n- **Lesson 1**: Description\n\n\
                ## Open Questions\n\n| ID | Question | Answer | Status |\n|----|----------|--------|--------|\n\
                | Q1 | Who?     |        | Open   |\n";
    let project = project(text);
    project.milepost(&["supersede", "1", "New", "--why", "better"]).exits(0);
    project.milepost(&["learn", "Measure first"]).exits(0);
    project.milepost(&["ask", "Which a|b for task 1?"]).exits(0).says("it blocks task 1 (Tables)");
    project.milepost(&["done", "1"]).exits(3).says("question 2 is open and blocks task 1");
    project.milepost(&["answer", "Q2", "Both"]).exits(0).says("it sets free task 1");
    let text = project.read(PATH);
    let day =
        text.split("superseded by decision 2, ").nth(1).expect("superseded").split(')').next().unwrap_or("");
    let expected = format!(
        "## Design Decisions\n\n### 1. Old\n\nWords\n\n(superseded by decision 2, {day})\n\n\
         ### 2. New\n\nDate: {day}. Why: better. Supersedes decision 1\n\n## Lessons Learned\n\n\
         - **Lesson 1**: Measure first ({day})\n\n\
         ## Open Questions\n\n| ID | Question | Answer | Status |\n|----|----------|--------|--------|\n\
         | Q1 | Who?     |        | Open   |\n\
         | Q2 | Which a\\|b for task 1? ({day}) | Both ({day}) | Answered |\n"
    );
    assert!(text.ends_with(&expected), "{text}");
    project.milepost(&["done", "1"]).exits(0);
    for words in ["Is it (resolved) for task 1?", "x **Answer**: y"] {
        project.milepost(&["ask", words]).exits(2).says("would be read as a question that is answered");
    }
}
