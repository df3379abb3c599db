//! One request's view of the outside: the ledger, the check tree and the signers, each read once.

use milepost_document::vocabulary::Status;
use milepost_gate::Comparison;
use milepost_ledger::{Access, Attestation, Digest, EvidenceBinding, Ledger};

use crate::{
    Result, Workspace,
    binding::{Binding, Bound, Check, RunId, WorkStep},
    explain::describe,
    lifecycle::{
        gates::{asked_of, risk},
        plan_policy::add_plan,
        policy::add_policy,
    },
    plan::{Baselines, Judge, Keys, RunState, TreeNow, WorkspaceTree, run_states},
    signers::Signers,
    standing::{Judged, Proof, Standing},
};

/// What a request reads, once.
#[derive(Debug)]
pub struct Session<'w> {
    /// The project.
    pub workspace: &'w Workspace,
    /// The records.
    pub ledger: Ledger,
    /// Takes check trees.
    pub trees: WorkspaceTree<'w>,
    /// The check tree as it is now.
    pub now: TreeNow<'w>,
    /// Makes the keys of checks.
    pub keys: Keys<'w>,
    /// Whose signatures count.
    pub signers: Signers,
}

/// What is known of one document's items.
#[derive(Debug)]
pub struct Assessment {
    /// The document's place in the portfolio.
    pub index: usize,
    /// Its bindings and runs.
    pub bound: Bound,
    /// What the ledger knows of each run.
    pub states: Vec<RunState>,
    /// What is known of each binding, in their order.
    pub judged: Vec<Judged>,
    /// What `start` recorded.
    pub baseline: Baselines,
    /// The attestation at which a completed milestone is frozen.
    pub frozen: Option<(Digest, Attestation)>,
}

impl<'w> Session<'w> {
    /// For reading: nothing is written.
    ///
    /// # Errors
    /// When the ledger, Git or a file fails.
    pub fn read(workspace: &'w Workspace) -> Result<Self> {
        Self::open(workspace, Access::Read)
    }

    /// For writing: the tree is kept, so that later requests can tell what changed since.
    ///
    /// # Errors
    /// As [`Session::read`].
    pub fn write(workspace: &'w Workspace) -> Result<Self> {
        Self::open(workspace, Access::Write)
    }

    fn open(workspace: &'w Workspace, access: Access) -> Result<Self> {
        if matches!(access, Access::Write) {
            workspace.refuse_links()?;
        }
        let trees = WorkspaceTree::new(workspace);
        let now = trees.now(matches!(access, Access::Write))?;
        let ledger = workspace.ledger(access)?;
        let signers = Signers::of(workspace)?;
        Ok(Self { workspace, ledger, trees, now, keys: Keys::new(workspace), signers })
    }

    /// Judges every item of a document. A completed milestone stands as its attestation says, unless `again` is set.
    ///
    /// # Errors
    /// When the ledger, Git or a file fails.
    pub fn assess(&self, index: usize, whole_tree: bool, again: bool) -> Result<Assessment> {
        let bound = self.bound_with_gates(index);
        self.assess_bound(index, bound, whole_tree, again)
    }

    /// A document's bindings, with what its risk asks beside its own words.
    fn bound_with_gates(&self, index: usize) -> Bound {
        let mut bound = self.workspace.bind(index);
        let risk = risk(self.workspace, index);
        let asked = asked_of(&self.signers.gates, self.workspace, index);
        add_policy(&mut bound, asked, risk.word(), || self.workspace.rehearsal(index));
        add_plan(&mut bound, self.workspace, index, asked, risk);
        bound
    }

    /// As [`Session::assess`], and with the rehearsal of the rollback, also where no item asks for it.
    ///
    /// # Errors
    /// As [`Session::assess`].
    pub(crate) fn assess_rehearsal(&self, index: usize) -> Result<(Assessment, RunId)> {
        let mut bound = self.bound_with_gates(index);
        let id = bound.rehearsal(self.workspace.rehearsal(index));
        Ok((self.assess_bound(index, bound, false, true)?, id))
    }

