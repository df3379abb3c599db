use super::report_error::ReportError;

/// Why JSON is no report of a format: broken, cut, or JSON of something else.
pub(super) fn json_error(format: &'static str, bytes: &[u8], error: &serde_json::Error) -> ReportError {
    let line = error.line().max(1);
    match error.classify() {
        serde_json::error::Category::Eof if !bytes.trim_ascii().is_empty() => {
            ReportError::Truncated { line, missing: "its JSON is not closed".to_owned() }
        }
        serde_json::error::Category::Data => ReportError::NotThisFormat { format, what: error.to_string() },
        _ => ReportError::Malformed { line, what: error.to_string() },
    }
}
