//! For tests only: documents, projects, redaction.
