use super::*;
use crate::portfolio_of;

fn check(text: &str, expected: &[&str]) {
    let milestone =
        |n: u32| format!("# Milestone {n}: X\n\n**Status**: Planned\n\n## Success Criteria\n\n- [ ] x\n");
    let under_test = format!("{}\n{text}", milestone(9));
    let others: Vec<(String, String)> =
        (1..5).map(|n| (format!("shop/milestone-{n}.md"), milestone(n))).collect();
    let mut files: Vec<(&str, &str)> =
        others.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let blog = milestone(3);
    files.extend([("shop/milestone-9.md", under_test.as_str()), ("blog/milestone-3.md", blog.as_str())]);
    let portfolio = portfolio_of(&files);
    let found: Vec<String> = dependencies(&portfolio, portfolio.find("shop/milestone-9.md").unwrap())
        .iter()
        .map(|dependency| {
            let arrow = if dependency.relation == Relation::DependsOn { "<-" } else { "->" };
            match &dependency.target {
                Target::Resolved(index) => format!("{arrow} {}", portfolio.documents[*index].path),
                Target::Missing(text) => format!("{arrow} missing {text}"),
            }
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn prerequisites_by_every_notation() {
    check(
        "## Dependencies\n\n### Prerequisites\n\n- [ ] M2 complete\n- [ ] [Milestone 1](milestone-1.md): cart\n- [x] blog/3\n",
        &["<- shop/milestone-2.md", "<- shop/milestone-1.md", "<- blog/milestone-3.md"],
    );
    check(
        "**Depends on**: M1–M3\n",
        &["<- shop/milestone-1.md", "<- shop/milestone-2.md", "<- shop/milestone-3.md"],
    );
}

#[test]
fn none_is_none() {
    check("**Depends on**: None (M1 is done)\n", &[]);
    check("### Prerequisites\n\n- None currently\n- N/A\n- —\n", &[]);
}

#[test]
fn the_other_way_round() {
    check(
        "**Blocks**: M3\n\n### Prerequisites\n\n- Enables M4\n",
        &["-> shop/milestone-3.md", "-> shop/milestone-4.md"],
    );
}

#[test]
fn what_comes_later_is_not_needed() {
    check(
        "## Dependencies\n\n- After M2: M3 can begin\n\n### After Milestone 9\n\n- M4: payments\n",
        &["-> shop/milestone-4.md"],
    );
}

#[test]
fn missing_and_mentioned() {
    check("### Prerequisites\n\n- Milestone 7 done, independent of M8\n", &["<- missing Milestone 7"]);
}
#[test]
fn what_an_entry_names_first_is_what_it_needs() {
    check(
        "### Prerequisites\n\n- M2 complete (its schema is used by M3)\n- M1 done, M4 merged\n",
        &["<- shop/milestone-2.md", "<- shop/milestone-1.md", "<- shop/milestone-4.md"],
    );
    check("### Prerequisites\n\n- Mail is a prerequisite for M4\n", &["-> shop/milestone-4.md"]);
}

#[test]
fn every_sibling() {
    let all = [
        "<- shop/milestone-1.md",
        "<- shop/milestone-2.md",
        "<- shop/milestone-3.md",
        "<- shop/milestone-4.md",
    ];
    check("**Depends on**: All previous milestones\n", &all);
    check("**Dependencias**: Todos los hitos\n", &all);
    check("**Depends on**: All tests pass\n", &[]);
    check("**Depends on**: All milestones (M1, M2)\n", &all[..2]);
}

#[test]
fn ids_and_bare_numbers_of_front_matter() {
    let task = |id: &str, needs: &str| {
        format!("---\nid: {id}\ntitle: X\nstatus: To Do\ndependencies: {needs}\n---\n")
    };
    let portfolio = portfolio_of(&[
        ("backlog/tasks/task-1 - a.md", task("task-1", "[]")),
        ("backlog/tasks/task-1.1 - b.md", task("TASK-1.1", "[task-1]")),
        ("backlog/tasks/task-2 - c.md", task("task-2", "[\"task-1.1\", TASK-9]")),
        (
            ".beans/shop-0a1b--cart.md",
            "---\ntitle: Cart\nstatus: todo\nblocked_by:\n  - shop-a1b\n---\n".to_owned(),
        ),
        (
            ".beans/shop-a1b--pay.md",
            "---\ntitle: Pay\nstatus: todo\nblocking:\n  - shop-0a1b\n---\n".to_owned(),
        ),
        (".planning/phases/08-cards/08-01-PLAN.md", "---\nphase: 08\n---\n".to_owned()),
        (".planning/phases/08-cards/08-02-PLAN.md", "---\ndepends_on: [\"01\"]\n---\n".to_owned()),
        (".planning/phases/09-pay/09-01-PLAN.md", "---\ndepends_on:\n  - 08-02\n---\n".to_owned()),
        ("m/2.md", "---\nmilestone: 2\nstatus: planned\ndepends_on: 1\ntype: milestone\n---\n".to_owned()),
        ("m/1.md", "---\nmilestone: 1\nstatus: planned\ntype: milestone\n---\n".to_owned()),
    ]);
    let found: Vec<String> = (0..portfolio.documents.len())
        .flat_map(|index| dependencies(&portfolio, index))
        .map(|found| {
            let target = match &found.target {
                Target::Resolved(index) => portfolio.documents[*index].path.as_str(),
                Target::Missing(id) => id,
            };
            format!("{} {:?} {target}", portfolio.documents[found.from].path, found.relation)
        })
        .collect();
    assert_eq!(
        found,
        [
            ".beans/shop-0a1b--cart.md DependsOn .beans/shop-a1b--pay.md",
            ".beans/shop-a1b--pay.md Blocks .beans/shop-0a1b--cart.md",
            ".planning/phases/08-cards/08-02-PLAN.md DependsOn .planning/phases/08-cards/08-01-PLAN.md",
            ".planning/phases/09-pay/09-01-PLAN.md DependsOn .planning/phases/08-cards/08-02-PLAN.md",
            "backlog/tasks/task-1.1 - b.md DependsOn backlog/tasks/task-1 - a.md",
            "backlog/tasks/task-2 - c.md DependsOn backlog/tasks/task-1.1 - b.md",
            "backlog/tasks/task-2 - c.md DependsOn TASK-9",
            "m/2.md DependsOn m/1.md",
        ]
    );
}

#[test]
fn ids_in_other_dress() {
    let milestone = |needs: &str| {
        format!("# X\n\n**Status**: Planned\n**Depends on**: {needs}\n\n## Success Criteria\n\n- [ ] x\n")
    };
    let names = ["UI-M-00.00", "UI-M-01.00", "UI-M-03.10", "UI-M-03.11", "UI-M-03.12"];
    let mut files: Vec<(String, String)> =
        names.iter().map(|name| (format!("m/{name}.md"), milestone("None"))).collect();
    files.push((
        "m/UI-M-09.00.md".to_owned(),
        milestone("UI-M-1, UI\u{2011}M\u{2011}03.10..03.12, ✅ UI-M-00.00, UI-M-07.00"),
    ));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let portfolio = portfolio_of(&files);
    let found: Vec<String> = dependencies(&portfolio, portfolio.find("m/UI-M-09.00.md").unwrap())
        .into_iter()
        .map(|found| match found.target {
            Target::Resolved(index) => portfolio.documents[index].path.clone(),
            Target::Missing(id) => format!("missing {id}"),
        })
        .collect();
    assert_eq!(
        found,
        [
            "m/UI-M-01.00.md",
            "m/UI-M-03.10.md",
            "m/UI-M-03.11.md",
            "m/UI-M-03.12.md",
            "m/UI-M-00.00.md",
            "missing UI-M-07.00"
        ]
    );
}

#[test]
fn what_explains_in_parentheses_is_not_needed() {
    check(
        "## Dependencies\n\n### After Milestone 9\n\n- The shop (depends on M2)\n- M3: the till (depends on M9)\n",
        &["-> shop/milestone-3.md"],
    );
    check("### Prerequisites\n\n- The till (Milestone 2) works\n", &["<- shop/milestone-2.md"]);
}

#[test]
fn a_milestone_by_its_name() {
    let portfolio = portfolio_of(&[
        ("p/a.md", "# Milestone 1: Foundation Setup\n\n**Status**: Planned\n"),
        ("p/b.md", "# Phase 1: Foundation and more\n\n**Status**: Planned\n"),
        (
            "p/c.md",
            "# Milestone 2: Cart\n\n**Status**: Planned\n\n## Dependencies\n\n- Foundation milestone completed:\n  - a server\n- the next milestone\n- Unknown milestone\n",
        ),
    ]);
    let found = dependencies(&portfolio, portfolio.find("p/c.md").unwrap());
    let targets: Vec<&Target> = found.iter().map(|found| &found.target).collect();
    assert_eq!(targets, [&Target::Resolved(portfolio.find("p/a.md").unwrap())]);
    let text = portfolio.documents[2].document().text(found[0].span);
    assert_eq!(text, "Foundation milestone");
}
