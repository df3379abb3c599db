//! The sandboxes of one run of checks.

use std::sync::{Arc, Mutex, PoisonError};

use super::{
    Capabilities, Confinement, Enforced, Network, Places, SandboxSpec, TierWish, Unavailable, decide,
};

/// The sandboxes of one run of checks: each is made once, however many commands enter it.
#[derive(Debug)]
pub struct Sandboxes {
    places: Places,
    made: Mutex<Vec<(SandboxSpec, Arc<Confinement>)>>,
}

impl Sandboxes {
    /// Sandboxes over these places.
    pub fn new(places: Places) -> Self {
        Self { places, made: Mutex::default() }
    }

    /// What would be in force for a check.
    ///
    /// # Errors
    /// When what the check asks for by name is missing.
    pub fn enforced(spec: &SandboxSpec) -> Result<Enforced, Unavailable> {
        let namespaces = spec.tier == TierWish::T3 || spec.network == Network::Loopback;
        decide(spec, &Capabilities::of_this_machine(namespaces))
    }

    /// The sandbox of a check.
    pub(crate) fn of(&self, spec: &SandboxSpec) -> Result<Arc<Confinement>, String> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, confinement)) = made.iter().find(|(known, _)| known == spec) {
            return Ok(Arc::clone(confinement));
        }
        let enforced = Self::enforced(spec).map_err(|unavailable| unavailable.to_string())?;
        let confinement = Arc::new(Confinement::new(spec, enforced, &self.places)?);
        made.push((spec.clone(), Arc::clone(&confinement)));
        Ok(confinement)
    }
}
