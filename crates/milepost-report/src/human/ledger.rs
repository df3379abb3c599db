//! The ledger: its log, one record, its check, what was collected and exported.

use milepost_engine::ledger::{
    Collection, Exported, Predicate, Record, SignedBy, Trust, Verification, signing::Certificate,
};

use milepost_engine::tracking::shown;

use crate::{Page, Role, layout::fit, put::put, words::plural};

/// Records, newest first, one line each. Waivers stand out.
pub fn records(records: &[(&Record, &Trust)], page: Page) -> String {
    let mut out = String::new();
    for (record, trust) in records {
        let kind = record.kind();
        let role = match &record.predicate {
            Predicate::Acknowledgement(_) | Predicate::Waiver(_) => Role::Attention,
            Predicate::Attestation(_) => Role::Good,
            _ => Role::Note,
        };
        let time = record.link.recorded.get(..16).unwrap_or(&record.link.recorded).replace('T', " ");
        put!(
            out,
            "{}  {}  {}  {}\n",
            Role::Command.paint(record.digest.short()),
            Role::Faint.paint(time),
            role.paint(fit(kind.name(), 19)),
            signer(record, trust)
        );
        out.push_str(&page.wrapped(&subject(record), 4));
    }
    if records.is_empty() {
        out.push_str("the ledger holds no such record\n");
    }
    out
}

/// What a record is about, in one line.
fn subject(record: &Record) -> String {
    match &record.predicate {
        Predicate::CheckRun(run) => {
            let items: Vec<_> = run.items.iter().map(|item| item.item.as_str()).collect();
            format!("{}: {}", run.result.verdict.name(), items.join(", "))
        }
        Predicate::Attestation(attestation) => format!("{} {}", attestation.document.id, attestation.to),
        Predicate::Baseline(baseline) => format!("{} at {:.12}", baseline.document.id, baseline.commit),
        Predicate::SignOff(sign_off) => {
            let note = sign_off.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            format!("{}#{} by {}{note}", sign_off.document.id, sign_off.item, sign_off.signer)
        }
        Predicate::Waiver(waiver) => format!(
            "{}#{} waived by {} until {}: {}",
            waiver.document.id, waiver.item, waiver.who, waiver.until, waiver.why
        ),
        Predicate::Transition(moved) => {
            let reason = moved.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            format!("{} {} → {} by {}{reason}", moved.document.id, moved.from, moved.to, moved.actor)
        }
        Predicate::Acknowledgement(one) => format!(
            "{}: {} {} by {}: {}",
            one.document.id,
            plural(one.tests.len(), "test"),
            one.what.word(),
            one.who,
            one.why
        ),
        Predicate::Batch(batch) => plural(batch.records.len(), "record"),
        Predicate::Tombstone(tombstone) => format!("{} removed", plural(tombstone.removed.len(), "record")),
        Predicate::MachineCertificate(copy) => match Certificate::read(&copy.certificate) {
            Ok(Certificate { claim, .. }) => {
                format!("{} vouches for the machine's key {}", claim.principal, claim.fingerprint)
            }
            Err(what) => what,
        },
        Predicate::PlanStamp(stamp) => format!("{} planned at {:.12}", stamp.document.id, stamp.commit),
        Predicate::Rename(rename) => {
            format!("{} is now {}, by {}", rename.before.id, rename.document.id, rename.who)
        }
        Predicate::TaskEnd(end) => {
            format!("{} {} ended by {}", end.document.id, end.task, end.person)
        }
        Predicate::TimeEntry(entry) => format!(
            "{}{} {} on {} by {}",
            entry.document.id,
            entry.task.as_ref().map(|task| format!(" {task}")).unwrap_or_default(),
            shown(entry.minutes),
            entry.day,
            entry.person
        ),
        Predicate::Revocation(revocation) => revocation.why.clone(),
        Predicate::Unknown { error, .. } => error.clone().unwrap_or_else(|| "of a newer version".to_owned()),
    }
}

fn signer(record: &Record, trust: &Trust) -> String {
    let by_machine = matches!(record.kind().signed_by(), SignedBy::Batch | SignedBy::Machine);
    match trust {
        Trust::Believed { signer: None, .. } if by_machine => Role::Faint.paint("○ this machine"),
        Trust::Believed { signer: Some(signer), .. } => Role::Good.paint(format!("✔ {signer}")),
        Trust::Believed { signer: None, .. } => Role::Faint.paint("○ unsigned"),
        Trust::Refused(_) => Role::Bad.paint("✖ not believed"),
    }
}

/// One record, whole.
pub fn record(record: &Record, trust: &Trust) -> String {
    let mut out = format!("{} {}\n", Role::Strong.paint(record.kind().name()), record.digest);
    put!(out, "file        {}\n", record.path.display());
    put!(out, "recorded    {} (by the machine's clock)\n", record.link.recorded);
    put!(out, "height      {}\n", record.link.height);
    for prev in &record.link.prev {
        put!(out, "after       {}\n", prev.short());
    }
    put!(out, "signature   {}\n", signer(record, trust));
    if let Trust::Refused(refusal) = trust {
        put!(out, "            {refusal}\n");
    }
    let value = record.predicate.to_value().unwrap_or_default();
    let text = serde_json::to_string_pretty(&value).unwrap_or_default();
    put!(out, "\n{text}\n");
    out
}

/// What a check of the whole ledger found. Waivers are always listed.
pub fn verification(found: &Verification, waivers: &[String], page: Page) -> String {
    use milepost_engine::ledger::Severity;
    let mut out = String::new();
    for flaw in &found.flaws {
        let (role, word) = match flaw.severity {
            Severity::Tampering => (Role::Bad, "✖ tampered:"),
            Severity::Failure => (Role::Attention, "? does not count:"),
            Severity::Note => (Role::Note, "· note:"),
        };
        out.push_str(&page.hanging(
            &format!("{} ", role.paint(word)),
            word.chars().count() + 1,
            &flaw.to_string(),
        ));
    }
    for waiver in waivers {
        out.push_str(&page.hanging(&format!("{} ", Role::Attention.paint("! waived:")), 10, waiver));
    }
    let checked = plural(found.records, "record");
    let (role, glyph, verdict) = match found.worst() {
        Some(Severity::Tampering) => (Role::Bad, "✖", "the ledger was tampered with"),
        Some(Severity::Failure) => (Role::Attention, "?", "some evidence does not count"),
        _ => (Role::Good, "✔", "nothing was changed, nothing that is named is missing"),
    };
    put!(out, "{} {checked} checked: {verdict}\n", role.paint(glyph));
    out
}

/// What was removed, or would be.
pub fn collection(collection: &Collection, dry_run: bool) -> String {
    let verb = if dry_run { "would remove" } else { "removed" };
    let mut out = format!(
        "{verb} {}, {} and {}\n",
        plural(collection.records.len(), "record"),
        plural(collection.blobs.len(), "output"),
        plural(collection.strays.len(), "left-over file"),
    );
    if let Some(tombstone) = &collection.tombstone {
        put!(out, "record {} says so\n", tombstone.short());
    }
    out
}

/// The files of an exported record, and the command that checks it.
pub fn exported(exported: &Exported, allowed_signers: &str, principal: &str) -> String {
    format!(
        "{}\n{}\n{}\n\n→ {}\n",
        exported.payload.display(),
        exported.signed.display(),
        exported.signature.display(),
        Role::Command.paint(exported.command(allowed_signers, principal)),
    )
}
