//! Long evaluations and generated files.

fn main() {}
