//! The commands: one file each, holding its help, its arguments and one function that reads top to bottom. A new
//! command is a file and its lines here.

mod adopt;
mod allow;
mod answer;
mod archive;
mod ask;
mod audit;
mod block;
mod cancel;
mod complete;
mod completions;
mod decide;
mod defer;
mod demo;
mod diff_plan;
mod doctor;
mod done;
mod explain;
mod findings;
mod forecast;
mod graph;
mod hazards;
mod hook;
mod import;
mod init;
mod key;
mod learn;
mod ledger;
mod lint;
mod log;
mod man;
mod merge_driver;
mod metrics;
mod mv;
mod new;
mod next;
mod policy;
mod ready;
mod rehearse;
mod reopen;
mod report;
mod rollback;
mod run;
mod search;
mod show;
mod signoff;
mod start;
pub(crate) mod status;
mod supersede;
mod sync;
mod tests;
mod track;
mod transition;
mod trust;
mod unblock;
mod verify;
mod waive;
mod why;

use crate::{context::Context, error::Result};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Adopt(adopt::Args),
    Answer(answer::Args),
    Archive(archive::Args),
    Ask(ask::Args),
    Audit(audit::Args),
    Block(block::Args),
    Cancel(cancel::Args),
    Complete(complete::Args),
    Completions(completions::Args),
    Decide(decide::Args),
    Defer(defer::Args),
    Demo(demo::Args),
    DiffPlan(diff_plan::Args),
    Doctor(doctor::Args),
    Done(done::Args),
    Explain(explain::Args),
    Forecast(forecast::Args),
    Graph(graph::Args),
    Hazards(hazards::Args),
    #[command(hide = true)]
    Hook(hook::Args),
    Import(import::Args),
    Init(init::Args),
    Key(key::Args),
    Learn(learn::Args),
    Ledger(ledger::Args),
    Lint(lint::Args),
    Log(log::Args),
    #[command(hide = true)]
    Man(man::Args),
    Metrics(metrics::Args),
    #[command(hide = true)]
    MergeDriver(merge_driver::Args),
    Mv(mv::Args),
    New(new::Args),
    Next(next::Args),
    Policy(policy::Args),
    Ready(ready::Args),
    Rehearse(rehearse::Args),
    Reopen(reopen::Args),
    Report(report::Args),
    Rollback(rollback::Args),
    Run(run::Args),
    Search(search::Args),
    Show(show::Args),
    Signoff(signoff::Args),
    Start(start::Args),
    Status(status::Args),
    Supersede(supersede::Args),
    Sync(sync::Args),
    Tests(tests::Args),
    Track(track::Args),
    Trust(trust::Args),
    Unblock(unblock::Args),
    Verify(verify::Args),
    Waive(waive::Args),
    Why(why::Args),
}

impl Command {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result {
        match self {
            Self::Adopt(args) => adopt::run(context, &args),
            Self::Answer(args) => answer::run(context, &args),
            Self::Archive(args) => archive::run(context, &args),
            Self::Ask(args) => ask::run(context, &args),
            Self::Audit(args) => audit::run(context, &args),
            Self::Block(args) => block::run(context, &args),
            Self::Cancel(args) => cancel::run(context, &args),
            Self::Complete(args) => complete::run(context, &args),
            Self::Completions(args) => completions::run(context, &args),
            Self::Decide(args) => decide::run(context, &args),
            Self::Defer(args) => defer::run(context, &args),
            Self::Demo(args) => demo::run(context, &args),
            Self::DiffPlan(args) => diff_plan::run(context, &args),
            Self::Doctor(args) => doctor::run(context, &args),
            Self::Done(args) => done::run(context, &args),
            Self::Explain(args) => explain::run(context, &args),
            Self::Forecast(args) => forecast::run(context, &args),
            Self::Graph(args) => graph::run(context, &args),
            Self::Hazards(args) => hazards::run(context, &args),
            Self::Hook(args) => hook::run(context, &args),
            Self::Import(args) => import::run(context, &args),
            Self::Init(args) => init::run(context, &args),
            Self::Key(args) => key::run(context, &args),
            Self::Learn(args) => learn::run(context, &args),
            Self::Ledger(args) => ledger::run(context, &args),
            Self::Lint(args) => lint::run(context, &args),
            Self::Log(args) => log::run(context, &args),
            Self::Man(args) => man::run(context, &args),
            Self::Metrics(args) => metrics::run(context, &args),
            Self::MergeDriver(args) => merge_driver::run(context, &args),
            Self::Mv(args) => mv::run(context, &args),
            Self::New(args) => new::run(context, &args),
            Self::Next(args) => next::run(context, &args),
            Self::Policy(args) => policy::run(context, &args),
            Self::Ready(args) => ready::run(context, &args),
            Self::Rehearse(args) => rehearse::run(context, &args),
            Self::Reopen(args) => reopen::run(context, &args),
            Self::Report(args) => report::run(context, &args),
            Self::Rollback(args) => rollback::run(context, &args),
            Self::Run(args) => run::run(context, &args),
            Self::Search(args) => search::run(context, &args),
            Self::Show(args) => show::run(context, &args),
            Self::Signoff(args) => signoff::run(context, &args),
            Self::Start(args) => start::run(context, &args),
            Self::Status(args) => status::run(context, &args),
            Self::Supersede(args) => supersede::run(context, &args),
            Self::Sync(args) => sync::run(context, &args),
            Self::Tests(args) => tests::run(context, &args),
            Self::Track(args) => track::run(context, &args),
            Self::Trust(args) => trust::run(context, &args),
            Self::Unblock(args) => unblock::run(context, &args),
            Self::Verify(args) => verify::run(context, &args),
            Self::Waive(args) => waive::run(context, &args),
            Self::Why(args) => why::run(context, &args),
        }
    }
}
