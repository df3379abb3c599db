//! When a pass stops to count because of its age.

use jiff::Timestamp;
use milepost_ledger::{CheckRun, Verdict};
use milepost_runner::Network;

use super::Difference;
use crate::{binding::Run, config::Ttl};

/// How long a pass holds that could reach the network, where nobody says it: what it found there may be another thing
/// by now.
const OF_NETWORK: Ttl = Ttl::days(7);

/// How far clocks may differ, in seconds.
const CLOCKS: i64 = 300;

/// Why a pass no longer counts at this time; `None` while it does, and for what is no pass.
pub(super) fn expired(run: &Run, check: &CheckRun, now: Timestamp) -> Option<Difference> {
    if check.result.verdict != Verdict::Pass {
        return None;
    }
    let (ttl, network) = lasts(run.ttl, &check.environment.network)?;
    age_against(ttl, network, &check.result.started, now)
}

/// Until when a pass counts; `None`: without end.
pub(crate) fn expires(run: &Run, check: &CheckRun) -> Option<Timestamp> {
    let (ttl, _) =
        lasts(run.ttl, &check.environment.network).filter(|_| check.result.verdict == Verdict::Pass)?;
    let started = check.result.started.parse::<Timestamp>().ok()?;
    started.checked_add(ttl.0).ok()
}

/// How long a pass holds, and whether that comes from the network that it really could reach. Records that do not say
/// what they could reach could reach everything.
fn lasts(ttl: Option<Ttl>, network: &str) -> Option<(Ttl, bool)> {
    let closed = [Network::None, Network::Loopback].map(Network::name).contains(&network);
    ttl.map(|ttl| (ttl, false)).or_else(|| (!closed).then_some((OF_NETWORK, true)))
}

fn age_against(ttl: Ttl, network: bool, started: &str, now: Timestamp) -> Option<Difference> {
    let Ok(started) = started.parse::<Timestamp>() else { return Some(Difference::FromTheFuture) };
    let age = now.as_second().saturating_sub(started.as_second());
    if age < -CLOCKS {
        return Some(Difference::FromTheFuture);
    }
    let holds = i64::try_from(ttl.0.as_secs()).unwrap_or(i64::MAX);
    (age >= holds).then_some(Difference::Expired { ttl, network })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pitfall_29_a_pass_that_could_reach_the_network_has_an_end() {
        for network in ["full", "", "something new"] {
            assert_eq!(lasts(None, network), Some((OF_NETWORK, true)), "{network}");
        }
        assert_eq!(lasts(None, "none"), None);
        assert_eq!(lasts(None, "loopback"), None);
        let day = Ttl::days(1);
        assert_eq!(lasts(Some(day), "none"), Some((day, false)));
        assert_eq!(lasts(Some(day), "full"), Some((day, false)));
    }

    #[test]
    fn a_clock_that_jumps_makes_nothing_younger() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let at = |started: &str| age_against(Ttl::days(7), true, started, now);
        assert_eq!(at("2026-11-22T11:00:00Z"), None);
        assert_eq!(at("2026-11-22T12:04:00Z"), None, "clocks differ a little");
        assert_eq!(
            at("2026-11-15T12:00:00Z"),
            Some(Difference::Expired { ttl: Ttl::days(7), network: true })
        );
        assert_eq!(at("2026-11-22T13:00:00Z"), Some(Difference::FromTheFuture));
        assert_eq!(at("yesterday"), Some(Difference::FromTheFuture));
    }
}
