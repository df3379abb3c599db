//! The key of this machine.

use milepost_engine::machine::MachineReport;

use crate::{Role, put::put};

/// The key, who vouches for it, and what its signature is worth.
pub fn machine_key(report: &MachineReport) -> String {
    let Some(fingerprint) = &report.fingerprint else {
        return "this machine has no key yet: the first `milepost verify` makes one\n".to_owned();
    };
    let mut out = format!("key      {}\n", Role::Strong.paint(fingerprint));
    for certificate in &report.certificates {
        let until = certificate
            .expires
            .map_or_else(|| "without an end".to_owned(), |end| format!("until {}", end.strftime("%Y-%m-%d")));
        let scope =
            certificate.repository.as_ref().map_or_else(String::new, |only| format!(", for `{only}` alone"));
        match &certificate.refused {
            None => {
                put!(
                    out,
                    "vouched  {} {until}{scope}\n",
                    Role::Good.paint(format!("✔ {}", certificate.principal))
                );
            }
            Some(why) => {
                put!(
                    out,
                    "vouched  {} {until}{scope}: {why}\n",
                    Role::Bad.paint(format!("✖ {}", certificate.principal))
                );
            }
        }
    }
    let worth = if report.level == Some("L1") {
        "L1: check runs that it signs count wherever your signature does"
    } else {
        "L0: check runs that it signs count on this machine alone; `milepost key certify` vouches for it"
    };
    put!(out, "level    {worth}\n");
    out
}
