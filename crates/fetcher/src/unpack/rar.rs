//! RAR archives, entry by entry: all that are written in use, RAR 1.5 to 7.

use super::budget::{Budget, Each, Entry, is_litter, refused};
use crate::capture::State;
use crate::charset::utf8_or_gb18030;
use rars::{
    Archive, ArchiveMember, ArchiveReadOptions, ArchiveReader, Error, ErrorKind,
    ExtractionDecision, ExtractionErrorAction, ReadCancellation,
};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

/// Most bytes of headers.
const HEADER_BYTES: u64 = 16 << 20;
/// Largest dictionary that an archive may ask for; WinRAR makes them of 32 MB unless told.
const DICTIONARY: u64 = 256 << 20;
/// Most memory for unpacking.
const WORKSPACE: u64 = 512 << 20;
/// How long unpacking may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Hands out the entries of an archive; the error says why it cannot be read as a whole.
pub(super) fn entries(
    bytes: &[u8],
    budget: &mut Budget,
    each: &mut Each<'_>,
) -> Result<(), String> {
    let headers = budget.limits.entries as u64 + 16;
    let options = ArchiveReadOptions::new()
        .with_max_header_count(headers)
        .with_max_header_bytes(HEADER_BYTES);
    let archive = guarded(|| ArchiveReader::read_with_options(bytes, options))?;
    let members: Vec<ArchiveMember> = guarded(|| Ok(archive.members().collect()))?;
    budget.count(members.len())?;
    let mut taken: Vec<Taken> = members.iter().map(|m| Taken::of(m, budget)).collect();
    unpack(&archive, &mut taken, budget);
    for (member, taken) in members.iter().zip(taken) {
        let path = path(member);
        if member.meta.is_directory || is_litter(&path) {
            continue;
        }
        let entry = taken.entry(member.meta.packed_size, budget);
        each(budget, path, entry);
    }
    Ok(())
}

/// The path as it stands there, UTF-8 or the region's own encoding; old archives have `\`.
fn path(member: &ArchiveMember) -> String {
    utf8_or_gb18030(&member.meta.name).replace('\\', "/")
}

/// What becomes of a member.
struct Taken {
    /// Why it is not wanted, or what went wrong.
    not: Option<Entry>,
    most: u64,
    bytes: Sink,
    is_done: bool,
}

impl Taken {
    fn of(member: &ArchiveMember, budget: &Budget) -> Taken {
        let meta = &member.meta;
        let most = budget.most(meta.packed_size);
        let not = if meta.is_directory {
            Some(Entry::Not(State::Failed, String::new()))
        } else if let Some(refused) = refused(&path(member), meta.is_redirection) {
            Some(refused)
        } else if meta.is_encrypted {
            Some(Entry::Not(State::Encrypted, "locked with a password".to_owned()))
        } else if meta.is_split_before || meta.is_split_after {
            let why = "a part of it is in another file of the archive";
            Some(Entry::Not(State::Unsupported, why.to_owned()))
        } else if meta.unpacked_size > most {
            Some(budget.too_large(meta.packed_size, most))
        } else {
            None
        };
        Taken { not, most, bytes: Sink::new(most), is_done: false }
    }

    fn entry(self, packed: u64, budget: &mut Budget) -> Entry {
        if let Some(not) = self.not {
            return not;
        }
        let bytes = std::mem::take(&mut self.bytes.lock().0);
        if self.bytes.is_over() {
            return budget.too_large(packed, self.most);
        }
        if !self.is_done {
            return Entry::Not(State::Failed, "it was not reached".to_owned());
        }
        // All of them came before the first was handed out.
        if bytes.len() as u64 > budget.left {
            return budget.too_large(packed, budget.left);
        }
        budget.take(bytes.len() as u64);
        Entry::Bytes(bytes)
    }
}

