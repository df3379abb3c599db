use proptest::prelude::*;

use super::*;

const SAMPLE: &str = "---\n# head\nstatus: planned # now 🟢\nowner: \"Ünï\"\nsingle: 'a b'\ntags: [a, b] # t\ndocs:\n  - x.md # first\n  - y.md\n\n# above\nlast: 1\nempty:\n---\n\n# T\n";

fn done(source: &str, change: impl Fn(&FrontMatter, &str) -> Result<EditSet, FrontMatterError>) -> String {
    let front = read(source).0.unwrap();
    change(&front, source).unwrap().apply(source).unwrap()
}

#[test]
fn each_change_touches_only_its_place() {
    for crlf in [false, true] {
        let dress = |text: &str| if crlf { text.replace('\n', "\r\n") } else { text.to_owned() };
        let source = dress(SAMPLE);
        let check = |change: &dyn Fn(&FrontMatter, &str) -> Result<EditSet, FrontMatterError>,
                     old: &str,
                     new: &str| {
            assert_eq!(done(&source, change), source.replacen(&dress(old), &dress(new), 1));
        };
        check(&|f, s| f.set_scalar(s, "status", "in-progress"), "planned #", "in-progress #");
        check(&|f, s| f.set_scalar(s, "status", "a: b"), "planned #", "\"a: b\" #");
        check(&|f, s| f.set_scalar(s, "owner", "a \"b\""), "\"Ünï\"", "\"a \\\"b\\\"\"");
        check(&|f, s| f.set_scalar(s, "single", "it's"), "'a b'", "'it''s'");
        check(&|f, s| f.set_scalar(s, "empty", "v"), "empty:\n", "empty: v\n");
        check(&|f, s| f.push(s, "tags", "c"), "[a, b]", "[a, b, c]");
        check(&|f, s| f.push(s, "tags", "c,d"), "[a, b]", "[a, b, \"c,d\"]");
        check(&|f, s| f.push(s, "docs", "z.md"), "- y.md\n", "- y.md\n  - z.md\n");
        check(&|f, s| f.push(s, "empty", "v"), "empty:\n", "empty: [v]\n");
        check(&|f, s| f.remove(s, "tags", "a"), "[a, b]", "[b]");
        check(&|f, s| f.remove(s, "tags", "b"), "[a, b]", "[a]");
        check(&|f, s| f.remove(s, "docs", "x.md"), "  - x.md # first\n", "");
        check(&|f, s| f.remove_key(s, "last"), "# above\nlast: 1\n", "");
        check(&|f, s| f.remove_key(s, "docs"), "docs:\n  - x.md # first\n  - y.md\n", "");
        check(&|f, s| f.add_key(s, "new", "true"), "empty:\n", "empty:\nnew: \"true\"\n");
    }
}

#[test]
fn the_last_item_leaves_an_empty_list() {
    let source = "---\ndocs:\n  - x\nb: 1\n---\n";
    assert_eq!(done(source, |f, s| f.remove(s, "docs", "x")), "---\ndocs: []\nb: 1\n---\n");
    assert_eq!(done("---\nt: [x]\n---\n", |f, s| f.remove(s, "t", "x")), "---\nt: []\n---\n");
    assert_eq!(done("---\nt: []\n---\n", |f, s| f.push(s, "t", "x")), "---\nt: [x]\n---\n");
}

#[test]
fn what_is_not_yaml_can_be_changed_too() {
    let source = "---\nassignee: @user\nstatus: todo # x\n---\n";
    assert_eq!(done(source, |f, s| f.set_scalar(s, "status", "done")), source.replace("todo", "done"));
}

#[test]
fn refusals() {
    let front = |source: &str| read(source).0.unwrap();
    let sample = front(SAMPLE);
    assert!(matches!(sample.set_scalar(SAMPLE, "nope", "x"), Err(FrontMatterError::NoSuchKey(_))));
    assert!(matches!(sample.set_scalar(SAMPLE, "tags", "x"), Err(FrontMatterError::WrongShape { .. })));
    assert!(matches!(sample.push(SAMPLE, "status", "x"), Err(FrontMatterError::WrongShape { .. })));
    assert!(matches!(sample.remove(SAMPLE, "tags", "x"), Err(FrontMatterError::NoSuchItem { .. })));
    assert!(matches!(sample.add_key(SAMPLE, "status", "x"), Err(FrontMatterError::KeyExists(_))));
    assert!(matches!(sample.add_key(SAMPLE, "a b: c", "x"), Err(FrontMatterError::BadKey(_))));
    let alias = "---\na: &x 1\nb: *x\n---\n";
    assert!(matches!(front(alias).set_scalar(alias, "a", "2"), Err(FrontMatterError::ReadOnly(_))));
    let text = "---\na: |\n  x\n---\n";
    assert!(matches!(front(text).set_scalar(text, "a", "2"), Err(FrontMatterError::WrongShape { .. })));
}

proptest! {
    #[test]
    fn a_value_that_was_set_is_read_back(value in "[ -~üß🟢\t]{0,24}", key in prop::sample::select(vec!["status", "owner", "single", "empty", "last"])) {
        let front = read(SAMPLE).0.unwrap();
        let once = front.set_scalar(SAMPLE, key, &value).unwrap().apply(SAMPLE).unwrap();
        let after = read(&once).0.unwrap();
        prop_assert_eq!(after.scalar(key), Some(value.as_str()));
        prop_assert!(after.set_scalar(&once, key, &value).unwrap().is_empty());
        for entry in front.entries.iter().filter(|entry| entry.key != key) {
            prop_assert_eq!(entry.line_span.text(SAMPLE), after.get(&entry.key).unwrap().line_span.text(&once));
        }
    }

    #[test]
    fn a_pushed_value_can_be_removed_again(value in "[ -~üß🟢]{1,24}", key in prop::sample::select(vec!["tags", "docs"])) {
        prop_assume!(!["a", "b", "x.md", "y.md"].contains(&value.as_str()));
        let front = read(SAMPLE).0.unwrap();
        let pushed = front.push(SAMPLE, key, &value).unwrap().apply(SAMPLE).unwrap();
        let after = read(&pushed).0.unwrap();
        prop_assert_eq!(after.list(key).last().copied(), Some(value.as_str()));
        prop_assert_eq!(after.remove(&pushed, key, &value).unwrap().apply(&pushed).unwrap(), SAMPLE);
    }

    #[test]
    fn an_added_key_can_be_removed_again(value in "[ -~üß🟢]{0,24}", key in "[a-z]{4,8}") {
        let front = read(SAMPLE).0.unwrap();
        prop_assume!(front.get(&key).is_none());
        let added = front.add_key(SAMPLE, &key, &value).unwrap().apply(SAMPLE).unwrap();
        prop_assert_eq!(read(&added).0.unwrap().remove_key(&added, &key).unwrap().apply(&added).unwrap(), SAMPLE);
    }
}
