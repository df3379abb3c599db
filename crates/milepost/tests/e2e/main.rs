//! Whole walks through the real binary, in repositories of their own.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests make and damage real files, start and kill real processes, stop at the first surprise, and say \
              aloud what they leave out"
)]

mod cargo_lib;
mod components;
mod demo;
mod false_greens;
mod fences;
mod history;
mod init;
mod keys;
mod kill;
mod merge;
mod pitfalls;
mod plan_gates;
mod planned;
mod rehearse;
mod rehearse_faults;
mod rehearse_leftovers;
mod rehearse_life;
mod rehearse_locks;
mod rehearse_mariadb;
mod rehearse_postgresql;
mod rehearse_statements;
mod rehearse_stopped;
mod rehearse_surroundings;
mod reviews;
mod rollback;
mod rollback_forward;
mod rollback_killed;
mod rollback_literal;
mod rollback_prisma;
mod rollback_surroundings;
mod sandbox;
mod shop;
mod shop_rollback;
mod slowdown;
mod steps;
mod steps_killed;
mod steps_redo;
mod unfinished_writes;
mod week;
mod words;

/// The program under test.
const MILEPOST: &str = env!("CARGO_BIN_EXE_milepost");
