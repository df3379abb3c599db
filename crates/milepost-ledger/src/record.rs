//! Records: a predicate, its place in the history, and the envelope that holds both.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Digest, Envelope, Kind, Place, Predicate, Statement, Subject,
    dsse::{PAYLOAD_TYPE, Signature},
    statement::STATEMENT_TYPE,
};

/// A record as it was read. Immutable: its digest is over all bytes of its file, signatures included.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Digest of the file's bytes, and its name.
    pub digest: Digest,
    /// Where it lives.
    pub place: Place,
    /// Its file.
    pub path: PathBuf,
    /// Its place in the history.
    pub link: Link,
    /// What it says.
    pub predicate: Predicate,
    /// What it is about.
    pub subject: Vec<Subject>,
    /// The envelope: exact payload and signatures.
    pub envelope: Envelope,
}

/// A record's place in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The repository's identity.
    pub repository: String,
    /// Greater than the height of every record in `prev`: a logical clock. Order is by height, never by wall clock.
    pub height: u64,
    /// The heads at the moment of writing.
    #[serde(default)]
    pub prev: Vec<Digest>,
    /// Random, so that no two records are equal by accident.
    pub nonce: String,
    /// Wall clock, RFC 3339; for people only.
    pub recorded: String,
}

/// A record to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRecord {
    /// What it says.
    pub predicate: Predicate,
    /// What it is about, beside what the predicate itself names.
    pub subjects: Vec<Subject>,
}

impl NewRecord {
    /// A record with the predicate's own subjects.
    pub fn new(predicate: Predicate) -> Self {
        Self { predicate, subjects: Vec::new() }
    }

    /// Adds a subject, such as the commit of a clean tree.
    #[must_use]
    pub fn subject(mut self, subject: Subject) -> Self {
        self.subjects.push(subject);
        self
    }
}

impl Record {
    /// Reads a record file. The name is not compared with the content here: that is the store's duty.
    ///
    /// # Errors
    /// What is wrong with the bytes, for people.
    pub fn read(bytes: &[u8], place: Place, path: PathBuf) -> Result<Self, String> {
        let envelope =
            Envelope::from_bytes(bytes).map_err(|error| format!("not a DSSE envelope: {error}"))?;
        if envelope.payload_type != PAYLOAD_TYPE {
            return Err(format!("payload type is `{}`, expected `{PAYLOAD_TYPE}`", envelope.payload_type));
        }
        let statement: Statement = serde_json::from_slice(&envelope.payload)
            .map_err(|error| format!("the payload is not an in-toto statement: {error}"))?;
        if statement.kind != STATEMENT_TYPE {
            return Err(format!("statement type is `{}`, expected `{STATEMENT_TYPE}`", statement.kind));
        }
        let mut value = statement.predicate;
        let link = value
            .as_object_mut()
            .and_then(|predicate| predicate.remove("link"))
            .ok_or_else(|| "the predicate has no `link`, expected repository, height and prev".to_owned())?;
        let link: Link =
            serde_json::from_value(link).map_err(|error| format!("the `link` is wrong: {error}"))?;
        Ok(Self {
            digest: Digest::of(bytes),
            place,
            path,
            link,
            predicate: Predicate::read(&statement.predicate_type, value),
            subject: statement.subject,
            envelope,
        })
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.predicate.kind()
    }

    /// Its signatures; empty for one that only its batch covers, or none.
    pub fn signatures(&self) -> &[Signature] {
        &self.envelope.signatures
    }

    /// The commit that it names beside its content: that of a clean checkout, for a check run.
    pub fn commit(&self) -> Option<&str> {
        self.subject.iter().find_map(|subject| subject.digest.get("gitCommit").map(String::as_str))
    }

    /// The civil date of its wall clock, `YYYY-MM-DD`.
    pub fn date(&self) -> &str {
        self.link.recorded.get(..10).unwrap_or("0000-00-00")
    }
}

impl Link {
    /// The statement of a new record, as an unsigned envelope.
    pub(crate) fn envelope(&self, record: &NewRecord) -> Result<Envelope, serde_json::Error> {
        let mut value = record.predicate.to_value()?;
        if let Value::Object(predicate) = &mut value {
            predicate.insert("link".to_owned(), serde_json::to_value(self)?);
        }
        let mut subjects = record.predicate.subjects();
        subjects.extend(record.subjects.iter().cloned());
        let kind = record.predicate.kind().predicate_type();
        Ok(Envelope::unsigned(Statement::new(subjects, kind, value).to_bytes()?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn link() -> Link {
        Link {
            repository: "r".into(),
            height: 3,
            prev: vec![Digest::of("p")],
            nonce: "00".into(),
            recorded: "2030-01-02T03:04:05Z".into(),
        }
    }

    fn read(envelope: &Envelope) -> Result<Record, String> {
        Record::read(&envelope.to_bytes(), Place::Local, PathBuf::new())
    }

    #[test]
    fn an_unknown_kind_is_kept_with_all_it_says() {
        let predicate = Predicate::Unknown {
            kind: "urn:milepost:time-entry/v7".into(),
            value: json!({"hours": 3, "new": [1]}),
            error: None,
        };
        let record = read(&link().envelope(&NewRecord::new(predicate.clone())).unwrap()).unwrap();
        assert_eq!(record.predicate, predicate);
        assert_eq!(record.link, link());
        assert_eq!(record.kind().name(), "urn:milepost:time-entry/v7");
    }

    #[test]
    fn a_later_field_does_not_hide_a_record() {
        let value = json!({"records": [], "colour": "green", "link": link()});
        let statement = Statement::new(Vec::new(), "urn:milepost:batch/v1", value);
        let record = read(&Envelope::unsigned(statement.to_bytes().unwrap())).unwrap();
        assert_eq!(record.kind(), Kind::Batch);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let mut envelope =
            link().envelope(&NewRecord::new(Predicate::Batch(crate::Batch { records: vec![] }))).unwrap();
        envelope.payload_type = "text/plain".into();
        assert_eq!(
            read(&envelope).unwrap_err(),
            "payload type is `text/plain`, expected `application/vnd.in-toto+json`"
        );
    }

    proptest! {
        #[test]
        fn any_payload_reads_without_a_panic(payload: Vec<u8>) {
            let _ = read(&Envelope::unsigned(payload));
        }
    }
}
