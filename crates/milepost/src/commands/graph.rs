//! `milepost graph`.

use milepost_engine::{exit::Exit, graph::graph};
use milepost_report::{Flow, dot, human, mermaid};

use crate::{
    context::Context,
    error::{CommandError, Result},
    select::{Selection, select},
};

/// Show which milestones wait for which, and the critical path
///
/// Dependencies are read from labels, front matter, prerequisites and downstream impact of both documents. The critical
/// path is the chain of unfinished milestones with most effort left: the estimates of the open tasks where each task has
/// one, else the whole estimate. Where nobody states an effort, the answer says so. Milestones that wait for each other,
/// and names of milestones that are not there, are shown with every place that says so; `audit` fails on them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only these milestones, what they wait for and what waits for them; an initiative's README stands for all its
    /// milestones
    #[arg(value_name = "PATH|ID")]
    selection: Vec<String>,
    /// How to answer
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Into which direction a picture runs
    #[arg(long, value_enum, value_name = "DIRECTION", default_value = "right")]
    direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people, in the order of the work
    Text,
    /// A flowchart, as Git hosts show it in Markdown
    Mermaid,
    /// For Graphviz: `milepost graph --format dot | dot -Tsvg`
    Dot,
    /// The same as `--json`
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Direction {
    Right,
    Down,
    Left,
    Up,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result {
    let mut selections = select(context, &args.selection)?;
    let (Some(Selection { workspace, indices }), None) = (selections.pop(), selections.pop()) else {
        return Err(CommandError::usage("these documents belong to several projects, and a graph to one")
            .hint("ask for one project at a time"));
    };
    context.note_interrupted(&workspace);
    for file in &workspace.portfolio.unreadable {
        context.warn(&format!("`{}` cannot be read: {}", file.path, file.error));
    }
    let graph = graph(&workspace, &indices)?;
    let flow = match args.direction {
        Direction::Right => Flow::Right,
        Direction::Down => Flow::Down,
        Direction::Left => Flow::Left,
        Direction::Up => Flow::Up,
    };
    match args.format {
        Format::Json => context.answer_json("graph", Exit::Ok, &graph),
        format => context.answer("graph", Exit::Ok, &graph, || match format {
            Format::Mermaid => mermaid::graph(&graph, flow),
            Format::Dot => dot::graph(&graph, flow),
            Format::Text | Format::Json => human::graph(&graph, context.page()),
        }),
    }
}
