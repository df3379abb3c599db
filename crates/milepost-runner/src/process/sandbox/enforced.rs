//! What of a sandbox is in force, from what is asked for and what the machine has.

use serde::{Deserialize, Serialize};

use super::{Capabilities, Network, SandboxSpec, TierWish};

/// How strictly a command is kept apart: what is really in force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tier {
    /// Session, environment, limits and temporary folder of its own.
    #[default]
    T1,
    /// Besides, Landlock and the filter of system calls, both complete.
    T2,
    /// Besides, namespaces.
    T3,
}

impl Tier {
    /// Its name in records and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::T1 => "T1",
            Self::T2 => "T2",
            Self::T3 => "T3",
        }
    }
}

/// What is in force for one command.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enforced {
    /// The tier. What is in force only in part counts as the tier below.
    pub tier: Tier,
    /// The version of Landlock's interface, where Landlock is in force.
    pub abi: Option<u32>,
    /// What it really could reach of the network.
    pub network: Network,
    /// Why this is less than what was asked for; `None` when it is not.
    pub lowered: Option<String>,
    /// Whether the filter of system calls is in force.
    #[serde(skip)]
    pub(crate) filtered: bool,
}

/// The sandbox that is asked for is not to be had here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{wanted} is not available: {missing}")]
pub struct Unavailable {
    /// What was asked for.
    pub wanted: String,
    /// What is missing.
    pub missing: String,
    /// How to get it.
    pub hint: String,
}

/// What will be in force. A check that asks for a tier or a network by name does not run with less, unless that is
/// allowed; `auto` with the whole network takes what there is.
///
/// # Errors
/// When what is asked for by name is missing.
pub fn decide(spec: &SandboxSpec, machine: &Capabilities) -> Result<Enforced, Unavailable> {
    let needs_namespaces = spec.tier == TierWish::T3 || spec.network == Network::Loopback;
    if needs_namespaces {
        let missing = match machine.namespaces() {
            Ok(()) => return complete(spec, machine, Tier::T3),
            Err(missing) => missing,
        };
        let wanted = if spec.network == Network::Loopback { "network `loopback`" } else { "sandbox `T3`" };
        if !spec.allow_lower {
            return Err(Unavailable {
                wanted: wanted.to_owned(),
                missing,
                hint: "`apt install bubblewrap`, or allow less with `allow-lower = true` under `[sandbox]`"
                    .to_owned(),
            });
        }
        let network = if spec.network == Network::Loopback { Network::Full } else { spec.network };
        let lower = SandboxSpec { tier: TierWish::Auto, network, ..spec.clone() };
        let mut enforced = decide(&lower, machine)?;
        let also = enforced.lowered.map_or_else(String::new, |also| format!("; {also}"));
        enforced.lowered = Some(format!("{wanted} is not available: {missing}{also}"));
        return Ok(enforced);
    }
    if spec.tier == TierWish::T1 {
        return complete(spec, machine, Tier::T1);
    }
    match machine.missing_for_t2() {
        None => complete(spec, machine, Tier::T2),
        Some(missing) if spec.tier == TierWish::T2 && !spec.allow_lower => Err(Unavailable {
            wanted: "sandbox `T2`".to_owned(),
            missing,
            hint: "a Linux kernel of version 5.13 or newer has both; `milepost doctor` says what is there"
                .to_owned(),
        }),
        Some(missing) => {
            let mut enforced = complete(spec, machine, Tier::T1)?;
            let also = enforced.lowered.map_or_else(String::new, |also| format!("; {also}"));
            enforced.lowered = Some(format!("sandbox `T2` is not available: {missing}{also}"));
            Ok(enforced)
        }
    }
}