    /// As [`Session::assess`], and with the commands of all steps of the work: the places of each step's commands among the
    /// runs come with it, and the attempt for which they count.
    ///
    /// # Errors
    /// As [`Session::assess`].
    pub(crate) fn assess_steps(
        &self,
        index: usize,
        steps: &[WorkStep],
    ) -> Result<(Assessment, Vec<Vec<RunId>>, String)> {
        let mut bound = self.workspace.bind(index);
        let places = steps.iter().map(|step| bound.step_runs(step)).collect();
        let document = self.workspace.document_id(index);
        let baseline = self.signers.baseline(self.workspace, &self.ledger, &document)?;
        let attempt = attempt(&document, baseline.map(|(digest, _)| digest));
        Ok((self.assess_bound(index, bound, false, true)?, places, attempt))
    }

    /// Whether the rollback is known to lead back, from just these files.
    ///
    /// # Errors
    /// As [`Session::assess`].
    pub(crate) fn is_rehearsed(&self, index: usize) -> Result<bool> {
        let (assessment, id) = self.assess_rehearsal(index)?;
        Ok(assessment.states[id.0].is_fresh_pass())
    }

    fn assess_bound(
        &self,
        index: usize,
        mut bound: Bound,
        whole_tree: bool,
        again: bool,
    ) -> Result<Assessment> {
        if bound.runs.iter().any(|run| run.metric.is_some() || run.rehearsal.is_some() || run.step.is_some())
        {
            let document = self.workspace.document_id(index);
            let baseline = self.signers.baseline(self.workspace, &self.ledger, &document)?;
            bound.attempt(&attempt(&document, baseline.as_ref().map(|(digest, _)| *digest)));
            let commit = baseline.map(|(_, baseline)| baseline.commit).filter(|commit| !commit.is_empty());
            bound.rehearse_to(commit.as_deref());
            bound.measure_beside(commit);
        }
        let states = run_states(self, &bound, whole_tree)?;
        let judge = self.judge(index, &bound, &states)?;
        let mut judged = judge.all()?;
        let baseline = judge.baseline.clone();
        let status = self.workspace.document(index).status();
        let completed = matches!(status, Some(Status::Completed | Status::Archived));
        let frozen = if completed {
            let document = self.workspace.document_id(index);
            self.signers.attestation(self.workspace, &self.ledger, &document)?
        } else {
            None
        };
        if let (Some((digest, attestation)), false) = (&frozen, again) {
            freeze(&bound, &mut judged, *digest, attestation);
        }
        if completed {
            // Of what was completed before a gate was there, or of files that others touched since, nothing is held.
            let attested = frozen.as_ref().map(|(_, attestation)| attestation);
            bound.drop_plan_gates(&mut judged, |binding| {
                attested.is_some_and(|attestation| is_attested(binding, attestation, again))
            });
        }
        Ok(Assessment { index, bound, states, judged, baseline, frozen })
    }
}

