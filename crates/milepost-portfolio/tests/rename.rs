//! The law of new names: what led to a document before leads to it afterwards.

use std::collections::HashMap;

use milepost_document::LinkKind;
use milepost_portfolio::{Portfolio, Renames, mentions, path, portfolio_of, rename};
use proptest::prelude::*;

const FILES: [&str; 6] = ["top.md", "a/x.md", "a/b/y.md", "c/z w.md", "c/d/v(1).md", "c/README.md"];
const FOLDERS: [&str; 4] = ["a", "a/b", "c", "c/d"];
const NEW_FILES: [&str; 4] = ["n/new.md", "a/q(2).md", "top2.md", "c/d/e/f.md"];
const NEW_FOLDERS: [&str; 4] = ["e", "e/f", "a/g", "c-d/(h)"];

/// One link of a document: what it leads to, and in which notation.
fn written(from: &str, (target, notation): (usize, u8)) -> String {
    let to = FILES[target % FILES.len()];
    let relative = path::relative(path::folder(from), to);
    let encoded = |text: &str| text.replace(' ', "%20").replace('(', "%28").replace(')', "%29");
    match notation % 7 {
        0 => format!("[t]({})", encoded(&relative)),
        1 => format!("[t](./{}#part)", encoded(&relative)),
        2 => format!("[t](/{})", encoded(to)),
        3 => format!("[t](<{relative}> \"title\")"),
        4 => format!("![t]({}?raw=1)", encoded(&relative)),
        5 if !relative.contains(' ') => format!("see `{relative}`"),
        5 => "nothing".to_owned(),
        _ => format!("[t][r{target}]\n\n[r{target}]: {}\n", encoded(&relative)),
    }
}

fn portfolio(links: &[Vec<(usize, u8)>], related: &[usize]) -> Portfolio {
    let texts: Vec<(&str, String)> = FILES
        .iter()
        .zip(links)
        .enumerate()
        .map(|(at, (file, links))| {
            let related = FILES[related[at] % FILES.len()];
            let front =
                format!("---\nrelated-docs:\n  - {}\n---\n", path::relative(path::folder(file), related));
            let body: Vec<String> = links.iter().map(|link| written(file, *link)).collect();
            (*file, format!("{front}# {file}\n\n{}\n", body.join("\n\n")))
        })
        .collect();
    portfolio_of(&texts)
}

/// What each link, mention and value of a document leads to, in order.
fn led_to(portfolio: &Portfolio, index: usize) -> Vec<Option<String>> {
    let loaded = &portfolio.documents[index];
    let document = loaded.document();
    let links = document.links.iter().filter(|link| link.kind != LinkKind::Auto).map(|link| link.target);
    let values = document.front_matter.iter().flat_map(|front| front.list("related-docs")).map(str::to_owned);
    let texts = links.chain(mentions(document)).map(|span| document.text(span).to_owned()).chain(values);
    let target = |text: String| {
        let file = text.split(['#', '?']).next().unwrap_or_default();
        let file = file.replace("%20", " ").replace("%28", "(").replace("%29", ")");
        path::resolve(loaded.folder(), &file).filter(|path| portfolio.has_file(path))
    };
    texts.map(target).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_led_to_a_document_leads_to_it_afterwards(
        links in prop::collection::vec(prop::collection::vec((0..FILES.len(), any::<u8>()), 0..6), FILES.len()),
        related in prop::collection::vec(0..FILES.len(), FILES.len()),
        folder in any::<bool>(),
        from in 0..FILES.len(),
        to in 0..NEW_FILES.len(),
    ) {
        let before = portfolio(&links, &related);
        let renames = if folder {
            let (from, to) = (FOLDERS[from % FOLDERS.len()], NEW_FOLDERS[to]);
            prop_assume!(!to.starts_with(&format!("{from}/")));
            Renames::of_folder(from, to, before.files())
        } else {
            Renames::of_file(FILES[from], NEW_FILES[to])
        };
        let renamed = rename(&before, &renames, &|_| false);
        prop_assert_eq!(&renamed.lost, &[]);
        for (index, loaded) in before.documents.iter().enumerate() {
            let now = renamed.portfolio.find(&renames.now(&loaded.path)).unwrap();
            let wanted: Vec<Option<String>> =
                led_to(&before, index).into_iter().map(|path| path.map(|path| renames.now(&path))).collect();
            prop_assert!(wanted.iter().all(Option::is_some), "{:?}", wanted);
            prop_assert_eq!(wanted, led_to(&renamed.portfolio, now));
        }
        // There and back again is where it was, but for the notation of a path that was none of ours.
        let back: HashMap<&str, &str> = renames.files().map(|(from, to)| (to, from)).collect();
        prop_assert_eq!(back.len(), renames.files().count());
    }
}

/// Real documents, where they are there.
#[test]
fn real_documents_keep_their_links() {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let system = milepost_system::OsSystem::new();
    let Ok(entries) = milepost_system::System::list(&system, &corpus) else {
        eprintln!("skipped: there is no corpus of documents");
        return;
    };
    let mut moved = 0;
    for entry in entries {
        let name = entry.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !name.contains('+') {
            continue;
        }
        let options = milepost_portfolio::LoadOptions {
            folders: vec![String::new()],
            ..milepost_portfolio::LoadOptions::default()
        };
        let portfolio = milepost_portfolio::load(&system, &entry.path, &options);
        let count = portfolio.documents.len();
        for index in (0..count).step_by((count / 2).max(1)) {
            let from = &portfolio.documents[index].path;
            let to = format!("moved/somewhere/{}", path::file_name(from));
            let renamed = rename(&portfolio, &Renames::of_file(from, &to), &|_| false);
            let broken: Vec<_> =
                renamed.lost.iter().filter(|lost| lost.why.contains("leads nowhere")).collect();
            assert!(broken.is_empty(), "{name}: {from}: {broken:?}");
            moved += 1;
        }
    }
    assert!(moved > 0);
}
