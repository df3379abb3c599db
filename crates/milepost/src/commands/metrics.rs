//! `milepost metrics`.

use std::path::PathBuf;

use milepost_engine::{exit::Exit, metric::metric_history, session::Session};
use milepost_report::{human, metric_chart};
use serde_json::json;

use crate::{
    context::Context,
    error::{CommandError, Result},
};

/// List the metrics with what was measured of them, or every measurement of one
///
/// Nothing is measured here: `verify` does that. What nobody allowed signed is left out, as everywhere.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only this metric, with every measurement
    name: Option<String>,
    /// Also write the histories as a picture
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let workspace = context.workspace()?;
    context.note_interrupted(&workspace);
    let session = Session::read(&workspace)?;
    let found = metric_history(&session, args.name.as_deref())?;
    if let (Some(name), true) = (&args.name, found.is_empty()) {
        return Err(CommandError::usage(format!(
            "`{name}` is no metric of `milepost.toml`, and was never measured"
        ))
        .hint("milepost metrics"));
    }
    if let Some(file) = &args.svg {
        let path = context.from.join(file);
        context.system.write_atomic(&path, metric_chart(&found).as_bytes()).map_err(|error| {
            CommandError::usage(format!("`{}` cannot be written: {error}", file.display()))
                .hint("name a file in a folder that is there")
        })?;
    }
    context.answer("metrics", Exit::Ok, &json!({ "metrics": found }), || match found.as_slice() {
        [one] if args.name.is_some() => human::metric(one, context.page()),
        all => human::metrics(all, context.page()),
    })
}
