//! Plans of many documents of some 3 KB: listed, linted, shown, changed and searched.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    case::Case,
    groups::{ours, peer},
    inputs,
    measure::{command, succeed},
    run::{Place, environment},
};

const LIST: &str = "List many documents of 3 KB";
const LINT: &str = "Lint many documents of 3 KB";
const SHOW: &str = "Show one of many documents of 3 KB";
const CHANGE: &str = "Change one of many documents of 3 KB";
const SEARCH: &str = "Search many documents of 3 KB";

/// The milestone that is shown and changed, and what else its change writes.
const ONE: &str = "plans/initiative-0001/milestone-03.md";
const OWNER: &str = "plans/initiative-0001/README.md";

/// The budgets are those for 10,000 documents, and grow with their number where all of them are asked about.
const BUDGET_OF: usize = 10_000;

/// A folder of one tool.
struct Folder {
    name: String,
    path: PathBuf,
}

/// Every question at every size, those of one question side by side.
///
/// # Errors
/// When a plan cannot be written.
pub(super) fn cases(place: &Place) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for count in place.sizes.documents {
        cases.extend(of_size(place, *count)?);
    }
    // Stable: within a question by size.
    let order = [LIST, LINT, SHOW, CHANGE, SEARCH];
    cases.sort_by_key(|case| order.iter().position(|group| *group == case.group));
    Ok(cases)
}

fn of_size(place: &Place, count: usize) -> Result<Vec<Case>, String> {
    let plan = place.root.join(format!("plan-{count}"));
    inputs::write_plan(&plan, count).map_err(|error| error.to_string())?;
    // One project: a change of one document is that of one among all.
    inputs::write(plan.join("milepost.toml"), "")?;
    let named = |what: &str| format!("{what}, {count}");
    let all = |milliseconds: usize| (milliseconds * count / BUDGET_OF).max(10) as u64;
    let our = |group: &'static str, what: &str, args: &[&str]| {
        Case::new(group, named(&format!("milepost {what}")), ours(place, &plan, args)).exits(&[0, 1])
    };
    let defer = ["defer", ONE, "--reason", "Something else comes first"];
    let mut cases = vec![
        our(LIST, "status --concise", &["status", "--concise"]).within_ms(all(300)),
        our(LINT, "lint", &["lint"]).within_ms(all(500)),
        our(SHOW, "show", &["show", ONE]).within_ms(10),
        our(CHANGE, "defer", &defer)
            .exits(&[0])
            .forgetting(place.root.join("state"))
            .restoring(&[plan.join(ONE), plan.join(OWNER)])?
            .within_ms(30),
        our(SEARCH, "search", &["search", "two gigabytes"]).within_ms(all(150)),
    ];
    let mut add = |group, name: &str, folder: &Path, args: &[&str]| {
        let mut case = peer(place, group, name, folder, args);
        case.tool = named(&case.tool);
        cases.push(case.exits(&[0, 1]));
    };
    add(LIST, "rg", &plan, &["-c", r"\[[ x]\]"]);
    add(SEARCH, "rg", &plan, &["two gigabytes"]);
    if count > place.sizes.documents_of_peers {
        return Ok(cases);
    }
    for folder in folders_of_peers(place, count)? {
        for (group, args) in questions(&folder.name) {
            add(group, &folder.name, &folder.path, args);
        }
    }
    Ok(cases)
}

/// What other tools are asked.
fn questions(name: &str) -> &'static [(&'static str, &'static [&'static str])] {
    match name {
        "mana" => &[
            (LIST, &["list"]),
            (SHOW, &["show", "3"]),
            (CHANGE, &["update", "3", "--title", "Another name"]),
            (LINT, &["doctor"]),
        ],
        "backlog" => &[
            (LIST, &["task", "list", "--plain"]),
            (SHOW, &["task", "3", "--plain"]),
            (CHANGE, &["task", "edit", "3", "--title", "Another name", "--plain"]),
            (SEARCH, &["search", "two gigabytes", "--plain"]),
        ],
        _ => {
            &[(LIST, &["ready"]), (LINT, &["validate"]), (CHANGE, &["edit", "3", "--title", "Another name"])]
        }
    }
}

/// The same documents as other tools keep them.
fn folders_of_peers(place: &Place, count: usize) -> Result<Vec<Folder>, String> {
    let mut folders = Vec::new();
    for (name, setup) in [
        ("mana", &[&["mana", "init"][..]][..]),
        ("backlog", &[&["git", "init", "--quiet"], &["backlog", "init", "demo", "--defaults"]]),
        ("tkt", &[&["git", "init", "--quiet"]]),
    ] {
        let path = place.root.join(format!("{name}-{count}"));
        if place.peers.find(name).is_ok() {
            fs::create_dir_all(&path).map_err(|error| error.to_string())?;
            for words in setup {
                let program = place.peers.find(words[0]).unwrap_or_else(|_| words[0].into());
                succeed(
                    command(program).current_dir(&path).envs(environment(&place.root)).args(&words[1..]),
                )?;
            }
            for number in 1..=count {
                let body = inputs::small_document(1, number);
                let body = body.splitn(3, "---\n").last().unwrap_or_default();
                let (file, head) = as_kept_by(name, number);
                inputs::write(path.join(file), head + body)?;
            }
            if name == "tkt" {
                inputs::commit_all(&path)?;
            }
        }
        folders.push(Folder { name: name.to_owned(), path });
    }
    Ok(folders)
}

/// The name and the front matter of a task.
fn as_kept_by(name: &str, number: usize) -> (String, String) {
    match name {
        "mana" => (
            format!(".mana/{number}-task-{number}.md"),
            format!(
                "---\nid: '{number}'\ntitle: Task {number}\nslug: task-{number}\nstatus: open\npriority: 2\n\
                 created_at: '2026-01-05T10:00:00Z'\nupdated_at: '2026-01-05T10:00:00Z'\nkind: task\n---\n"
            ),
        ),
        "backlog" => (
            format!("backlog/tasks/task-{number} - Task-{number}.md"),
            format!(
                "---\nid: TASK-{number}\ntitle: Task {number}\nstatus: To Do\nassignee: []\n\
                 created_date: '2026-01-05 10:00'\nlabels: []\ndependencies: []\n---\n"
            ),
        ),
        _ => (
            format!(".tickets/{number}-task-{number}.md"),
            format!("---\nid: \"{number}\"\ntitle: \"Task {number}\"\nstatus: open\nblocked_by: []\n---\n"),
        ),
    }
}
