//! The public face.

use std::process::Command;

use snapbox::{data::DataFormat, file};

use crate::MILEPOST;

fn output(args: &[&str]) -> String {
    let output = Command::new(MILEPOST).args(args).env("COLUMNS", "100").output().unwrap();
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_reference_of_all_commands() {
    let data = file!["snapshots/commands.md"].coerce_to(DataFormat::Text);
    snapbox::assert_data_eq!(output(&["man", "--markdown"]), data.raw());
}

#[test]
fn every_command_has_a_page_and_help() {
    let reference = output(&["man", "--markdown"]);
    let names = reference.lines().filter_map(|line| line.strip_prefix("## `milepost ")?.strip_suffix('`'));
    let mut count = 0;
    for name in names {
        let args: Vec<&str> = name.split(' ').chain(["--help"]).collect();
        assert!(output(&args).contains("Usage: milepost"), "{name}");
        count += 1;
    }
    assert!(count > 25, "{count} commands");
    assert!(output(&["man"]).contains(".TH milepost 1"));
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(output(&["completions", shell]).contains("COMPLETE"), "{shell}");
    }
}

#[test]
fn pages_go_to_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    output(&["man", "--dir", folder.path().to_str().unwrap()]);
    let pages = std::fs::read_dir(folder.path()).unwrap().count();
    assert!(pages > 25, "{pages} pages");
}

#[test]
fn who_asks_for_the_help_of_the_help_gets_the_help() {
    for flag in ["--help", "-h"] {
        assert_eq!(output(&["help", flag]), output(&["help"]));
    }
}
