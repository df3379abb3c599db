//! The annotation language: what a comment beside an item or a command tells Milepost to do with it.
//!
//! A comment holds one form or several separated by `;`:
//!
//! ```text
//! <!-- milepost: coverage >= 90% lines; id unit-coverage -->
//! # milepost: allow or-true because "the folder may be absent"
//! -- milepost: inputs prisma/**
//! ```
//!
//! An unknown form is an error, never ignored.

mod carrier;
mod form;
mod lexer;
mod nearest;
mod parser;
mod table_query;

pub use carrier::{annotation_body, parse_comment};
pub use form::{Annotation, CoverageOf, CoverageWhat, Form, MetricBound, MetricUnit, Relation};
pub use parser::{AnnotationError, parse_annotation};
pub use table_query::{TableColumn, TableCondition, TableOf, TableQuery};
