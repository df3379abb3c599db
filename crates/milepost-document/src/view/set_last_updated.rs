//! Writing the date of the last change.

use jiff::civil::Date;

use super::dates::last_updated_places;
use crate::{Document, Edit, EditSet};

/// Writes a date as `YYYY-MM-DD` into every place that says when the document was last changed; words behind the date
/// and quotes around it stay. A value with a time of day stays whole: a date alone cannot say it.
pub fn set_last_updated(document: &Document, date: Date) -> EditSet {
    let iso = date.to_string();
    let edits = last_updated_places(document).into_iter().filter_map(|place| {
        let old = document.text(place.date);
        if old.contains(':') {
            return None;
        }
        let quote = old.chars().next().filter(|c| place.in_front_matter && matches!(c, '"' | '\''));
        let new = quote.map_or_else(|| iso.clone(), |quote| format!("{quote}{iso}{quote}"));
        (new != old).then(|| Edit::replace(place.date, new))
    });
    EditSet::new(edits.collect()).expect("the places of a date are disjoint")
}
