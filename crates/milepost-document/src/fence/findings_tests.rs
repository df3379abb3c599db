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
        ("bash -c \"false; pytest\"", UnsafeKind::NestedShell),
        ("bash -c 'pytest | tee log'", UnsafeKind::NestedShell),
        ("bash -c 'cargo clippy || true'", UnsafeKind::NestedShell),
        ("bash -ec 'set +e; pytest; echo done'", UnsafeKind::NestedShell),
        ("make -ij4 test", UnsafeKind::LenientOption),
        ("docker compose exec app sh -c 'npm ci; npm test'", UnsafeKind::NestedShell),
        ("bash -e -c 'pytest | tee log'", UnsafeKind::NestedShell),
        ("sh <<'E'\nnpm ci\nnpm test\nE", UnsafeKind::NestedShell),
        ("(npm ci; npm test) || exit 1", UnsafeKind::IgnoredErrexit),
        ("if { npm ci; npm test; }; then npm run e2e; fi", UnsafeKind::IgnoredErrexit),
        ("f() {\n  npm ci\n  npm test\n}\nf && npm run e2e", UnsafeKind::IgnoredErrexit),
        ("npm() { :; }\nnpm test", UnsafeKind::Redefined),
        ("function test { :; }\ntest 1", UnsafeKind::Redefined),
        ("find db -name '*.sql' -exec psql -f {} \\;", UnsafeKind::SwallowedStatus),
        ("f() {\n  npm ci\n  npm test\n}\ng() { f; }\ng || exit 1", UnsafeKind::IgnoredErrexit),
        ("for x in a b; do npm test -w $x; done || exit 1", UnsafeKind::IgnoredErrexit),
        ("while read -r x; do npm test -w $x; done < list || exit 1", UnsafeKind::IgnoredErrexit),
        ("f() {\n  for x in 1 2; do npm test -w $x; done\n}\nf || exit 1", UnsafeKind::IgnoredErrexit),
        ("if true; then\n  npm ci\n  npm test\nfi || exit 1", UnsafeKind::IgnoredErrexit),
        ("for x in 1 2; do if [ $x = 1 ]; then npm test; fi; done || exit 1", UnsafeKind::IgnoredErrexit),
        ("[ -n \"$(npm run build)\" ] || exit 1", UnsafeKind::UnaskedSubstitution),
        ("[ \"$(npm test; echo ok)\" = ok ] || exit 1", UnsafeKind::UnaskedSubstitution),
        ("bash -c $'false\\npytest'", UnsafeKind::NestedShell),
        ("bash <<< 'false; pytest'", UnsafeKind::NestedShell),
        ("bash -s staging <<'E'\nnpm ci\nnpm test\nE", UnsafeKind::NestedShell),
        ("if [ -z \"$(git status --porcelain)\" ]; then :; else exit 1; fi", UnsafeKind::UnaskedSubstitution),
        ("[ -z \"$(git status --porcelain)\" ] && npm test", UnsafeKind::UnaskedSubstitution),
        ("[[ $(npm audit | grep -c high) == 0 ]] || exit 1", UnsafeKind::UnaskedSubstitution),
        ("! grep -q x <(npm audit)", UnsafeKind::UnaskedSubstitution),
        ("if (( $(echo \"$A <= $B\" | bc -l) )); then exit 1; fi", UnsafeKind::UnaskedSubstitution),
        ("make -i test", UnsafeKind::LenientOption),
        ("make -ki test", UnsafeKind::LenientOption),
        ("npm run e2e --if-present", UnsafeKind::LenientOption),
        ("CI=1 pnpm -r --if-present test", UnsafeKind::LenientOption),
        ("mvn -fn verify", UnsafeKind::LenientOption),
        ("if [ -z \"$URL\" ]; then\n  echo skipped\n  exit 0\nfi\npnpm test", UnsafeKind::EarlyExit),
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
        "bash -c 'cd web && npm test'",
        "bash -euo pipefail -c 'npm ci; npm test | tee log'",
        "bash -c 'set -euo pipefail; npm ci; npm test'",
        "docker compose exec app bash -lc 'npm test'",
        "bash scripts/test.sh -c ci",
        "sh -c \"$COMMAND\"",
        "(cd web && npm test) || exit 1",
        "f() {\n  local url=$1\n  curl -f \"$url\"\n}\nif f a; then exit 1; fi\nnpm test",
        "find src -name '*.ts' -exec grep -l TODO {} \\;",
        "find db -name '*.sql' -exec psql -f {} +",
        "make -j4 -C web -f build.mk test",
        "make -k test",
        "npm run lint -- --if-present",
        "if [ -z \"$URL\" ]; then exit 1; fi\npnpm test",
        "found=$(git status --porcelain)\nif [ -z \"$found\" ]; then pnpm test; fi",
        "if found=$(git status --porcelain); then pnpm test \"$found\"; fi",
        "[ \"$(git branch --show-current)\" = main ] || exit 1\npnpm test",
        "if [ \"$(uname)\" = Darwin ]; then exit 1; fi",
        "if [ -z \"$(command -v jq)\" ]; then exit 1; fi",
        "until [ \"$(docker inspect db)\" = healthy ]; do sleep 1; done",
        "for x in 1 2; do if [ $x = 3 ]; then exit 1; fi; done || exit 1",
        "if npm ci; then npm test; fi || exit 1",
        "if [ \"$(ls -A dist)\" ]; then exit 1; fi",
        "if [ \"$(cat version)\" != 2 ]; then exit 1; fi",
        "until curl -f localhost; do sleep 1; done || exit 1",
        "for x in a b; do npm test -w $x || exit 1; done || exit 1",
        "bash scripts/a.sh <<'E'\nfalse\ntrue\nE",
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
