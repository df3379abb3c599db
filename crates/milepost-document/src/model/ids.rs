//! Indices into a document's lists. Each is valid for the document that gave it.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index into the document's list.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A section of [`Document::sections`](crate::Document::sections).
    SectionId;
    /// A label of [`Document::fields`](crate::Document::fields).
    FieldId;
    /// An item of [`Document::items`](crate::Document::items).
    ItemId;
    /// A table of [`Document::tables`](crate::Document::tables).
    TableId;
    /// A fence of [`Document::fences`](crate::Document::fences).
    FenceId;
    /// A link of [`Document::links`](crate::Document::links).
    LinkId;
    /// An annotation comment of [`Document::annotations`](crate::Document::annotations).
    AnnotationId;
}
