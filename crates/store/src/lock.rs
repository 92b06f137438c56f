//! One run at a time: whoever holds the lock file works on the store.

use crate::clock;
use crate::error::Error;
use crate::holder::Holder;
use crate::names::LOCK;
use serde_json::{Value, json};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// The right to change a store; given back when it is dropped or the process ends, however
/// it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a store, or says who has it.
    pub(crate) fn take(dir: &Path, command: &str) -> Result<Lock, Error> {
        let path = dir.join(LOCK);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(Error::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = holder(&mut file);
                return Err(Error::Locked { path: dir.to_owned(), holder });
            }
            Err(TryLockError::Error(source)) => {
                return Err(Error::io("lock", &path)(source));
            }
        }
        let text = json!({
            "pid": std::process::id(),
            "since": clock::now(),
            "command": command,
        })
        .to_string();
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(text.as_bytes()))
            .map_err(Error::io("write", &path))?;
        Ok(Lock { _file: file })
    }
}

fn holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    let value: Value = serde_json::from_str(&text).ok()?;
    Some(Holder {
        pid: value["pid"].as_u64()?,
        since: value["since"].as_str()?.to_owned(),
        command: value["command"].as_str()?.to_owned(),
    })
}

/// Who works on a store just now.
pub(crate) fn current(dir: &Path) -> Option<Holder> {
    let mut file = File::open(dir.join(LOCK)).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => holder(&mut file),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_was_first() {
        let dir = tempfile::tempdir().expect("a folder");
        assert_eq!(current(dir.path()), None);
        let first = Lock::take(dir.path(), "ingest").expect("free");
        let error = Lock::take(dir.path(), "ingest").expect_err("held");
        let told = error.to_string();
        let pid = std::process::id();
        assert!(told.contains(&format!("process {pid}, ingest, since 2")), "{told}");
        assert_eq!(current(dir.path()).map(|h| h.pid), Some(u64::from(pid)));
        drop(first);
        assert_eq!(current(dir.path()), None);
        Lock::take(dir.path(), "ingest").expect("free again");
    }
}
