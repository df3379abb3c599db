//! The schema of a database at one moment.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt::Write as _,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::{Kind, Object, ObjectId};
use crate::Engine;

/// The version of what a snapshot holds. Snapshots of different versions are not compared.
pub const SNAPSHOT_FORMAT: u32 = 1;

/// The schema of a database at one moment: every object, in an order that depends on nothing but their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// [`SNAPSHOT_FORMAT`] when it was taken.
    pub format: u32,
    /// The engine.
    pub engine: Engine,
    /// The version of the engine, as it says it.
    pub version: String,
    /// The objects.
    #[serde(serialize_with = "as_list", deserialize_with = "from_list")]
    pub objects: BTreeMap<ObjectId, Object>,
    /// What this engine can hold and a snapshot does not look at: the limits of what an empty difference proves.
    pub not_covered: Vec<String>,
}

impl Snapshot {
    /// A snapshot without objects.
    pub(crate) fn new(engine: Engine, version: impl Into<String>, not_covered: &[&str]) -> Self {
        Self {
            format: SNAPSHOT_FORMAT,
            engine,
            version: version.into(),
            objects: BTreeMap::new(),
            not_covered: not_covered.iter().map(|&text| text.to_owned()).collect(),
        }
    }

    /// Adds an object. A second one of the same name gets a number: none is lost.
    pub(crate) fn add(&mut self, kind: Kind, name: impl Into<String>, object: Object) {
        let name = name.into();
        let mut id = ObjectId { kind, name: name.clone() };
        for number in 2.. {
            match self.objects.entry(id) {
                Entry::Vacant(place) => {
                    place.insert(object);
                    return;
                }
                Entry::Occupied(_) => id = ObjectId { kind, name: format!("{name} #{number}") },
            }
        }
    }

    /// One object.
    pub fn get(&self, kind: Kind, name: &str) -> Option<&Object> {
        self.objects.get(&ObjectId { kind, name: name.to_owned() })
    }

    /// The part of the version that has to be equal for two snapshots to be comparable: catalogs change with it.
    pub fn major(&self) -> &str {
        let parts = match self.engine {
            Engine::Postgresql => 1,
            Engine::Mariadb | Engine::Sqlite => 2,
        };
        let end = self.version.match_indices(|c: char| !c.is_ascii_digit()).nth(parts - 1);
        end.map_or(self.version.as_str(), |(at, _)| &self.version[..at])
    }

    /// SHA-256 over the objects, as hexadecimal digits: equal for equal schemas of one engine and major version.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let mut field = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        field(self.engine.name());
        field(self.major());
        for (id, object) in &self.objects {
            field(id.kind.words());
            field(&id.name);
            field(&object.facts.len().to_string());
            for (fact, value) in &object.facts {
                field(fact);
                field(value);
            }
        }
        hash.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}"); // into a string: cannot fail
            text
        })
    }
}

/// An entry of the list that the objects are written as: keys of JSON are text.
#[derive(Serialize, Deserialize)]
struct Listed<I, O> {
    #[serde(flatten)]
    id: I,
    #[serde(flatten)]
    object: O,
}

fn as_list<S: Serializer>(objects: &BTreeMap<ObjectId, Object>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(objects.iter().map(|(id, object)| Listed { id, object }))
}

fn from_list<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<ObjectId, Object>, D::Error> {
    let list: Vec<Listed<ObjectId, Object>> = Deserialize::deserialize(from)?;
    Ok(list.into_iter().map(|entry| (entry.id, entry.object)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Snapshot {
        let mut snapshot = Snapshot::new(Engine::Postgresql, "15.18 (Debian 15.18-0+deb12u1)", &["nothing"]);
        snapshot.add(Kind::Column, "users.name", Object::of("users").with("type", "text"));
        snapshot.add(Kind::Table, "users", Object::new());
        snapshot
    }

    #[test]
    fn json_gives_back_what_it_was_given() {
        let json = serde_json::to_string(&example()).unwrap();
        assert!(
            json.contains(r#"{"kind":"column","name":"users.name","table":"users","facts":{"type":"text"}}"#),
            "{json}"
        );
        assert_eq!(serde_json::from_str::<Snapshot>(&json).unwrap(), example());
    }

    #[test]
    fn the_digest_depends_on_every_fact_and_on_no_minor_version() {
        let mut other = example();
        other.version = "15.2".to_owned();
        assert_eq!(other.digest(), example().digest());
        other.objects.values_mut().for_each(|object| drop(object.facts.insert("a".into(), String::new())));
        assert_ne!(other.digest(), example().digest());
    }

    #[test]
    fn majors_are_what_an_engine_calls_a_series() {
        let major = |engine, version: &str| Snapshot::new(engine, version, &[]).major().to_owned();
        assert_eq!(major(Engine::Postgresql, "15.18 (Debian)"), "15");
        assert_eq!(major(Engine::Mariadb, "10.11.19-MariaDB-0+deb12u1"), "10.11");
        assert_eq!(major(Engine::Sqlite, "3.54.1"), "3.54");
        assert_eq!(major(Engine::Postgresql, "18"), "18");
    }

    #[test]
    fn two_objects_of_one_name_are_both_kept() {
        let mut snapshot = example();
        snapshot.add(Kind::Table, "users", Object::new());
        assert!(snapshot.get(Kind::Table, "users #2").is_some());
    }
}
