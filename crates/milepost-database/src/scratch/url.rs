//! URLs of servers on which somebody lets databases be made.

use std::fmt;

use thiserror::Error;

use crate::Engine;

/// The URL of a server that the configuration names as one for scratch databases, and that is not the project's own
/// database. There is no other way to one: what connects to a server that is not private asks for this type.
#[derive(Clone, PartialEq, Eq)]
pub struct ScratchUrl {
    engine: Engine,
    parts: Parts,
}

/// A URL out of the surroundings is refused as a place for scratch databases.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotScratch {
    /// Nobody said that it is one.
    #[error(
        "`{variable}` is not named as a server for scratch databases; name it in `scratch` of `[database]`, or leave it to a private server"
    )]
    NotNamed {
        /// The variable.
        variable: String,
    },
    /// It is not set.
    #[error("`{variable}` is not set; it should hold the URL of a server for scratch databases")]
    NotSet {
        /// The variable.
        variable: String,
    },
    /// It is no URL of the engine.
    #[error("`{variable}` holds no URL of {engine}, which is `{}://USER@HOST:PORT/NAME`", scheme(*engine))]
    NoUrl {
        /// The variable.
        variable: String,
        /// The engine.
        engine: Engine,
    },
    /// A part of its query says which server or database is meant, whatever stands before.
    #[error(
        "`{variable}` has `{key}` in its query, which may lead to another database than its name says; write server, port, user and name before the question mark"
    )]
    Overrides {
        /// The variable.
        variable: String,
        /// The part of the query.
        key: String,
    },
    /// It is the database of the project.
    #[error(
        "`{variable}` is the same database as `{own}`, which is the project's own; name another server, or another database on it"
    )]
    Own {
        /// The variable.
        variable: String,
        /// The variable of the project.
        own: String,
    },
}

/// What of a URL says which database it is.
#[derive(Clone, PartialEq, Eq)]
struct Parts {
    /// `user:password@`, or nothing.
    login: String,
    /// With its port.
    server: String,
    name: String,
    /// After the question mark.
    query: String,
}

impl ScratchUrl {
    /// The URL that a variable holds, where `named` says that it is one for scratch databases. `own` are the variables by
    /// which the project finds its databases, with what they hold.
    ///
    /// # Errors
    /// When nobody named it, or it is one of the project's own.
    pub fn of(
        engine: Engine,
        (variable, url): (&str, Option<&str>),
        named: &[String],
        own: &[(String, String)],
    ) -> Result<Self, NotScratch> {
        let variable = variable.to_owned();
        if !named.contains(&variable) {
            return Err(NotScratch::NotNamed { variable });
        }
        let Some(url) = url.filter(|url| !url.is_empty()) else {
            return Err(NotScratch::NotSet { variable });
        };
        let Some(parts) = Parts::of(engine, url).filter(Parts::is_whole) else {
            return Err(NotScratch::NoUrl { variable, engine });
        };
        if let Some(key) = parts.overriding() {
            return Err(NotScratch::Overrides { variable, key: key.to_owned() });
        }
        let is_same =
            |other: &str| other == url || Parts::of(engine, other).is_some_and(|other| parts.is_same(&other));
        if let Some((own, _)) = own.iter().find(|(name, held)| *name == variable || is_same(held)) {
            return Err(NotScratch::Own { variable, own: own.clone() });
        }
        Ok(Self { engine, parts })
    }

    /// The engine.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// The address of the database that it names, from which others are made and removed.
    pub(super) fn admin(&self) -> String {
        self.address(&self.parts.name)
    }

    /// The address of another database on its server.
    pub(super) fn address(&self, name: &str) -> String {
        let Parts { login, server, query, .. } = &self.parts;
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        format!("{}://{login}{server}/{name}{query}", scheme(self.engine))
    }

    /// The server without its port.
    pub(super) fn host(&self) -> &str {
        self.parts.server.rsplit_once(':').map_or(&self.parts.server, |(host, _)| host)
    }

    /// Who connects; empty when it does not say.
    pub(super) fn user(&self) -> &str {
        self.parts.login.split([':', '@']).next().unwrap_or_default()
    }
}