/// Unpacks what is wanted in one pass: in a solid archive each member needs those before it.
fn unpack(archive: &Archive, taken: &mut [Taken], budget: &Budget) {
    let cancellation = ReadCancellation::new();
    let options = ArchiveReadOptions::new()
        .with_cancellation(&cancellation)
        .with_max_member_output_bytes(budget.limits.entry_bytes)
        .with_max_total_output_bytes(budget.left)
        .with_rar50_dictionary_size_limit(DICTIONARY)
        .with_max_reader_workspace_bytes(WORKSPACE);
    let is_solid = archive.members().any(|member| member.is_solid());
    let current = Mutex::new(0_usize);
    let taken = Mutex::new(taken);
    let (done, is_done) = mpsc::channel::<()>();
    let result = std::thread::scope(|scope| {
        scope.spawn(|| {
            let is_done = is_done;
            if is_done.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                cancellation.cancel();
            }
        });
        let result = guarded(|| {
            archive.extract_with_control_and_errors(
                options,
                |_| {
                    let mut index = lock(&current);
                    let mut taken = lock(&taken);
                    // The one before came out whole, or its error was told.
                    let before = index.checked_sub(1).and_then(|i| taken.get_mut(i));
                    if let Some(before) = before {
                        before.is_done = true;
                    }
                    let Some(this) = taken.get_mut(*index) else {
                        return Ok(ExtractionDecision::Stop);
                    };
                    *index += 1;
                    Ok(match &this.not {
                        Some(_) if is_solid => {
                            ExtractionDecision::Extract(Box::new(io::sink()))
                        }
                        Some(_) => ExtractionDecision::Skip,
                        None => ExtractionDecision::Extract(Box::new(this.bytes.clone())),
                    })
                },
                |_, error| {
                    let index = lock(&current).saturating_sub(1);
                    if let Some(this) = lock(&taken).get_mut(index) {
                        this.fails(error);
                    }
                    Ok(ExtractionErrorAction::Continue)
                },
            )
        });
        drop(done);
        result
    });
    let mut taken = lock(&taken);
    let last = lock(&current).saturating_sub(1);
    match result {
        Ok(_) => {
            if let Some(last) = taken.get_mut(last) {
                last.is_done = true;
            }
        }
        // What came before the member that ended it is whole.
        Err(why) => {
            for this in taken.iter_mut().skip(last) {
                let is_over = this.bytes.is_over();
                if this.not.is_none() && !is_over {
                    this.not = Some(Entry::Not(State::Failed, why.clone()));
                }
            }
        }
    }
}

impl Taken {
    fn fails(&mut self, error: &Error) {
        if self.not.is_none() && !self.bytes.is_over() {
            let state = match error.kind() {
                ErrorKind::PasswordRequired | ErrorKind::BadPassword => State::Encrypted,
                ErrorKind::UnsupportedFeature | ErrorKind::UnsupportedFormat => {
                    State::Unsupported
                }
                ErrorKind::ResourceLimit => State::TooLarge,
                _ => State::Failed,
            };
            self.not = Some(Entry::Not(state, error.to_string()));
        }
    }
}

/// Takes bytes up to a limit.
#[derive(Clone)]
struct Sink {
    held: Arc<Mutex<(Vec<u8>, bool)>>,
    most: u64,
}

impl Sink {
    fn new(most: u64) -> Sink {
        Sink { held: Arc::default(), most }
    }

    fn lock(&self) -> MutexGuard<'_, (Vec<u8>, bool)> {
        lock(&self.held)
    }

    fn is_over(&self) -> bool {
        self.lock().1
    }
}

impl Write for Sink {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        let mut held = self.lock();
        if (held.0.len() + part.len()) as u64 > self.most {
            *held = (Vec::new(), true);
            return Err(io::Error::other("larger than it may be"));
        }
        held.0.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the library does, its panics taken for errors.
fn guarded<T>(work: impl FnOnce() -> rars::Result<T>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(match error.kind() {
            ErrorKind::Cancelled => {
                format!("it takes longer than {} s", PATIENCE.as_secs())
            }
            ErrorKind::PasswordRequired => "it is locked with a password".to_owned(),
            _ => error.to_string(),
        }),
        Err(_) => Err("the archive trips a bug".to_owned()),
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
