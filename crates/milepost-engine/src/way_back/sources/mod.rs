//! Where the statements come from that take a migration back. One file for each tool, and one line here.

mod dbmate;
mod diesel;
mod forward;
mod pairs;
mod prisma;
mod source;
mod sqlx;

pub(super) use source::{forgets, is_to_be_made, statements};

use forward::Forward;
use source::{Source, Way};

/// All of them; the last one is for every tool that keeps a file for each way.
const SOURCES: &[Source] = &[dbmate::SOURCE, diesel::SOURCE, prisma::SOURCE, sqlx::SOURCE, pairs::SOURCE];
