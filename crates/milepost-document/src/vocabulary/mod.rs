//! The only place where the words of milestone documents are spelled: statuses, risks, units, dates, headings,
//! labels, phrases and tools.

mod commands;
mod date;
mod dialect_status;
mod dialects;
mod document_ids;
mod effort;
mod front_keys;
mod heading_words;
mod headings;
mod label_keys;
mod labels;
mod languages;
mod phrases;
mod plain;
mod reference_words;
mod remark_words;
mod risk;
mod roles;
mod section_headings;
mod sections;
mod status;
mod status_words;
mod table_words;
mod wordings;

pub use commands::{CommandSpan, command_span, command_span_with, is_known_tool};
pub use date::{DateReading, is_placeholder_date, parse_date};
pub use dialect_status::dialect_status;
pub use dialects::{
    Dialect, DialectPlace, FOLDER_FILES, HEADING_SIGNS, HIDDEN_FOLDERS, Role, TITLE_PREFIXES, dialect_place,
    folder_status, is_counted_apart,
};
pub use document_ids::{parse_document_id, parse_file_stem};
pub use effort::{Effort, EffortKind, HourRange, TimeUnit, parse_effort};
pub use front_keys::{FrontKey, classify_front_key};
pub use headings::{TitleKind, TitleReading, parse_title, title_kind};
pub use labels::{LabelKey, classify_label};
pub use phrases::{PhraseRule, classify_phrase, normalise_phrase};
pub(crate) use plain::{Plain, plain_char};
pub use plain::{is_pictograph, plain_text};
pub use reference_words::{
    COMES_BEFORE, CONDITIONS, EARLIER, EVERY, LATER, LATER_HEADINGS, LIST_WORDS, MENTIONS, NO_REFERENCE,
    NO_REFERENCE_SIGNS, SIBLINGS, WAITS_FOR_THIS,
};
pub use remark_words::{
    FILE_LABELS, NO_BLOCKER, NO_BLOCKER_PHRASES, NO_BLOCKER_SIGNS, PARTS, PASSING_FILE, RESOLVED,
};
pub use risk::{Risk, RiskReading, parse_risk};
pub use roles::{is_material, is_other_type, is_record, is_template, tells_of_work};
pub use sections::{SectionClass, SectionKind, classify_heading, section_class};
pub use status::{Status, StatusReading, parse_status, spell_like};
pub use status_words::{is_document_life, is_draft};
pub use table_words::{
    COUNT_HEADERS, EFFORT_HEADERS, HEADERS_ABOUT_OTHERS, NUMBER_HEADERS, PROGRESS_HEADERS, STATUS_HEADERS,
};