impl Session<'_> {
    /// Judges the items of an assessment again, with another baseline.
    ///
    /// # Errors
    /// When the ledger, Git or a file fails.
    pub fn judge_with(&self, assessment: &mut Assessment, baseline: Baselines) -> Result<()> {
        let mut judge = self.judge(assessment.index, &assessment.bound, &assessment.states)?;
        judge.baseline.clone_from(&baseline);
        assessment.judged = judge.all()?;
        assessment.baseline = baseline;
        Ok(())
    }

    /// What became of a milestone's tests since its baseline, or why that cannot be told.
    ///
    /// # Errors
    /// When the ledger, Git or a file fails.
    pub fn compare_tests(&self, assessment: &Assessment) -> Result<std::result::Result<Comparison, String>> {
        let Some((_, baseline)) = &assessment.baseline else {
            return Ok(Err("there is no baseline to compare with: `milepost start` records it".to_owned()));
        };
        let bound = &assessment.bound;
        let runs: Vec<RunId> = (0..bound.runs.len()).map(RunId).filter(|id| bound.run(*id).is_test).collect();
        if runs.is_empty() {
            return Ok(Err("no command that runs tests is bound".to_owned()));
        }
        let mut judge = self.judge(assessment.index, bound, &assessment.states)?;
        judge.baseline.clone_from(&assessment.baseline);
        if let Some(reason) = judge.uncompared(&runs) {
            return Ok(Err(reason));
        }
        Ok(judge
            .compared(&runs, baseline)?
            .ok_or_else(|| "not every suite reports its tests by id".to_owned()))
    }

    fn judge<'j>(&'j self, index: usize, bound: &'j Bound, states: &'j [RunState]) -> Result<Judge<'j, 'j>> {
        Judge::new(self.workspace, index, bound, states, &self.ledger, &self.now, &self.trees, &self.signers)
    }
}

/// The name of an attempt at a milestone: each `start` begins one.
fn attempt(document: &str, baseline: Option<Digest>) -> String {
    baseline.map_or_else(|| document.to_owned(), |digest| digest.to_string())
}

/// Whether a gate of the plan was part of a completion, and can be held still.
fn is_attested(binding: &Binding, attestation: &Attestation, again: bool) -> bool {
    let holds_still = !again || !matches!(binding.check, Check::Scope(_));
    holds_still && attestation.evidence.iter().any(|attested| attested.item == binding.id)
}

/// After completion the standing is that of the attestation; later drift is shown by `why` and `verify --again`.
fn freeze(bound: &Bound, judged: &mut [Judged], digest: Digest, attestation: &Attestation) {
    let commit = &attestation.commit;
    for (binding, judged) in bound.bindings.iter().zip(judged) {
        // What was attested is the item with what decided it; bound to something else, it is another one.
        let expectation = describe(&binding.check, bound);
        let is_it =
            |attested: &&EvidenceBinding| attested.item == binding.id && attested.expectation == expectation;
        let Some(found) = attestation.evidence.iter().find(is_it) else { continue };
        let (standing, proof) = match found.standing.as_str() {
            "proven" => (Standing::Proven, Proof::Passed),
            "waived" => (Standing::Waived, Proof::Waived),
            _ => continue,
        };
        // Who waived it, why and until when is always shown.
        let kept = judged
            .reason
            .take()
            .filter(|_| judged.standing == Standing::Waived && standing == Standing::Waived);
        let reason = match kept {
            Some(waiver) => format!("{waiver} (attested at {commit:.12})"),
            None => format!("{} at {commit:.12}", standing.word()),
        };
        *judged = Judged {
            standing,
            proof,
            reason: Some(reason),
            hint: None,
            evidence: vec![digest],
            weak: None,
            coverage: None,
        };
    }
}

impl Assessment {
    /// Pairs of binding and what is known of it, for those that decide something.
    pub fn deciding(&self) -> impl Iterator<Item = (&Binding, &Judged)> {
        self.bound.bindings.iter().zip(&self.judged).filter(|(binding, _)| binding.check.decides())
    }

    /// Those that passed before the work began, and were not seen to fail since.
    pub fn weak(&self) -> impl Iterator<Item = (&Binding, &Judged)> {
        self.deciding()
            .filter(|(_, judged)| judged.standing == Standing::Proven && judged.weak.is_some())
            .filter(|(binding, _)| !matches!(binding.check, Check::Derived(_)))
    }

    /// Those that guard a transition.
    pub fn guarding(&self, gate: crate::binding::Gate) -> impl Iterator<Item = (&Binding, &Judged)> {
        self.deciding().filter(move |(binding, _)| binding.gate == gate)
    }
}
