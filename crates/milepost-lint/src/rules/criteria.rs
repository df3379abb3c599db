//! Which boxes count.

pub(super) use milepost_document::view::{box_class as class, is_open_box as is_open};
