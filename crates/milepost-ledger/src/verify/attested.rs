//! What an attestation names, and whether it may.

use super::{Context, Flaw, FlawKind};
use crate::{Attestation, Digest, EvidenceBinding, Predicate, Record, Scope, SignOffKey, Verdict};

impl Context<'_> {
    /// Every record that an attestation names has to be here, and be what the attestation says.
    pub(super) fn attestation(&self, record: &Record, attestation: &Attestation, flaws: &mut Vec<Flaw>) {
        // The machine that made it has to have everything. So has one that has any of it: evidence was merged there.
        // On any other machine local evidence is elsewhere, which is no flaw.
        let named: Vec<Digest> =
            attestation.named_records().chain(attestation.heads.iter().copied()).collect();
        let here = self.identity.as_ref() == Some(&attestation.ledger)
            || named.iter().any(|digest| {
                let local = |record: &&Record| !record.place.is_committed();
                self.by_digest.get(digest).copied().as_ref().is_some_and(local)
                    || self.buried.contains(digest)
            });
        let by = format!("the attestation `{}` names it", record.digest.short());
        let mut elsewhere = 0;
        let mut need = |digest: &Digest, committed: bool, flaws: &mut Vec<Flaw>| {
            if self.is_known(digest) {
            } else if here || committed {
                flaws.push(Flaw::missing(*digest, &by));
            } else {
                elsewhere += 1;
            }
        };
        for binding in &attestation.evidence {
            let Some(digest) = &binding.record else { continue };
            let committed = binding.kind.as_ref().is_some_and(|kind| kind.place().is_committed());
            need(digest, committed, flaws);
            if let Some(evidence) = self.by_digest.get(digest)
                && let Err(what) = self.fits(attestation, binding, evidence)
            {
                let what = format!(
                    "item `{}#{}` rests on `{}`: {what}",
                    binding.document,
                    binding.item,
                    digest.short()
                );
                flaws.push(Flaw::of(record, FlawKind::WrongBinding, what));
            }
        }
        for digest in &attestation.waivers {
            need(digest, true, flaws);
        }
        for digest in &attestation.heads {
            need(digest, false, flaws);
        }
        if elsewhere > 0 {
            let what = format!("{elsewhere} records that it names were made on another machine");
            flaws.push(Flaw::of(record, FlawKind::Elsewhere, what));
        }
    }

    /// Whether evidence may stand for a binding of an attestation.
    fn fits(
        &self,
        attestation: &Attestation,
        binding: &EvidenceBinding,
        evidence: &Record,
    ) -> Result<(), String> {
        match &evidence.predicate {
            Predicate::CheckRun(run) => {
                if binding.check != Some(run.key.specification) {
                    let expected = binding.check.map_or("none".to_owned(), |check| check.short());
                    return Err(format!(
                        "it ran the check `{}`, expected `{expected}`",
                        run.key.specification.short()
                    ));
                }
                if run.key.scope == Scope::Whole && run.key.tree != attestation.tree {
                    return Err(format!(
                        "it ran on the tree `{}`, attested is `{}`",
                        run.key.tree, attestation.tree
                    ));
                }
                if binding.standing == "proven" && run.result.verdict != Verdict::Pass {
                    return Err("it did not pass, and the item is called proven".to_owned());
                }
                Ok(())
            }
            Predicate::SignOff(sign_off) => {
                self.item(binding, &sign_off.document.id, &sign_off.item)?;
                match &sign_off.key {
                    SignOffKey::Tree { tree } if *tree != attestation.tree => {
                        Err(format!("it was given for the tree `{tree}`, attested is `{}`", attestation.tree))
                    }
                    // A statement holds for its words: the commit tells what the signer had before them.
                    _ => Ok(()),
                }
            }
            Predicate::Waiver(waiver) => {
                if binding.standing != "waived" {
                    return Err("it is a waiver, and the item is not called waived".to_owned());
                }
                self.item(binding, &waiver.document.id, &waiver.item)
            }
            Predicate::Transition(_) | Predicate::Attestation(_) | Predicate::Baseline(_) => {
                match evidence.predicate.document() {
                    Some(found) if !self.is_called(&binding.document, found) => {
                        Err(format!("it is about the milestone `{found}`"))
                    }
                    _ => Ok(()),
                }
            }
            _ => Err(format!("a record of the kind `{}` is no evidence", evidence.kind())),
        }
    }

    fn item(&self, binding: &EvidenceBinding, document: &str, item: &str) -> Result<(), String> {
        if item == binding.item && self.is_called(&binding.document, document) {
            Ok(())
        } else {
            Err(format!("it is about `{document}#{item}`"))
        }
    }
}
