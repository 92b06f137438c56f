//! Work on many threads, results in input order, never far ahead of the one who takes them.

use anyhow::Context;
use rayon::ThreadPool;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

/// Results that may wait per thread. One slow document holds back those after it; this
/// much may be finished meanwhile, and no more memory than that is used.
const AHEAD: usize = 8;

/// Deeply nested objects of broken files must not overflow the stack.
const STACK: usize = 64 << 20;

/// What is said when a thread panics: nobody would answer for what it had begun.
const FELL_OVER: &str =
    "a thread of the program fell over; this is a bug worth reporting";

/// As many threads as asked for, or as many as the system gives; without one the work is done
/// where it is asked for.
fn pool(jobs: usize) -> Option<ThreadPool> {
    let mut threads = match jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    };
    while threads > 0 {
        let builder = rayon::ThreadPoolBuilder::new();
        if let Ok(pool) = builder.num_threads(threads).stack_size(STACK).build() {
            return Some(pool);
        }
        threads /= 2;
    }
    None
}

/// Applies `work` to every item on `jobs` threads and hands the results to `take` in
/// the order of the items.
///
/// When `take` fails, what has begun is finished and dropped, and nothing new begins.
pub(crate) fn in_order<T: Sync, R: Send>(
    jobs: usize,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(R) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let Some(pool) = pool(jobs) else {
        return items.iter().try_for_each(|item| take(work(item)));
    };
    let ahead = AHEAD * pool.current_num_threads();
    let (send, receive) = mpsc::channel();
    pool.in_place_scope_fifo(|scope| {
        let work = &work;
        let begin = |index: usize| {
            let send = send.clone();
            scope.spawn_fifo(move |_| {
                let made = catch_unwind(AssertUnwindSafe(|| work(&items[index])));
                // The receiver is gone only when the run has failed already.
                let _ = send.send((index, made));
            });
        };
        let mut begun = items.len().min(ahead);
        (0..begun).for_each(&begin);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        while next < items.len() {
            let (index, made) = receive.recv().context("a thread was lost")?;
            waiting.insert(index, made.map_err(|_| anyhow::anyhow!(FELL_OVER))?);
            while let Some(result) = waiting.remove(&next) {
                take(result)?;
                next += 1;
                if begun < items.len() {
                    begin(begun);
                    begun += 1;
                }
            }
        }
        Ok(())
    })
}

/// The same, but each result is handed to `take` as soon as it is there.
pub(crate) fn as_done<'i, T: Sync, R: Send>(
    jobs: usize,
    items: &'i [T],
    work: impl Fn(&'i T) -> R + Sync,
    mut take: impl FnMut(R) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let Some(pool) = pool(jobs) else {
        return items.iter().try_for_each(|item| take(work(item)));
    };
    // One more than there are threads waits, so that none has nothing to do.
    let ahead = 2 * pool.current_num_threads();
    let (send, receive) = mpsc::channel();
    pool.in_place_scope_fifo(|scope| {
        let work = &work;
        let begin = |item: &'i T| {
            let send = send.clone();
            scope.spawn_fifo(move |_| {
                let made = catch_unwind(AssertUnwindSafe(|| work(item)));
                // The receiver is gone only when the run has failed already.
                let _ = send.send(made);
            });
        };
        let mut waiting = items.iter();
        waiting.by_ref().take(ahead).for_each(&begin);
        for _ in items {
            let made = receive.recv().context("a thread was lost")?;
            take(made.map_err(|_| anyhow::anyhow!(FELL_OVER))?)?;
            waiting.next().into_iter().for_each(&begin);
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_come_in_order_and_not_too_early() {
        let items: Vec<usize> = (0..500).collect();
        let begun = AtomicUsize::new(0);
        let mut taken = 0;
        in_order(
            3,
            &items,
            |&item| {
                begun.fetch_add(1, Ordering::SeqCst);
                if item % 50 == 0 {
                    std::thread::sleep(std::time::Duration::from_millis(5));
                }
                item
            },
            |item| {
                assert_eq!(item, taken);
                taken += 1;
                assert!(begun.load(Ordering::SeqCst) <= taken + 3 * AHEAD);
                Ok(())
            },
        )
        .expect("no failure");
        assert_eq!(taken, 500);
    }

    #[test]
    fn a_failure_ends_it() {
        let items: Vec<usize> = (0..10_000).collect();
        let begun = AtomicUsize::new(0);
        let result = in_order(
            2,
            &items,
            |_| begun.fetch_add(1, Ordering::SeqCst),
            |_| anyhow::bail!("full"),
        );
        assert!(result.is_err());
        assert!(begun.load(Ordering::SeqCst) <= 2 * AHEAD);
    }

    #[test]
    fn a_thread_that_falls_over_ends_the_run() {
        for jobs in [1, 3] {
            let fall = |item: &usize| assert!(*item != 3, "on purpose");
            let items: Vec<usize> = (0..100).collect();
            let ordered = in_order(jobs, &items, fall, |()| Ok(()));
            let done = as_done(jobs, &items, fall, |()| Ok(()));
            for result in [ordered, done] {
                assert_eq!(result.expect_err("an error").to_string(), FELL_OVER);
            }
        }
    }
}
