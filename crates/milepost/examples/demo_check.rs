//! x
#[path = "../src/commands/demo.rs"]
mod demo;
fn main() {
    let _ = demo::run;
}
