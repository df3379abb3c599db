//! Any SQL is looked at by every engine's reader and every rule, and each finding lies inside of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_database::Engine;
use milepost_hazard::{Down, Migration, Schema, Script, lint};

fuzz_target!(|text: &str| {
    let (up, down) = text.split_once("\n---\n").unwrap_or((text, text));
    for engine in [Engine::Postgresql, Engine::Sqlite, Engine::Mariadb] {
        let read = |text: &str| Script::read(engine, "x.sql", text.to_owned());
        let mut base = Schema::default();
        base.apply(&read(down));
        let migration = Migration { engine, up: read(up), down: Down::Script(read(down)), base };
        for finding in lint(&migration) {
            let text = &migration.script(finding.side).text;
            assert!(text.get(finding.span.range()).is_some(), "{engine}: {finding:?}");
        }
    }
});
