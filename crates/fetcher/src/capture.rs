//! What was asked for, and what came: the log of a run, and the archive that keeps it.

use crate::kind::Kind;
use std::error::Error;
use std::time::SystemTime;

/// What a request was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A robots.txt.
    Robots,
    /// A page that lists disclosures.
    List,
    /// A page about one disclosure, with files attached.
    Article,
    /// A file.
    File,
}

impl Role {
    /// The role's name in records.
    pub fn word(self) -> &'static str {
        match self {
            Role::Robots => "robots",
            Role::List => "list",
            Role::Article => "article",
            Role::File => "file",
        }
    }

    /// The role called `word`.
    pub fn named(word: &str) -> Option<Role> {
        let all = [Role::Robots, Role::List, Role::Article, Role::File];
        all.into_iter().find(|role| role.word() == word)
    }
}

macro_rules! states {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)+) => {
        /// How a request, or one entry of an archive that came with it, ended.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum State { $($(#[doc = $doc])+ $name,)+ }

        impl State {
            /// Every state, in the order of their declaration.
            pub const ALL: &[State] = &[$(State::$name,)+];

            /// The state's name in records.
            pub fn word(self) -> &'static str {
                match self { $(State::$name => $word,)+ }
            }

            /// The state called `word`.
            pub fn named(word: &str) -> Option<State> {
                State::ALL.iter().copied().find(|state| state.word() == word)
            }
        }
    };
}

states! {
    /// It came, and it is something to read.
    Fetched = "fetched",
    /// It is what it was.
    Unchanged = "unchanged",
    /// It came and is kept, but cannot be read: spreadsheets, old Word, rar.
    Unsupported = "unsupported",
    /// It came and is kept, but is locked with a password.
    Encrypted = "encrypted",
    /// It came, and is a page or nothing where a file should be.
    NotADocument = "not-a-document",
    /// It came whole as far as the server is concerned, but a PDF has no end; it is kept.
    Unended = "unended",
    /// It broke off, at every try.
    Truncated = "truncated",
    /// It is larger than allowed.
    TooLarge = "too-large",
    /// The server says that it is no more (404, 410).
    Gone = "gone",
    /// No page links to it any more.
    Vanished = "vanished",
    /// robots.txt forbids it.
    Disallowed = "disallowed",
    /// The server tests whether a browser is asking.
    Challenge = "challenge",
    /// The server cannot prove that it is the one.
    Tls = "tls",
    /// It lies on a private network.
    Private = "private",
    /// It leads to a host that the source does not name, or its path leads out of its archive.
    Refused = "refused",
    /// A limit of the source was reached before it.
    Capped = "capped",
    /// The host was left for this run before it.
    Postponed = "postponed",
    /// Anything else went wrong.
    Failed = "failed",
}

impl State {
    /// Whether what was asked for is there: now, or from before.
    pub fn is_held(self) -> bool {
        matches!(
            self,
            State::Fetched
                | State::Unchanged
                | State::Unsupported
                | State::Encrypted
                | State::Unended
        )
    }

    /// Whether one file failed, as against the source or the host as a whole.
    pub fn is_failure(self) -> bool {
        matches!(
            self,
            State::NotADocument
                | State::Truncated
                | State::TooLarge
                | State::Private
                | State::Refused
                | State::Failed
        )
    }
}

/// Whether bytes were there before under the same address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing was known under this address.
    New,
    /// Other bytes were: this is a new version beside the old one.
    Replaced,
    /// The same bytes were.
    Same,
}

impl Change {
    /// The change's name in records.
    pub fn word(self) -> &'static str {
        match self {
            Change::New => "new",
            Change::Replaced => "replaced",
            Change::Same => "same",
        }
    }
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// The source's name.
    pub source: String,
    /// What it was for.
    pub role: Role,
    /// The address as it was linked.
    pub url: String,
    /// The address after redirects.
    pub final_url: String,
    /// The page that links to it; none for addresses of the configuration.
    pub found_on: Option<String>,
    /// What the link reads.
    pub title: String,
    /// Label of the source.
    pub department: String,
    /// Year by the source's pattern, or its label.
    pub year: String,
    /// When the answer came.
    pub at: SystemTime,
    /// Status of the last response; none where none came.
    pub status: Option<u16>,
    /// Headers worth keeping, names in lower case, values as they came.
    pub headers: Vec<(String, Vec<u8>)>,
    /// SHA-256 of the body, in hexadecimal; of the known one where it is unchanged.
    pub sha256: Option<String>,
    /// Size of the body in bytes; 0 without one.
    pub size: u64,
    /// Bytes of bodies that were transferred for it, all tries together.
    pub received: u64,
    /// How it ended.
    pub state: State,
    /// The state's reason, for people.
    pub detail: String,
    /// What to call the file.
    pub file_name: String,
    /// What the bytes are.
    pub kind: Kind,
    /// Whether it is new; none where nothing came.
    pub change: Option<Change>,
}

