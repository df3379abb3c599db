//! Every spelling of a status that is read.

use super::status::Status;

/// The status that exactly these words name: lower case, one blank between.
pub(super) fn exact(words: &str) -> Option<Status> {
    Some(match words {
        "planned"
        | "pending"
        | "proposed"
        | "proposal"
        | "draft"
        | "todo"
        | "to do"
        | "planning"
        | "planning phase"
        | "not started"
        | "not yet started"
        | "open"
        | "new"
        | "new phase"
        | "backlog"
        | "idea"
        | "future"
        | "upcoming"
        | "queued"
        | "scheduled"
        | "defined"
        | "scoped"
        | "concept"
        | "exploring"
        | "tbd"
        | "not begun"
        | "unstarted"
        | "planificado"
        | "planificada"
        | "pendiente"
        | "no iniciado"
        | "no iniciada"
        | "por hacer"
        | "geplant"
        | "offen"
        | "planifié"
        | "planifiée"
        | "à faire"
        | "pending user approval"
        | "pending approval"
        | "brainstorming"
        | "not implemented"
        | "requested"
        | "next"
        | "next up"
        | "waiting"
        | "created"
        | "plan" => Status::Planned,
        "ready"
        | "approved"
        | "accepted"
        | "refined"
        | "committed"
        | "ready to start"
        | "ready to execute"
        | "ready for implementation"
        | "ready for execution"
        | "ready for development"
        | "ready to implement"
        | "listo"
        | "bereit"
        | "prêt" => Status::Ready,
        "in progress" | "inprogress" | "in work" | "wip" | "work in progress" | "active" | "started"
        | "ongoing" | "doing" | "underway" | "under way" | "in development" | "developing"
        | "implementing" | "executing" | "in flight" | "current" | "milestone started" | "en progreso"
        | "en curso" | "activo" | "in arbeit" | "laufend" | "en cours" | "continuing" | "running"
        | "building" | "begun" | "in execution" | "reopened" => Status::InProgress,
        "blocked" | "stuck" | "impeded" | "bloqueado" | "bloqueada" | "blockiert" | "bloqué" => {
            Status::Blocked
        }
        "review" | "in review" | "under review" | "needs review" | "reviewing" | "testing" | "in testing"
        | "qa" | "in qa" | "validating" | "validation" | "verifying" | "in verification"
        | "ready for review" | "ready for merge" | "code review" | "awaiting review" | "pending review"
        | "en revisión" | "in prüfung" | "uat" => Status::Review,
        "completed"
        | "complete"
        | "done"
        | "finished"
        | "closed"
        | "implemented"
        | "delivered"
        | "shipped"
        | "released"
        | "merged"
        | "wrapped"
        | "wrapped up"
        | "fully complete"
        | "fully completed"
        | "all complete"
        | "all done"
        | "milestone complete"
        | "milestone completed"
        | "passed"
        | "verified"
        | "resolved"
        | "success"
        | "fully implemented"
        | "completado"
        | "completada"
        | "terminado"
        | "hecho"
        | "finalizado"
        | "abgeschlossen"
        | "fertig"
        | "erledigt"
        | "terminé"
        | "achevé"
        | "fixed"
        | "achieved"
        | "met"
        | "landed"
        | "deployed"
        | "milestone closed"
        | "completed successfully"
        | "complete and validated"
        | "complete & validated"
        | "complete & tested"
        | "complete and tested"
        | "complete and verified"
        | "complete & verified" => Status::Completed,
        "deferred" | "postponed" | "on hold" | "hold" | "paused" | "parked" | "suspended" | "delayed"
        | "later" | "icebox" | "aplazado" | "pospuesto" | "en pausa" | "zurückgestellt" | "verschoben"
        | "reporté" | "shelved" => Status::Deferred,
        "cancelled" | "canceled" | "abandoned" | "dropped" | "rejected" | "won't do" | "wont do"
        | "wontfix" | "won't fix" | "obsolete" | "scrapped" | "superseded" | "skipped" | "withdrawn"
        | "declined" | "discarded" | "deprecated" | "not planned" | "not needed" | "killed" | "cancelado"
        | "cancelada" | "abgebrochen" | "verworfen" | "annulé" | "charter superseded" | "replaced"
        | "removed" | "invalid" => Status::Cancelled,
        "rolling back" | "rollback in progress" | "reverting" => Status::RollingBack,
        "rolled back" | "rolledback" | "reverted" | "rollback" | "backed out" => Status::RolledBack,
        "archived" | "archive" | "archivado" | "archiviert" | "archivé" => Status::Archived,
        _ => return None,
    })
}

/// The status that a picture stands for.
pub(super) fn from_emoji(c: char) -> Option<Status> {
    Some(match c {
        '✅' | '✔' | '☑' | '✓' | '🎉' | '🏁' => Status::Completed,
        '🚧' | '🔄' | '🛠' | '🏗' | '🔨' | '🏃' | '▶' => Status::InProgress,
        '⏳' | '⌛' | '🕒' | '📅' | '🗓' | '📝' | '⬜' | '☐' | '🔜' | '💡' | '🆕' => {
            Status::Planned
        }
        '📋' => Status::Ready,
        '⛔' | '🛑' => Status::Blocked,
        '👀' | '🔍' => Status::Review,
        '⏸' | '💤' => Status::Deferred,
        '❌' | '🚫' | '🗑' => Status::Cancelled,
        '⏪' => Status::RollingBack,
        '🔙' | '↩' => Status::RolledBack,
        '📦' | '🗄' => Status::Archived,
        _ => return None,
    })
}
