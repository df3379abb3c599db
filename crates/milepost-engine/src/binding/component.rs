//! The components of the project that a document names under Affects and Requires Updates.

use milepost_document::{Document, view};
use milepost_portfolio::nearest;

use super::{
    Binding, Bound, Check, Class, ComponentAsked, ComponentsAsked, Gate, Rule, Subject, bind::one_line,
    command,
};
use crate::config::Config;

/// Binds each label that names components to their checks, and to their files where it requires an update. A label that names
/// none is words, and is left alone.
pub(super) fn bind_components(document: &Document, config: &Config, bound: &mut Bound) {
    if config.components.is_empty() {
        return;
    }
    for impact in view::downstream(document) {
        let texts = impact.texts.iter().map(|span| document.text(*span).trim());
        // What is struck through is no longer concerned.
        let text: Vec<&str> =
            texts.filter(|text| !(text.starts_with("~~") && text.ends_with("~~"))).collect();
        let text = one_line(&text.join("; "));
        let mut asked = ComponentsAsked::default();
        for name in named(&text, config.components.keys().map(String::as_str)) {
            let component = &config.components[name];
            let runs: Vec<_> = component
                .checks
                .iter()
                .filter_map(|check| command::run_by_name(config, check, bound))
                .collect();
            asked.runs.extend(&runs);
            asked.named.push(ComponentAsked {
                name: name.to_owned(),
                runs,
                updated: impact.needs_update.then(|| component.paths.clone()),
            });
        }
        asked.misspelt = misspelt(&text, config);
        if asked.named.is_empty() && asked.misspelt.is_empty() {
            continue;
        }
        asked.runs.sort_unstable();
        asked.runs.dedup();
        let field = &document.fields[impact.field.index()];
        let rule = Rule::Place("components of the project".to_owned());
        let check = Check::Components(Box::new(asked));
        // The entry in which the label stands; what an annotation says of it comes first.
        let item = field.item.map(Subject::Item);
        if let Some(binding) = bound.bindings.iter_mut().find(|binding| Some(binding.subject) == item) {
            if binding.rule != Rule::Annotation {
                (binding.gate, binding.rule, binding.check, binding.class) =
                    (Gate::Complete, rule, check, Class::Invariant);
            }
            continue;
        }
        let word = if impact.needs_update { "requires-updates" } else { "affects" };
        bound.bindings.push(Binding {
            subject: Subject::Field(impact.field),
            id: format!("{}/{word}", view::section_slug(document, field.section)),
            kind: document.ancestors(field.section).find_map(|(_, section)| section.kind),
            span: field.key.to(*impact.texts.last().unwrap_or(&field.value)),
            text: format!("{}: {text}", one_line(document.text(field.key))),
            ticked: None,
            gate: Gate::Complete,
            rule,
            check,
            class: Class::Invariant,
            must_fail: Vec::new(),
        });
    }
}

/// The names that a text holds as whole words, in the order of the text: the longest first where one holds another.
fn named<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let text = words(text);
    let mut names: Vec<(&str, Vec<String>)> = names.map(|name| (name, words(name))).collect();
    names.sort_by_key(|(_, words)| std::cmp::Reverse(words.len()));
    let mut taken = vec![false; text.len()];
    let mut found = Vec::new();
    for (name, words) in names.iter().filter(|(_, words)| !words.is_empty()) {
        let places: Vec<usize> = (0..(text.len() + 1).saturating_sub(words.len()))
            .filter(|at| {
                text[*at..at + words.len()] == words[..] && !taken[*at..at + words.len()].contains(&true)
            })
            .collect();
        for at in &places {
            taken[*at..at + words.len()].fill(true);
        }
        found.extend(places.first().map(|at| (*at, *name)));
    }
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name).collect()
}

/// A text in small words: `Mobile app`, `mobile-app` and `mobile_app` are the same two.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The entries of a text that name no component and are nearly one, each with that one.
fn misspelt(text: &str, config: &Config) -> Vec<(String, String)> {
    let known = || config.components.keys().map(String::as_str);
    let near = |entry: &str| {
        let near = nearest(&words(entry).join("-"), known()).filter(|_| named(entry, known()).is_empty())?;
        Some((entry.to_owned(), near.to_owned()))
    };
    text.split([',', ';']).filter_map(|entry| near(entry.trim().trim_matches(['`', '*', '.']))).collect()
}

