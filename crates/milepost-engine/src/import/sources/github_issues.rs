//! Issues of GitHub as `gh` prints them: each issue stands alone.

use milepost_document::vocabulary::{Status, parse_title};
use serde_json::Value;

use super::super::{
    json::{field, others, words},
    source::{Read, Source},
    unit::{Role, Text, Unit},
};

pub(in super::super) const SOURCE: Source = Source {
    name: "issues of GitHub",
    what: "`gh issue list --json number,title,body,url,state,…`",
    read: Read::Json { fits, unit },
};

/// What GitHub is asked for in two ways: `gh issue` and `gh api` name some fields differently.
const URL: [&str; 2] = ["html_url", "url"];
const OPENED: [&str; 2] = ["createdAt", "created_at"];
const CHANGED: [&str; 2] = ["updatedAt", "updated_at"];
const CLOSED: [&str; 2] = ["closedAt", "closed_at"];
const REASON: [&str; 2] = ["stateReason", "state_reason"];
const AUTHOR: [&str; 2] = ["author", "user"];
const ASSIGNEES: [&str; 2] = ["assignees", "assignee"];

fn fits(object: &Value) -> bool {
    let is_milestone = object.get("open_issues").is_some() || object.get("due_on").is_some();
    let is_pull =
        object.get("pull_request").is_some() || field(object, &URL).is_some_and(|url| url.contains("/pull/"));
    object.get("title").is_some() && !is_milestone && !is_pull
}

fn unit(object: &Value) -> Result<Unit, Vec<&'static str>> {
    let (title, url, number) = (field(object, &["title"]), field(object, &URL), field(object, &["number"]));
    let (Some(title), Some(url), Some(number)) = (&title, &url, &number) else {
        let named = [("title", title.is_none()), ("url", url.is_none()), ("number", number.is_none())];
        return Err(named.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect());
    };
    let name = parse_title(title).name;
    let mut unit = Unit::new(url, if name.is_empty() { title } else { &name });
    unit.title.clone_from(title);
    unit.id = Some(format!("#{number}"));
    let state = field(object, &["state"]).unwrap_or_default();
    let reason = field(object, &REASON).unwrap_or_default();
    let is_dropped = matches!(reason.to_lowercase().as_str(), "not_planned" | "not planned" | "duplicate");
    unit.status = match state.to_lowercase().as_str() {
        "closed" if is_dropped => Status::Cancelled,
        "closed" => Status::Completed,
        _ => Status::Planned,
    };
    let there = if reason.is_empty() { state } else { format!("{state}: {reason}") };
    unit.status_there = Some(there).filter(|there| !there.is_empty());
    for (name, fields) in [
        ("Opened by", &AUTHOR[..]),
        ("Opened", &OPENED),
        ("Changed", &CHANGED),
        ("Closed", &CLOSED),
        ("Assigned to", &ASSIGNEES),
        ("Labels", &["labels"]),
        ("Milestone there", &["milestone"]),
    ] {
        unit.fact(name, field(object, fields).unwrap_or_default());
    }
    unit.parent = milestone(object, url);
    let body = Text { name: String::new(), path: None, markdown: words(&object["body"]), role: Role::Work };
    unit.texts.push(body);
    for comment in object["comments"].as_array().into_iter().flatten() {
        let by = field(comment, &AUTHOR).unwrap_or_else(|| "somebody".to_owned());
        let at = field(comment, &OPENED).map_or_else(String::new, |at| format!(", {at}"));
        let text = Text {
            name: format!("Comment by {by}{at}"),
            path: None,
            markdown: words(&comment["body"]),
            role: Role::Beside,
        };
        unit.texts.push(text);
        unit.texts.extend(record("More of this comment", others(comment, &["body"])));
    }
    let without: &[&str] =
        if object["comments"].is_array() { &["title", "body", "comments"] } else { &["title", "body"] };
    unit.texts.extend(record("All fields", others(object, without)));
    Ok(unit)
}

/// The address of the milestone that an issue belongs to.
fn milestone(object: &Value, url: &str) -> Option<String> {
    let milestone = object.get("milestone").filter(|milestone| milestone.is_object())?;
    field(milestone, &["html_url"]).or_else(|| {
        let (repository, _) = url.split_once("/issues/")?;
        Some(format!("{repository}/milestone/{}", field(milestone, &["number"])?))
    })
}

/// Fields as they are, to be kept below the text.
pub(super) fn record(name: &str, json: String) -> Option<Text> {
    let text = Text { name: name.to_owned(), path: None, markdown: json, role: Role::Code("json") };
    (!text.markdown.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_issue_is_read_in_both_spellings() {
        let one = json!({ "number": 7, "title": "Milestone 3: Pay", "url": "https://x.example/o/r/issues/7", "state": "CLOSED",
            "stateReason": "NOT_PLANNED", "milestone": { "number": 2, "title": "v2" }, "assignees": [{ "login": "ada" }],
            "labels": [{ "name": "a", "color": "fff" }], "comments": [{ "author": { "login": "bo" }, "body": "ok" }] });
        assert!(fits(&one));
        let one = unit(&one).unwrap();
        assert_eq!((one.name.as_str(), one.status), ("Pay", Status::Cancelled));
        assert_eq!(one.parent.as_deref(), Some("https://x.example/o/r/milestone/2"));
        assert_eq!(one.texts.len(), 4);
        let facts: Vec<&str> = one.facts.iter().map(|fact| fact.value.as_str()).collect();
        assert_eq!(facts, ["ada", "a", "v2"]);
        let other = json!({ "number": 7, "title": "Pay", "url": "https://api.x.example/7", "html_url": "https://x.example/7",
            "state": "closed", "state_reason": "completed" });
        let other = unit(&other).unwrap();
        assert_eq!((other.key.as_str(), other.status), ("https://x.example/7", Status::Completed));
    }

    #[test]
    fn what_is_no_issue() {
        assert!(!fits(&json!({ "title": "v1", "open_issues": 3 })));
        assert!(!fits(&json!({ "title": "x", "url": "https://x.example/o/r/pull/7" })));
        assert_eq!(unit(&json!({ "title": "x" })), Err(vec!["url", "number"]));
    }
}
