//! Limits that a page runs into while its picture is read: noted where they are met, deep in the
//! work, and told by whoever began it.

use std::cell::RefCell;
use std::collections::BTreeSet;

thread_local! {
    static MET: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

/// Notes that something is left out; `what` says of what there is too much.
pub(crate) fn meet(what: &'static str) {
    MET.with_borrow_mut(|met| met.insert(what));
}

/// What this thread has met since it was asked last.
pub(crate) fn met() -> Vec<&'static str> {
    MET.take().into_iter().collect()
}
