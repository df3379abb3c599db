//! JavaScript and TypeScript: the scripts of `package.json` first, the tools behind them where no script calls them.

mod coverage;
mod detect;
mod package;
mod package_manager;
mod quality;
mod script;
mod tests;
mod workspaces;

pub(super) use detect::detect;
