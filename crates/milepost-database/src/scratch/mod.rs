//! Databases that are nobody's: made here, filled here, and gone afterwards.

mod account;
mod data_folder;
mod error;
mod kept_open;
mod leftovers;
mod named_server;
mod place;
mod private_mariadb;
mod private_postgres;
#[expect(clippy::module_inception, reason = "a file is named after its one public type")]
mod scratch;
mod server;
mod set_aside;
mod sqlite_file;
mod sweep;
mod url;

pub use error::ScratchError;
use kept_open::KeptOpen;
pub use leftovers::{leftovers, remove_leftovers};
pub use named_server::NamedServer;
pub use place::Place;
pub use private_mariadb::PrivateMariaDb;
pub use private_postgres::PrivatePostgres;
pub use scratch::Scratch;
pub use server::{PrivateOptions, ScratchServer};
pub use set_aside::SetAside;
pub use sqlite_file::SqliteFile;
pub use sweep::{abandoned, sweep};
pub use url::{NotScratch, ScratchUrl};
