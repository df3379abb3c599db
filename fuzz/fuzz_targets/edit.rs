//! What is written is read back, a second time changes nothing, and the projection stays equal.
#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use milepost_document::{Document, EditSet, ItemId, parse, view, vocabulary::Status};

fuzz_target!(|input: (&str, u8)| {
    let (source, choice) = input;
    let d = parse(source).document;
    let before = view::projection(&d, |_| true, &[]);
    let written = |edits: &EditSet| -> Document {
        let after = parse(&edits.apply(source).expect("edits of a document fit its text")).document;
        assert_eq!(view::projection(&after, |_| true, &[]), before);
        after
    };
    let status = Status::ALL[usize::from(choice) % Status::ALL.len()];
    let after = written(&view::set_status(&d, status));
    assert!(view::set_status(&after, status).is_empty());
    if view::status(&d).is_some() {
        assert_eq!(
            view::status(&after).and_then(|place| place.reading).map(|reading| reading.status),
            Some(status)
        );
    }
    let after = written(&view::set_last_updated(&d, date(2025, 12, 24)));
    assert!(view::set_last_updated(&after, date(2025, 12, 24)).is_empty());
    for (id, item) in (0_u32..).zip(&d.items).filter(|(_, item)| item.checkbox.is_some()).take(8) {
        let after = written(&view::tick(&d, ItemId(id), !item.is_ticked()));
        assert_eq!(after.item(ItemId(id)).is_ticked(), !item.is_ticked());
    }
});
