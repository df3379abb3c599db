//! `milepost explain`.

use milepost_engine::{
    address,
    exit::Exit,
    explain::explain,
    hazards,
    lint::{RULES, rule},
    portfolio::nearest,
};
use milepost_report::human;
use serde_json::json;

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::{select_one, select_or_only},
};

/// Show which rule bound each item to what, or the page of a rule
///
/// For every item: its number, its line, its words, the rule that bound it, and what decides it. Then the commands, and
/// the fences that nothing runs. The document's words alone decide this: nothing is run and no evidence is read.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The milestone, by path or id, with `#item` for one item; or the id of a rule of `lint`, `audit` or `hazards`
    address: Option<String>,
    /// Print the page of a rule
    #[arg(long, value_name = "ID", conflicts_with = "address")]
    rule: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let named =
        args.rule.as_deref().or_else(|| args.address.as_deref().filter(|name| is_rule(context, name)));
    if let Some(id) = named {
        return page(context, id);
    }
    let (workspace, index) = match args.address.as_deref() {
        Some(text) => select_one(context, text).map_err(|error| or_a_rule(error, text))?,
        None => select_or_only(context, None)?,
    };
    let explanation = explain(&workspace, index);
    let item = args.address.as_deref().and_then(|text| address::split(text).1);
    let Some(item) = item else {
        let text = || human::explain(&explanation, context.page());
        return context.answer("explain", Exit::Ok, &explanation, text);
    };
    let found = &explanation.items[address::item(&workspace.bind(index), item)?];
    let text = || human::explain_item(found, &explanation.id, context.page());
    context.answer("explain", Exit::Ok, &json!({ "id": explanation.id, "item": found }), text)
}

/// What is no document may be a rule whose name was mistyped.
fn or_a_rule(error: CommandError, text: &str) -> CommandError {
    let ids = RULES.iter().map(|rule| rule.id).chain(hazards::RULES.iter().map(|rule| rule.id));
    match nearest(text, ids) {
        Some(rule) => error.hint(format!("`{rule}` is a rule: `milepost explain {rule}`")),
        None => error,
    }
}

/// A name that no file has and that is a rule's.
fn is_rule(context: &Context, name: &str) -> bool {
    (rule(name).is_some() || hazards::rule(name).is_some())
        && !context.system.exists(&context.from.join(name))
}

fn page(context: &Context, id: &str) -> Result {
    if let Some(rule) = hazards::rule(id) {
        let data = json!({ "rule": rule.id, "severity": rule.severity, "page": rule.page });
        return context.answer("rule", Exit::Ok, &data, || human::hazard_rule(rule));
    }
    let Some(rule) = rule(id) else {
        let of_hazards = hazards::RULES.iter().map(|rule| rule.id);
        let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).chain(of_hazards).collect();
        let mut error = CommandError::usage(format!("no rule is called `{id}`"));
        if let Some(near) = nearest(id, ids.iter().copied()) {
            error = error.hint(format!("did you mean `{near}`?"));
        }
        return Err(error.hint(format!("the rules are: {}", ids.join(", "))));
    };
    let data = json!({ "rule": rule.id, "severity": rule.severity, "page": rule.page });
    context.answer("rule", Exit::Ok, &data, || human::rule(rule))
}
