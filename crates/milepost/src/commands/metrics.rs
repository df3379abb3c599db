//! `milepost metrics`.

mod preflight;

use std::path::PathBuf;

use milepost_engine::{exit::Exit, metric::metric_history, session::Session};
use milepost_report::{human, metric_chart};
use serde_json::json;

use super::allow::Allow;
use crate::{
    context::Context,
    error::{CommandError, Result},
};

/// List the metrics with what was measured of them, or every measurement of one
///
/// Nothing is measured here: `verify` does that. What nobody allowed signed is left out, as everywhere. With `--preflight` the metrics
/// of a milestone are tried: the same code against itself, in a copy of its own. It tells the noise, the clock and the machine, and
/// about how many runs a measurement would need; nothing is recorded. It exits with 9 when one is not worth beginning.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only this metric, with every measurement
    name: Option<String>,
    /// Also write the histories as a picture
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Say whether measuring is worth its time on this machine
    #[arg(long, conflicts_with = "svg")]
    preflight: bool,
    /// With `--preflight`: of this milestone. The one in progress when absent
    #[arg(long, value_name = "PATH|ID", requires = "preflight")]
    of: Option<String>,
    #[command(flatten)]
    allow: Allow,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    if args.preflight {
        return preflight::run(context, args);
    }
    let workspace = context.some_of_workspace()?;
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
