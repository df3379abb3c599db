use proptest::prelude::*;

use super::*;

fn kinds(text: &str) -> Vec<UnsafeKind> {
    unsafe_statements(text).into_iter().map(|s| s.kind).collect()
}

#[test]
fn what_hides_a_failure() {
    for (text, kind) in [
        ("false && true\ntrue_check", UnsafeKind::AndNotLast),
        ("a && b; c", UnsafeKind::AndNotLast),
        ("a && b && c\nd", UnsafeKind::AndNotLast),
        ("a || b && c\nd", UnsafeKind::AndNotLast),
        ("{ a && b; }\nc", UnsafeKind::AndNotLast),
        ("for x in 1 2; do a && b; done", UnsafeKind::AndNotLast),
        ("if x; then a && b; fi\nc", UnsafeKind::AndNotLast),
        ("f() {\n  a && b\n  c\n}\nf", UnsafeKind::AndNotLast),
        ("! grep -q TODO src\npnpm test", UnsafeKind::AndNotLast),
        ("f() { local v=$(false); test -n \"$v\"; }\nf", UnsafeKind::MaskedSubstitution),
        ("export V=$(cmd)\npnpm test", UnsafeKind::MaskedSubstitution),
        ("declare -r V=\"x$(cmd)\"\npnpm test", UnsafeKind::MaskedSubstitution),
        ("readonly V=`cmd`\npnpm test", UnsafeKind::MaskedSubstitution),
        ("pnpm test || true", UnsafeKind::OrTrue),
        ("pnpm test || :", UnsafeKind::OrTrue),
        ("pnpm test || echo failed", UnsafeKind::OrTrue),
        ("pnpm test || exit 0", UnsafeKind::OrTrue),
        ("git log | less", UnsafeKind::PagerPipe),
        ("a | b | more", UnsafeKind::PagerPipe),
        ("pnpm dev &\npnpm test", UnsafeKind::Background),
        ("set +e\npnpm test", UnsafeKind::ErrexitOff),
        ("set +o pipefail\npnpm test", UnsafeKind::ErrexitOff),
        ("set -x +eu\npnpm test", UnsafeKind::ErrexitOff),
        ("if true; then", UnsafeKind::Unparsable),
        ("echo \"open", UnsafeKind::Unparsable),
        ("true", UnsafeKind::ProvesNothing),
        (":", UnsafeKind::ProvesNothing),
        ("exit 0", UnsafeKind::ProvesNothing),
        ("echo all tests pass", UnsafeKind::ProvesNothing),
        ("echo a\nprintf b && true", UnsafeKind::ProvesNothing),
        ("# only a comment", UnsafeKind::ProvesNothing),
        ("", UnsafeKind::ProvesNothing),
        ("V=1\nexport W=2", UnsafeKind::ProvesNothing),
        ("exit 0\npnpm test", UnsafeKind::EarlyExit),
        ("exec true\npnpm test", UnsafeKind::EarlyExit),
        ("trap 'exit 0' EXIT\npnpm test", UnsafeKind::Trap),
        ("trap 'echo; exit 0' ERR\npnpm test", UnsafeKind::Trap),
        ("trap : ERR\npnpm test", UnsafeKind::Trap),
        ("coproc pnpm test\nwait", UnsafeKind::Background),
        ("pnpm test & wait", UnsafeKind::Background),
    ] {
        assert!(kinds(text).contains(&kind), "{text:?}: {:?}", kinds(text));
    }
}

#[test]
fn what_is_safe() {
    for text in [
        "pnpm test",
        "pnpm build && pnpm test",
        "pnpm build\ncd x && pnpm test",
        "pnpm build\npnpm test # comment",
        "a && b\n# the end",
        "v=$(cmd)\npnpm test",
        "local_v=1\npnpm test \"$local_v\"",
        "pnpm test || exit 1",
        "if a && b; then c; fi\nd",
        "while a && b; do c; done\nd",
        "f() { a && b; }\nf\npnpm test",
        "(a && b)\npnpm test",
        "git log | head -3",
        "pnpm test 2>&1 | tee log",
        "set -euo pipefail\npnpm test",
        "pnpm test\nexit 0",
        "cat <<'EOF' > x\na && b\nEOF\npnpm test",
        "echo \"$(pnpm test)\"",
        "trap 'rm -rf tmp' EXIT\npnpm test",
        "exec 2>&1\npnpm test",
    ] {
        assert_eq!(kinds(text), [], "{text:?}");
    }
}

#[test]
fn an_allowance_needs_its_rule_and_its_place() {
    let allowed =
        |text: &str| unsafe_statements(text).into_iter().map(|s| s.allowed.is_some()).collect::<Vec<_>>();
    assert_eq!(
        allowed("rm x || true # milepost: allow or-true because \"may be absent\"\npnpm test"),
        [true]
    );
    assert_eq!(
        allowed("# milepost: allow or-true because \"may be absent\"\nrm x || true\npnpm test"),
        [true]
    );
    assert_eq!(allowed("# milepost: allow background because \"no\"\nrm x || true\npnpm test"), [false]);
    assert_eq!(
        allowed("# milepost: allow or-true because \"may be absent\"\npnpm build\nrm x || true"),
        [false]
    );
    assert_eq!(allowed("rm x || true\n# milepost: allow or-true because \"late\""), [false]);
}

proptest! {
    #[test]
    fn any_text_is_analysed(text in ".{0,60}") {
        for statement in unsafe_statements(&text) {
            prop_assert!(text.get(statement.span.range()).is_some());
        }
    }

    #[test]
    fn shell_words_in_any_order(words in prop::collection::vec(prop::sample::select(vec![
        "a", "&&", "||", "true", ";", "\n", "{", "}", "if", "then", "fi", "(", ")", "$(", "local", "v=", "|", "less", "&", "#", "do", "done", "for", "!", "<<E", "E",
    ]), 0..14)) {
        let text = words.join(" ");
        for statement in unsafe_statements(&text) {
            prop_assert!(text.get(statement.span.range()).is_some());
        }
    }
}
