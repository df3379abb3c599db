use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;

use super::*;

const SECRET: &str = "s3cr3t/with+odd chars&more";

fn secrets() -> Secrets {
    Secrets::new([("DB_PASSWORD", SECRET)])
}

/// The text pushed in pieces of each given length in turn.
fn in_pieces(secrets: &Secrets, text: &[u8], lengths: &[usize]) -> String {
    let mut redactor = Redactor::new(secrets);
    let (mut out, mut rest, mut turn) = (Vec::new(), text, 0);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(lengths[turn % lengths.len()].clamp(1, rest.len()));
        redactor.push(piece, &mut out);
        rest = after;
        turn += 1;
    }
    redactor.finish(&mut out);
    String::from_utf8_lossy(&out).into_owned()
}

#[test]
fn pitfall_19_a_known_secret_is_found_in_every_encoding() {
    let hex = "7333637233742f776974682b6f6464206368617273266d6f7265".to_owned();
    let percent = "%73%33%63%72%33%74%2F%77%69%74%68%2B%6F%64%64%20%63%68%61%72%73%26%6D%6F%72%65".to_owned();
    let texts = [
        SECRET.to_owned(),
        hex.clone(),
        hex.to_uppercase(),
        percent,
        "s3cr3t%2Fwith%2Bodd%20chars%26more".to_owned(),
        "s3cr3t%2Fwith%2Bodd+chars%26more".to_owned(),
        STANDARD.encode(SECRET),
        STANDARD.encode(SECRET).replace('+', "-").replace('/', "_"),
    ];
    for text in texts {
        let shown = in_pieces(&secrets(), format!("value: {text} end\n").as_bytes(), &[1000]);
        assert!(shown.starts_with("value: [redacted:DB_PASSWORD]"), "{text}: {shown}");
        assert!(shown.ends_with(" end\n"), "{text}: {shown}");
    }
}

#[test]
fn pitfall_19_base64_of_a_longer_text_shows_no_part_of_the_secret() {
    for before in ["", "u", "us", "user:", "admin:"] {
        for after in ["", "@", "@host", "@host/db"] {
            let text = STANDARD.encode(format!("{before}{SECRET}{after}"));
            let shown = in_pieces(&secrets(), text.as_bytes(), &[7]);
            assert!(shown.contains("[redacted:DB_PASSWORD]"), "{before} {after}: {shown}");
            let left = shown.replace("[redacted:DB_PASSWORD]", "");
            assert!(left.len() <= text.len() - SECRET.len(), "{before} {after}: {left}");
        }
    }
    let long = "0123456789abcdef".repeat(9);
    let wrapped = STANDARD.encode(&long).as_bytes().chunks(76).collect::<Vec<_>>().join(&b'\n');
    let shown = in_pieces(&Secrets::new([("KEY", &long)]), &wrapped, &[50]);
    assert!(shown.len() < 20, "{shown}");
}

#[test]
fn pitfall_19_shapes_are_found_and_ordinary_words_are_not() {
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";
    let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAA\nAAAA==\n-----END OPENSSH PRIVATE KEY-----";
    let cases = [
        (format!("token={jwt};"), "token=[redacted:jwt];"),
        (format!("ghp_{} x", "a1".repeat(18)), "[redacted:github-token] x"),
        ("id AKIAIOSFODNN7EXAMPLE.".to_owned(), "id [redacted:aws-key]."),
        ("Authorization: Bearer abcdefghijklmnop1234==\n".to_owned(), "Authorization: [redacted:bearer]\n"),
        (format!("a\n{key}\nb\n"), "a\n[redacted:private-key]\nb\n"),
        (
            "a bearer of news, ghp_ and AKIA and eyJ.eyJ".to_owned(),
            "a bearer of news, ghp_ and AKIA and eyJ.eyJ",
        ),
    ];
    for (text, expected) in cases {
        for length in [1, 3, 16, 1000] {
            assert_eq!(in_pieces(&Secrets::default(), text.as_bytes(), &[length]), expected);
        }
    }
}

#[test]
fn a_key_without_an_end_does_not_swallow_the_log() {
    let text = format!("-----BEGIN PRIVATE KEY-----\n{}\nthen: (a line)\n", "A".repeat(64));
    assert_eq!(in_pieces(&Secrets::default(), text.as_bytes(), &[10]), "[redacted:private-key](a line)\n");
}

#[test]
fn a_token_longer_than_all_buffers_is_swallowed() {
    let text = format!("Bearer {} done\n", "x".repeat(300_000));
    assert_eq!(in_pieces(&Secrets::default(), text.as_bytes(), &[4096]), "[redacted:bearer] done\n");
}

#[test]
fn whole_lines_are_handed_on_at_once() {
    let mut redactor = Redactor::new(&Secrets::default());
    let mut out = Vec::new();
    redactor.push(b"one\ntwo", &mut out);
    assert_eq!(out, b"one\n");
}

proptest! {
    #[test]
    fn pitfall_19_however_it_is_cut_nothing_shows(
        before in "[a-z \n]{0,80}",
        after in "[a-z \n]{0,80}",
        lengths in prop::collection::vec(1usize..40, 1..8),
    ) {
        let text = format!("{before}{SECRET}{after}{SECRET}");
        let shown = in_pieces(&secrets(), text.as_bytes(), &lengths);
        prop_assert_eq!(shown, text.replace(SECRET, "[redacted:DB_PASSWORD]"));
    }

    #[test]
    fn text_without_secrets_passes_unchanged(
        text in prop::collection::vec(any::<u8>(), 0..600),
        lengths in prop::collection::vec(1usize..90, 1..8),
    ) {
        let mut redactor = Redactor::new(&Secrets::new([("K", "this-is-not-there")]));
        let (mut out, mut rest, mut turn) = (Vec::new(), &text[..], 0);
        while !rest.is_empty() {
            let (piece, left) = rest.split_at(lengths[turn % lengths.len()].min(rest.len()));
            redactor.push(piece, &mut out);
            rest = left;
            turn += 1;
        }
        redactor.finish(&mut out);
        prop_assert_eq!(out, text);
    }
}