/// Without login, which may hold a password.
impl fmt::Debug for ScratchUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScratchUrl({}://{}/{})", scheme(self.engine), self.parts.server, self.parts.name)
    }
}

const fn scheme(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgresql => "postgresql",
        Engine::Mariadb => "mysql",
    }
}

impl Parts {
    fn of(engine: Engine, url: &str) -> Option<Self> {
        let (found, rest) = url.split_once("://")?;
        let is_known = match engine {
            Engine::Sqlite => false,
            Engine::Postgresql => matches!(found, "postgresql" | "postgres"),
            Engine::Mariadb => matches!(found, "mysql" | "mariadb"),
        };
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, name) = rest.split_once('/').unwrap_or((rest, ""));
        let at = authority.rfind('@').map_or(0, |at| at + 1);
        let (login, server) = authority.split_at(at);
        is_known.then(|| Self {
            login: login.to_owned(),
            server: server.to_owned(),
            name: name.to_owned(),
            query: query.to_owned(),
        })
    }

    /// Whether it says all by itself, and of one database: several hosts would be several.
    fn is_whole(&self) -> bool {
        let Self { server, name, .. } = self;
        !server.is_empty() && !server.contains(',') && !name.is_empty() && !name.contains(['/', '#'])
    }

    /// The first part of the query that may overrule what stands before it. One that is written in signs of percent may be
    /// any of them.
    fn overriding(&self) -> Option<&str> {
        const OVERRIDING: &[&str] = &[
            "dbname",
            "db_name",
            "database",
            "db",
            "host",
            "hostaddr",
            "port",
            "tcp_port",
            "user",
            "username",
            "service",
            "servicefile",
            "options",
            "socket",
            "unix_socket",
            "prefer_socket",
        ];
        self.query
            .split('&')
            .map(|part| part.split_once('=').map_or(part, |(key, _)| key))
            .find(|key| key.contains('%') || OVERRIDING.contains(&key.to_ascii_lowercase().as_str()))
    }

    /// What the query says of a part.
    fn queried(&self, keys: &[&str]) -> Option<String> {
        let pairs = self.query.split('&').filter_map(|part| part.split_once('='));
        pairs.filter(|(key, _)| keys.contains(key)).map(|(_, value)| decoded(value)).next_back()
    }

    /// Whether both lead to one database, whoever asks: `localhost` has several names, and a query may overrule the rest.
    fn is_same(&self, other: &Self) -> bool {
        let name =
            |parts: &Self| parts.queried(&["dbname", "db_name"]).unwrap_or_else(|| decoded(&parts.name));
        let server = |parts: &Self| {
            let (host, port) = match parts.server.rsplit_once(':') {
                Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
                _ => (parts.server.as_str(), ""),
            };
            let queried = (parts.queried(&["hostaddr", "host"]), parts.queried(&["port", "tcp_port"]));
            let (host, port) =
                (queried.0.unwrap_or_else(|| decoded(host)), queried.1.unwrap_or_else(|| port.to_owned()));
            // The folder of a socket is a path, whose letters are not all the same.
            let host = if host.starts_with('/') {
                host.trim_end_matches('/').to_owned()
            } else {
                host.to_lowercase()
            };
            let host =
                if matches!(host.as_str(), "127.0.0.1" | "[::1]") { "localhost".to_owned() } else { host };
            let port = if matches!(port.as_str(), "5432" | "3306") { String::new() } else { port };
            (host, port)
        };
        server(self) == server(other) && name(self) == name(other)
    }
}

