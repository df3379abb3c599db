//! A real slowdown of the example is a reason to roll back, and no change is none.

use serde_json::Value;

use crate::shop::Shop;

const ID: &str = "checkout/4";
const DOCUMENT: &str = "docs/initiatives/checkout/milestone-4-quotes.md";
const QUOTE: &str = "src/pricing/quote.ts";
const TAX: &str = "    return { ...line, discount, total, tax: taxIncluded(total, line.taxClass) };\n";
/// Makes a text of each line that nobody needs: about a fifth of the whole time.
const TRACED: &str = "    const trace = JSON.stringify([line.sku, line.category, line.gross, discount, total]);\n    \
    if (trace === \"\") throw new RangeError(\"a line without a trace\");\n    \
    return { ...line, discount, total, tax: taxIncluded(total, line.taxClass) };\n";
/// How often a measurement goes on that a busy machine left undecided.
const TRIES: usize = 4;

/// Named in the surroundings where there is time for it: it measures for most of a minute.
const SLOW: &str = "MILEPOST_SLOW_TESTS";

/// Verifies until it is decided: the exit code, and what stands of the reason to roll back.
fn verified(shop: &Shop, allow: &[&str]) -> (Option<i32>, Value) {
    for _ in 0..TRIES {
        let run = shop.milepost(&[&["verify", ID, "--json"], allow].concat());
        let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.text()));
        let found = report["documents"][0]["triggers"][0].clone();
        let decision = &report["documents"][0]["runs"][0]["measurement"]["decision"];
        if decision != "undecided" {
            return (run.code, found);
        }
    }
    panic!("undecided after {TRIES} goes");
}

#[test]
fn a_fifth_more_time_is_a_reason_to_roll_back_and_no_change_is_none() {
    if std::env::var_os(SLOW).is_none() {
        eprintln!("skipped: `{SLOW}` is not set; `./test --all` sets it");
        return;
    }
    let Some(shop) = Shop::new() else { return };
    let project = &shop.project;
    project
        .write(
            DOCUMENT,
            "# Milestone 4: Quotes\n\n**Status**: ⏳ Planned\n**Risk Level**: 🟢 Low\n\n## Success Criteria\n\n\
             - [ ] Described <!-- milepost: exists README.md -->\n\n## Rollback Plan\n\n### When to Rollback\n\n\
             - Performance degradation > 10%\n",
        )
        .commit("A plan");
    let digest = project.digest(DOCUMENT);
    let allow = ["--allow-digest", digest.as_str()];
    shop.milepost(&[&["start", ID, "--no-run", "--commit"], &allow[..]].concat()).exits(0);

    let (code, same) = verified(&shop, &allow);
    assert_eq!(same["state"], "clear", "{same:#}");
    assert_eq!(code, Some(0), "{same:#}");

    project.replace(QUOTE, TAX, TRACED).commit("Trace every line");
    let (code, slower) = verified(&shop, &allow);
    assert_eq!((slower["state"].as_str(), code), (Some("hit"), Some(1)), "{slower:#}");
    let reason = slower["reason"].as_str().unwrap();
    assert!(reason.contains("`quotes` changed by +") && reason.contains("interval"), "{reason}");
    let told = shop.milepost(&["show", ID]);
    assert!(told.stdout.contains("→ milepost rollback checkout/4"), "{}", told.stdout);
    shop.milepost(&[&["complete", ID], &allow[..]].concat()).exits(3).says("the reason to roll back");
}
