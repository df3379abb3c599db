//! A repository that means harm: each test is one attack, named for it, and asks whether its effect took place.
//!
//! Where an attack needs a way around something that holds it, the test first shows that it works without that: a test
//! whose attack would not work anywhere could not fail.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests make and damage real files, start real processes, stop at the first surprise, and say aloud what \
              they leave out"
)]

mod bombs;
mod checkout;
mod configuration;
mod credentials;
mod git_folder;
mod git_settings;
mod granting;
mod links;
mod network;
mod processes;
mod screen;
mod special_files;
mod writes;

/// The program under test.
const MILEPOST: &str = env!("CARGO_BIN_EXE_milepost");
