//! What people attest to: sign-offs and waivers.

use std::collections::HashMap;

use milepost_ledger::{Digest, Kind, Predicate, Record, SignOff, SignOffKey, Waiver};

use super::{Judge, Outcome};
use crate::{
    Result,
    binding::{Binding, SignOffKind},
    plan::{Inputs, snapshot::text_digest},
    signers::{Authors, Signed, signed_text},
    standing::Proof,
};

/// Why a sign-off does not count.
type Refused = std::result::Result<(), (Proof, String)>;

impl Judge<'_, '_> {
    pub(super) fn sign_off(
        &self,
        binding: &Binding,
        role: &str,
        kind: SignOffKind,
        globs: &[String],
    ) -> Result<Outcome> {
        let mut why = None;
        let records = self.signers.records(self.workspace, self.ledger, &Kind::SignOff, &self.document)?;
        for record in records {
            let Predicate::SignOff(sign_off) = &record.predicate else { continue };
            if sign_off.item != binding.id {
                continue;
            }
            match self.holds(&record, sign_off, binding, role, kind, globs)? {
                Ok(()) => {
                    let note = sign_off.note.as_ref().map_or_else(String::new, |note| format!(": {note}"));
                    return Ok(Outcome::passed(format!("signed by {}{note}", sign_off.signer))
                        .resting_on(vec![record.digest]));
                }
                Err((proof, reason)) => {
                    why.get_or_insert((proof, reason, record.digest));
                }
            }
        }
        let outcome = if let Some((proof, reason, digest)) = why {
            Outcome::new(proof, reason).resting_on(vec![digest])
        } else {
            let who = match (kind, role) {
                (SignOffKind::Review, _) => "a reviewer who is not an author of the change",
                (SignOffKind::Stakeholder, _) => "a stakeholder",
                (SignOffKind::Manual, _) => "whoever did the manual test",
                (SignOffKind::Statement, "anyone") => "somebody",
                (SignOffKind::Statement, role) => role,
            };
            Outcome::new(Proof::Missing, format!("waits for the signature of {who}"))
        };
        Ok(outcome.hinting(format!("run `milepost signoff {}#{}`", self.document, binding.id)))
    }

    /// Whether a sign-off counts for an item as it stands today.
    fn holds(
        &self,
        record: &Record,
        sign_off: &SignOff,
        binding: &Binding,
        role: &str,
        kind: SignOffKind,
        globs: &[String],
    ) -> Result<Refused> {
        let who = &sign_off.signer;
        let refused = |proof, why: String| Ok(Err((proof, why)));
        match self.signers.check(self.ledger, record, who)? {
            Signed::Valid => {}
            Signed::Unsigned => {
                return refused(Proof::Missing, format!("the sign-off of {who} carries no signature"));
            }
            Signed::Untrusted(why) => {
                return refused(Proof::Missing, format!("the sign-off of {who} does not count: {why}"));
            }
        }
        if !self.signers.is_ours(self.workspace, self.ledger, record) {
            return refused(Proof::Missing, format!("{who} signed it in another repository"));
        }
        if sign_off.text != text_digest(&binding.text) {
            return refused(Proof::Stale, format!("{who} signed other words"));
        }
        let signed_as = sign_off.role.as_deref().unwrap_or("anyone");
        if signed_as != role {
            return refused(Proof::Missing, format!("{who} signed as `{signed_as}`, not as `{role}`"));
        }
        if !self.signers.has_role(who, role) {
            return refused(Proof::Missing, format!("{who} does not have the role `{role}`"));
        }
        if kind == SignOffKind::Review && self.authors()?.has(who) {
            let why = format!("{who} wrote part of the change and cannot review it");
            return refused(Proof::Missing, why);
        }
        let same = match (&sign_off.key, kind) {
            (SignOffKey::Tree { tree }, SignOffKind::Review) => tree == self.now.id()?.as_str(),
            (SignOffKey::Tree { tree }, _) => globs.is_empty() && tree == self.now.id()?.as_str(),
            (SignOffKey::Inputs { digest, .. }, SignOffKind::Manual) => {
                let now = Inputs::new(self.workspace, self.now).digest(globs);
                now.is_ok_and(|now| now == Some(*digest))
            }
            (SignOffKey::Commit { .. }, SignOffKind::Stakeholder | SignOffKind::Statement) => true,
            (SignOffKey::Inputs { .. } | SignOffKey::Commit { .. }, _) => false,
        };
        if same {
            Ok(Ok(()))
        } else {
            refused(Proof::Stale, format!("{who} signed for another state of the files"))
        }
    }

    fn authors(&self) -> Result<&Authors> {
        if let Some(known) = self.authors.get() {
            return Ok(known);
        }
        let found = Authors::of(self.workspace, self.baseline.as_ref().map(|(_, baseline)| baseline))?;
        Ok(self.authors.get_or_init(|| found))
    }

    /// The waiver of an item that holds today.
    pub(super) fn waiver(&self, binding: &Binding) -> Result<Option<&(Digest, Waiver)>> {
        if self.waivers.get().is_none() {
            let found = self.valid_waivers()?;
            let _ = self.waivers.set(found);
        }
        Ok(self.waivers.get().and_then(|waivers| waivers.get(&binding.id)))
    }

    /// The newest waiver of each item that is signed by whom it names, in this repository, for the words that stand
    /// there today, and that is not over.
    fn valid_waivers(&self) -> Result<HashMap<String, (Digest, Waiver)>> {
        let mut found: HashMap<String, (Digest, Waiver)> = HashMap::new();
        for record in self.signers.records(self.workspace, self.ledger, &Kind::Waiver, &self.document)? {
            let Predicate::Waiver(waiver) = &record.predicate else { continue };
            if found.contains_key(&waiver.item) || !waiver.holds_on(self.today) {
                continue;
            }
            let Some(binding) = self.bound.by_id(&waiver.item) else { continue };
            let words = signed_text(&record).is_none_or(|text| text == text_digest(&binding.text).hex());
            if words
                && self.signers.is_ours(self.workspace, self.ledger, &record)
                && self.signers.check(self.ledger, &record, &waiver.who)? == Signed::Valid
            {
                found.insert(waiver.item.clone(), (record.digest, (**waiver).clone()));
            }
        }
        Ok(found)
    }
}