/// A tier with its network. Without the filter of system calls there is no taking the network away below T3.
fn complete(spec: &SandboxSpec, machine: &Capabilities, tier: Tier) -> Result<Enforced, Unavailable> {
    let filtered = machine.seccomp && (tier > Tier::T1 || spec.network == Network::None);
    let mut enforced = Enforced {
        tier,
        abi: machine.landlock.filter(|_| tier == Tier::T2),
        network: spec.network,
        lowered: None,
        filtered,
    };
    if spec.network == Network::None && !filtered && tier < Tier::T3 {
        let missing = "the kernel filters no system calls (seccomp)".to_owned();
        if !spec.allow_lower {
            return Err(Unavailable {
                wanted: "network `none`".to_owned(),
                missing,
                hint: "use a kernel with seccomp, or allow less with `allow-lower = true` under `[sandbox]`"
                    .to_owned(),
            });
        }
        enforced.network = Network::Full;
        enforced.lowered = Some(format!("network `none` is not available: {missing}"));
    }
    Ok(enforced)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Capabilities =
        Capabilities { landlock: None, seccomp: false, bubblewrap: Err("it is not installed") };
    const T2: Capabilities = Capabilities { landlock: Some(7), seccomp: true, ..NOTHING };
    const ALL: Capabilities = Capabilities { bubblewrap: Ok(()), ..T2 };

    fn spec(tier: TierWish, network: Network) -> SandboxSpec {
        SandboxSpec { tier, network, ..SandboxSpec::default() }
    }

    #[test]
    fn pitfall_17_a_sandbox_in_part_is_the_tier_below_and_says_so() {
        let only_landlock = Capabilities { seccomp: false, ..T2 };
        let only_filter = Capabilities { landlock: None, ..T2 };
        for machine in [&only_landlock, &only_filter, &NOTHING] {
            let enforced = decide(&spec(TierWish::Auto, Network::Full), machine).unwrap();
            assert_eq!((enforced.tier, enforced.abi), (Tier::T1, None));
            assert!(enforced.lowered.is_some());
            assert!(decide(&spec(TierWish::T2, Network::Full), machine).is_err());
        }
        let enforced = decide(&spec(TierWish::Auto, Network::Full), &T2).unwrap();
        assert_eq!((enforced.tier, enforced.abi, enforced.lowered), (Tier::T2, Some(7), None));
    }

    #[test]
    fn what_is_asked_for_by_name_does_not_run_with_less() {
        for asked in [spec(TierWish::T3, Network::Full), spec(TierWish::Auto, Network::Loopback)] {
            let error = decide(&asked, &T2).unwrap_err();
            assert!(error.hint.contains("bubblewrap"), "{error:?}");
            assert_eq!(decide(&asked, &ALL).unwrap().tier, Tier::T3);
        }
        let error = decide(&spec(TierWish::Auto, Network::None), &NOTHING).unwrap_err();
        assert_eq!(error.wanted, "network `none`");
    }

    #[test]
    fn what_is_allowed_to_be_less_says_what_it_is() {
        let asked = SandboxSpec { allow_lower: true, ..spec(TierWish::Auto, Network::Loopback) };
        let enforced = decide(&asked, &T2).unwrap();
        assert_eq!((enforced.tier, enforced.network), (Tier::T2, Network::Full));
        assert!(enforced.lowered.unwrap().contains("loopback"));
        let asked = SandboxSpec { allow_lower: true, ..spec(TierWish::T3, Network::None) };
        let enforced = decide(&asked, &NOTHING).unwrap();
        assert_eq!((enforced.tier, enforced.network), (Tier::T1, Network::Full));
        let why = enforced.lowered.unwrap();
        assert!(why.contains("T3") && why.contains("T2") && why.contains("`none`"), "{why}");
    }

    #[test]
    fn a_filter_alone_takes_the_network_away() {
        let only_filter = Capabilities { landlock: None, ..T2 };
        let enforced = decide(&spec(TierWish::Auto, Network::None), &only_filter).unwrap();
        assert_eq!((enforced.tier, enforced.network, enforced.filtered), (Tier::T1, Network::None, true));
    }
}
