//! x
#![allow(warnings)]
use std::{path::Path, sync::Arc};
use milepost_engine::{*, session::Session, lifecycle::*, verify::*};
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let r = go(&args);
    match r { Ok(c) => std::process::exit(c), Err(e) => { println!("error: {} {:?}", e, e.kind); for r in &e.reasons { println!("  - {r}"); } for h in &e.hints { println!("hint: {h}"); }
      let mut s = std::error::Error::source(&e); while let Some(x) = s { println!("caused by {x}"); s = x.source(); }
      std::process::exit(match e.kind { ErrorKind::Refused=>3, ErrorKind::Untrusted=>6, ErrorKind::Tampered=>8, ErrorKind::Bug=>70, _=>2}) } }
}
fn go(args: &[String]) -> Result<i32> {
    let here = std::env::current_dir().unwrap();
    let sys: Arc<dyn milepost_system::System> = Arc::new(milepost_system::OsSystem::new());
    let ws = Workspace::open(sys.clone(), &here, &[])?;
    let cmd = args[0].as_str();
    let idx = |ws: &Workspace| address::document(ws, &here, address::split(&args[1]).0);
    let mut ev = |e: VerifyEvent<'_>| {};
    match cmd {
        "status" => { for (i, _) in ws.portfolio.milestones() { println!("{} {:?}", ws.document_id(i), ws.document(i).status()); } Ok(0) }
        "explain" => { let i = idx(&ws)?; for x in explain::explain(&ws, i).items { println!("{:4} {:40} {:?} {} {:?}", x.line, x.id, x.rule, x.check, x.gate); } Ok(0) }
        
        "digest" => { let i = idx(&ws)?; println!("{}", trust::request(&ws, i, &ws.bind(i))?.digest); Ok(0) }
        _ => {
            let held = ws.lock()?;
            if let Some(r) = &held.recovered { println!("recovered {r:?}"); }
            let ws = ws.reloaded();
            let i = idx(&ws)?;
            let allow = vec![trust::request(&ws, i, &ws.bind(i))?.digest];
            match cmd {
                "verify" | "plan" => {
                    let o = VerifyOptions { allow, dry_run: cmd == "plan", ..Default::default() };
                    let t = std::time::Instant::now();
                    let r = verify(&ws, &[i], &o, &mut ev)?;
                    for d in &r.documents { for x in &d.runs { println!("{} {} {:?} {:?} {:?} {}ms", x.verdict, x.label, x.reason, x.tests, x.because, x.duration_ms); if let Some(t) = &x.tail { println!("{t}"); } }
                      for x in &d.explanation.items { if x.decides { println!("  {:?} {} -- {:?}", x.standing, x.id, x.reason); } } }
                    println!("{:?} exit {:?} {:?}", t.elapsed(), r.exit(), r.warnings);
                    Ok(r.exit().code() as i32)
                }
                "signoff" => {
                    let s = Session::write(&ws)?; let a = s.assess(i, false, false)?;
                    let at = address::item(&a.bound, address::split(&args[1]).1.unwrap())?;
                    println!("{:?}", sign_off(&s, &held, &a, &[at], &SignOffRequest{note: Some("x".into()), attachments: vec![]})?); Ok(0)
                }
                _ => {
                    let t = Transition::ALL.into_iter().find(|t| t.command() == cmd).unwrap();
                    let o = TransitionOptions { allow, commit: true, jobs: 2, ..Default::default() };
                    let b = std::time::Instant::now();
                    let r = transition(&ws, &held, i, t, &o, &mut ev)?;
                    for c in &r.changes { println!("changed {}", c.path); }
                    println!("{:?} {:?} {:?} {:?} {:?} {:?} {:?}", b.elapsed(), r.from, r.to, r.files, r.branch, r.warnings, r.attestation);
                    Ok(0)
                }
            }
        }
    }
}