#[cfg(test)]
mod tests {
    use milepost_document::parse;

    use super::*;
    use crate::binding::{Surroundings, bind};

    const CONFIG: &str = "[checks.bill]\nrun = './bill'\n[suites.web]\nrun = './web'\n\
        [components.billing]\nchecks = ['bill']\npaths = ['billing/**']\n\
        [components.mobile-app]\nchecks = ['web']\n[components.app]\nchecks = ['bill', 'web']\n";

    fn bound(impact: &str) -> Bound {
        let config = crate::config::parse(CONFIG.as_bytes()).unwrap();
        let around =
            Surroundings { config: &config, path: "m.md", is_tracked: &|_| false, milestone: &|_| None };
        bind(&parse(&format!("# Milestone 1: X\n\n### Downstream Impact\n{impact}")).document, around)
    }

    fn asked(impact: &str) -> Vec<(String, Vec<String>)> {
        let bound = bound(impact);
        let of = |binding: &Binding| match &binding.check {
            Check::Components(asked) => {
                Some((binding.id.clone(), asked.named.iter().map(|one| one.name.clone()).collect()))
            }
            _ => None,
        };
        bound.bindings.iter().filter_map(of).collect()
    }

    #[test]
    fn components_are_named_by_whole_words_however_they_are_joined() {
        let names = ["app", "mobile-app", "billing"];
        for (text, expected) in [
            ("Billing, the Mobile App", vec!["billing", "mobile-app"]),
            ("`mobile_app` and `app`", vec!["mobile-app", "app"]),
            ("rebilling and applications", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(named(text, names.into_iter()), expected, "{text}");
        }
    }

    #[test]
    fn a_label_is_bound_to_the_checks_of_what_it_names() {
        let both = "- **Affects**: billing, mobile app\n- **Requires Updates**: `billing`\n";
        let ids = ["downstream-impact/affects-billing-mobile-app", "downstream-impact/requires-updates"];
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let expected = vec![
            (ids[0].to_owned(), names(&["billing", "mobile-app"])),
            (ids[1].to_owned(), names(&["billing"])),
        ];
        assert_eq!(asked(both), expected);
        let found = bound(both);
        let Check::Components(asked) = &found.by_id(ids[1]).unwrap().check else { panic!("{found:?}") };
        assert_eq!(asked.named[0].updated.as_deref(), Some(&["billing/**".to_owned()][..]));
        assert!(asked.runs.iter().map(|id| found.run(*id).label.as_str()).eq(["bill"]));
        assert!(found.bindings.iter().all(|binding| binding.gate == Gate::Complete));
        assert_eq!(found.bindings.len(), 2, "the entry itself is bound");
    }

    #[test]
    fn a_list_behind_a_label_names_them_too_and_other_words_bind_nothing() {
        assert_eq!(asked("- **Affects**:\n  - billing\n  - app\n")[0].1, ["billing", "app"]);
        assert_eq!(asked("**Affects**:\n- app\n- all users\n")[0].1, ["app"]);
        assert_eq!(asked("- **Affects**:\n  - ~~billing~~\n  - app\n")[0].1, ["app"]);
        assert_eq!(asked("- **Affects**: None\n"), []);
        assert_eq!(asked("**Affects**: app\n")[0].0, "downstream-impact/affects");
        assert_eq!(
            asked("- **Affects**: app <!-- milepost: exists app -->\n"),
            [],
            "an annotation comes first"
        );
    }

    #[test]
    fn a_name_that_is_nearly_one_is_no_other_word() {
        let config = crate::config::parse(CONFIG.as_bytes()).unwrap();
        let found = misspelt("all users, `biling`, app; mobile-ap", &config);
        let expected = [("biling", "billing"), ("mobile-ap", "mobile-app")];
        assert!(found.iter().map(|(entry, near)| (entry.as_str(), near.as_str())).eq(expected), "{found:?}");
        assert_eq!(asked("- **Affects**: biling\n").len(), 1, "it is bound, so that it is told");
    }
}
