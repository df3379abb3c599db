//! What a plan itself promises of files and settings, as items of their own: they can be proven or waived like others.

use milepost_document::{
    Span,
    vocabulary::{Risk, SectionKind},
};

use super::gates::Asked;
use crate::{
    Workspace,
    binding::{Binding, Bound, Check, Class, Gate, PolicyGate, Rule, Subject},
    config::{ConfigurationGate, ScopeGate},
    drift::PlannedFiles,
    settings,
};

/// Adds the gates of scope and configuration, where the document says something that can be held.
pub(crate) fn add_plan(bound: &mut Bound, workspace: &Workspace, index: usize, asked: Asked, risk: Risk) {
    let end = bound.bindings.last().map_or(0, |binding| binding.span.end);
    let mut add = |gate: PolicyGate, id: &str, text: &str, blocks: bool, check: Check| {
        bound.bindings.push(Binding {
            subject: Subject::Policy(gate),
            id: id.to_owned(),
            kind: Some(SectionKind::SuccessCriteria),
            span: Span::at(end),
            text: text.to_owned(),
            ticked: None,
            gate: if blocks { Gate::Complete } else { Gate::None },
            rule: Rule::Place(format!("gate at {} risk", risk.word())),
            check,
            class: Class::Invariant,
            must_fail: Vec::new(),
        });
    };
    if asked.scope > ScopeGate::Off {
        let planned = PlannedFiles::of(workspace, index);
        if planned.holds_anything() {
            let check = Check::Scope(Box::new(planned.asked(asked.scope == ScopeGate::Strict)));
            let blocks = asked.scope >= ScopeGate::Block;
            add(PolicyGate::Scope, "gate/scope", "The work keeps to the files of its plan", blocks, check);
        }
    }
    if asked.configuration > ConfigurationGate::Off {
        let names = settings::names(workspace.document(index).document());
        if !names.is_empty() {
            let blocks = asked.configuration == ConfigurationGate::Block;
            let text = "The settings stand where the project keeps them";
            add(PolicyGate::Configuration, "gate/configuration", text, blocks, Check::Configured(names));
        }
    }
}