impl Capture {
    /// A kept header, as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.and_then(|(_, value)| std::str::from_utf8(value).ok())
    }
}

/// One entry of an archive that was unpacked.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its path in the archive, as it stands there; `outer.zip/inner.pdf` for nested ones.
    pub path: String,
    /// What to call the file.
    pub file_name: String,
    /// What the bytes are.
    pub kind: Kind,
    /// How unpacking ended.
    pub state: State,
    /// The state's reason, for people.
    pub detail: String,
    /// SHA-256 of the bytes, in hexadecimal; empty without bytes.
    pub sha256: String,
    /// The bytes; locked entries as they lie in the archive; none where nothing was unpacked.
    pub bytes: Option<Vec<u8>>,
}

/// What is known of an address from earlier captures.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The address.
    pub url: String,
    /// What it was asked for.
    pub role: Role,
    /// The page that linked to it.
    pub found_on: Option<String>,
    /// How the last capture ended.
    pub state: State,
    /// When that was.
    pub at: SystemTime,
    /// The last bytes that came, if any ever did.
    pub held: Option<Held>,
}

impl Known {
    /// What is known once there is one more capture.
    pub fn after(before: Option<Known>, capture: &Capture) -> Known {
        let held = before.and_then(|known| known.held);
        Known {
            url: capture.url.clone(),
            role: capture.role,
            found_on: capture.found_on.clone(),
            state: capture.state,
            at: capture.at,
            held: Held::after(held, capture),
        }
    }
}

impl Held {
    fn after(before: Option<Held>, capture: &Capture) -> Option<Held> {
        let is_kept = capture.state.is_held() || capture.state == State::Truncated;
        let Some(sha256) = capture.sha256.as_ref().filter(|_| is_kept) else {
            return before;
        };
        let header = |name: &str| capture.header(name).map(str::to_owned);
        let of_before = before.filter(|held| held.sha256 == *sha256);
        let is_unchanged = capture.state == State::Unchanged;
        // "Not modified" may say less than the answer before it did.
        let or_before = |now: Option<String>, field: fn(&Held) -> &Option<String>| {
            now.or_else(|| of_before.as_ref().and_then(|held| field(held).clone()))
        };
        Some(Held {
            sha256: sha256.clone(),
            state: match &of_before {
                Some(held) if is_unchanged => held.state,
                _ => capture.state,
            },
            final_url: capture.final_url.clone(),
            etag: or_before(header("etag"), |held| &held.etag),
            last_modified: or_before(header("last-modified"), |held| &held.last_modified),
            date: or_before(header("date"), |held| &held.date),
            content_type: or_before(header("content-type"), |held| &held.content_type),
            file_name: capture.file_name.clone(),
            kind: capture.kind,
        })
    }
}

/// The last bytes of an address.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
    /// How the capture ended that brought them.
    pub state: State,
    /// The address after redirects.
    pub final_url: String,
    /// The ETag they came with.
    pub etag: Option<String>,
    /// The Last-Modified they came with.
    pub last_modified: Option<String>,
    /// The Date they came with.
    pub date: Option<String>,
    /// The Content-Type they came with.
    pub content_type: Option<String>,
    /// What to call the file.
    pub file_name: String,
    /// What the bytes are.
    pub kind: Kind,
}

/// An archive could not be read or written.
pub type ArchiveError = Box<dyn Error + Send + Sync>;

/// Keeps captures and bodies between runs.
///
/// Nothing is ever overwritten: a body is kept under its hash, and every capture is one more
/// line. Sources are walked on several threads.
pub trait Archive: Sync {
    /// What is known of an address.
    fn known(&self, url: &str) -> Result<Option<Known>, ArchiveError>;

    /// What is known of all addresses of a source.
    fn known_of(&self, source: &str) -> Result<Vec<Known>, ArchiveError>;

    /// The bytes with a hash.
    fn body(&self, sha256: &str) -> Result<Option<Vec<u8>>, ArchiveError>;

    /// Bytes received for a source on the day (UTC) of `at`.
    fn received_on(&self, source: &str, at: SystemTime) -> Result<u64, ArchiveError>;

    /// Keeps a capture with its body and what was unpacked from it, all or nothing.
    fn record(
        &self,
        capture: &Capture,
        body: Option<&[u8]>,
        members: &[Member],
    ) -> Result<(), ArchiveError>;
}
