//! Milestones of GitHub as `gh api` prints them: each one lists those of its issues that are imported with it.

use milepost_document::vocabulary::{Status, parse_title};
use serde_json::Value;

use super::{
    super::{
        json::{field, others, words},
        source::{Read, Source},
        unit::{Role, Text, Unit},
    },
    github_issues::record,
};

pub(in super::super) const SOURCE: Source = Source {
    name: "milestones of GitHub",
    what: "`gh api repos/{owner}/{repo}/milestones?state=all`",
    read: Read::Json { fits, unit },
};

fn fits(object: &Value) -> bool {
    object.get("title").is_some() && (object.get("open_issues").is_some() || object.get("due_on").is_some())
}

fn unit(object: &Value) -> Result<Unit, Vec<&'static str>> {
    let (title, url) = (field(object, &["title"]), field(object, &["html_url", "url"]));
    let (Some(title), Some(url)) = (&title, &url) else {
        let named = [("title", title.is_none()), ("html_url", url.is_none())];
        return Err(named.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect());
    };
    let name = parse_title(title).name;
    let mut unit = Unit::new(url, if name.is_empty() { title } else { &name });
    unit.title.clone_from(title);
    unit.id = field(object, &["number"]).map(|number| format!("milestone {number}"));
    unit.status_there = field(object, &["state"]);
    let closed = unit.status_there.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("closed"));
    let begun = object["closed_issues"].as_u64() > Some(0);
    unit.status = match (closed, begun) {
        (true, _) => Status::Completed,
        (false, true) => Status::InProgress,
        (false, false) => Status::Planned,
    };
    for (name, field_name) in [
        ("Opened by", "creator"),
        ("Opened", "created_at"),
        ("Changed", "updated_at"),
        ("Closed", "closed_at"),
        ("Due", "due_on"),
    ] {
        unit.fact(name, words(&object[field_name]));
    }
    let text = words(&object["description"]);
    unit.texts.push(Text { name: String::new(), path: None, markdown: text, role: Role::Work });
    unit.texts.extend(record("All fields", others(object, &["title", "description"])));
    Ok(unit)
}