/// A part of a URL without signs of percent.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let code = others.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(byte);
            rest = &others[2..];
        } else {
            bytes.push(*first);
            rest = others;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(named: &[&str], url: Option<&str>, own: &[(&str, &str)]) -> Result<ScratchUrl, NotScratch> {
        let named: Vec<String> = named.iter().map(|&name| name.to_owned()).collect();
        let own: Vec<(String, String)> =
            own.iter().map(|&(name, url)| (name.to_owned(), url.to_owned())).collect();
        ScratchUrl::of(Engine::Postgresql, ("SCRATCH_URL", url), &named, &own)
    }

    const URL: &str = "postgresql://ann:secret@db.example.org:5433/scratch?sslmode=disable";

    #[test]
    fn a_url_that_nobody_named_is_refused() {
        let error = of(&[], Some(URL), &[]).unwrap_err();
        assert!(matches!(error, NotScratch::NotNamed { .. }), "{error}");
        assert!(matches!(of(&["OTHER"], Some(URL), &[]), Err(NotScratch::NotNamed { .. })));
        let url = of(&["SCRATCH_URL"], Some(URL), &[]).unwrap();
        assert_eq!(url.address("x"), "postgresql://ann:secret@db.example.org:5433/x?sslmode=disable");
        assert_eq!((url.host(), url.user()), ("db.example.org", "ann"));
        assert!(!format!("{url:?}").contains("secret"));
    }

    #[test]
    fn the_projects_own_database_is_refused_however_it_is_written() {
        for own in [
            URL,
            "postgres://bob@DB.example.org:5433/scratch",
            "postgresql://db.example.org:5433/scratch?schema=public",
        ] {
            let error = of(&["SCRATCH_URL"], Some(URL), &[("DATABASE_URL", own)]).unwrap_err();
            assert!(error.to_string().contains("`DATABASE_URL`"), "{error}");
        }
        let local = "postgresql://127.0.0.1:5432/app";
        assert!(
            of(&["SCRATCH_URL"], Some(local), &[("DATABASE_URL", "postgres://u@localhost/app")]).is_err()
        );
        assert!(of(&["SCRATCH_URL"], Some(local), &[("SCRATCH_URL", "postgres://elsewhere/x")]).is_err());
        assert!(
            of(&["SCRATCH_URL"], Some(local), &[("DATABASE_URL", "postgres://u@localhost/other")]).is_ok()
        );
    }

    #[test]
    fn the_folder_of_a_socket_keeps_its_letters_and_is_the_same_however_it_is_written() {
        let socket = "postgresql://u@%2Frun%2FPG/app";
        let url = of(&["SCRATCH_URL"], Some(socket), &[]).unwrap();
        assert_eq!(url.address("x"), "postgresql://u@%2Frun%2FPG/x");
        for own in [
            "postgres:///app?host=/run/PG",
            "postgresql://%2frun%2FPG:5432/app",
            "postgres://x/app?host=/run/PG/",
        ] {
            assert!(of(&["SCRATCH_URL"], Some(socket), &[("DATABASE_URL", own)]).is_err(), "{own}");
        }
        assert!(
            of(&["SCRATCH_URL"], Some(socket), &[("DATABASE_URL", "postgres:///app?host=/run/pg")]).is_ok()
        );
    }

    #[test]
    fn a_query_that_overrules_the_name_is_refused() {
        for query in
            ["dbname=app", "sslmode=disable&host=/run/postgresql", "HOST=x", "db%6eame=app", "options=-c"]
        {
            let url = format!("postgresql://u@localhost/scratch?{query}");
            let error = of(&["SCRATCH_URL"], Some(&url), &[]).unwrap_err();
            assert!(matches!(error, NotScratch::Overrides { .. }), "{query}: {error}");
        }
        let local = "postgresql://u@localhost/app";
        for own in ["postgres://elsewhere/x?host=127.0.0.1&dbname=app", "postgres://localhost/%61pp"] {
            assert!(of(&["SCRATCH_URL"], Some(local), &[("DATABASE_URL", own)]).is_err(), "{own}");
        }
    }

    #[test]
    fn what_is_no_url_of_the_engine_is_refused() {
        for text in
            ["mysql://localhost/x", "localhost", "postgresql:///x", "postgresql://localhost", "/var/lib/x.db"]
        {
            assert!(matches!(of(&["SCRATCH_URL"], Some(text), &[]), Err(NotScratch::NoUrl { .. })), "{text}");
        }
        assert!(matches!(of(&["SCRATCH_URL"], None, &[]), Err(NotScratch::NotSet { .. })));
    }
}
