//! A sum of hashes.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// The sum, modulo 2¹²⁸, of one hash (128 bits of XXH3) for each of many values: equal for equal multisets, whatever their
/// order. A sum and no exclusive or, in which two equal rows would cancel each other. It finds accidents; it is no defence
/// against somebody who chooses values to deceive it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Digest(u128);

impl Digest {
    /// Counts one more value.
    pub(crate) const fn add(&mut self, hash: u128) {
        self.0 = self.0.wrapping_add(hash);
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        u128::from_str_radix(&text, 16)
            .map(Self)
            .map_err(|_| D::Error::custom("a digest is 32 hexadecimal digits"))
    }
}
