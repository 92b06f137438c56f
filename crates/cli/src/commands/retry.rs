//! `gongkai retry`: documents are read again.

use crate::args::store::Retry;
use crate::exit::Exit;
use crate::run::Run;
use crate::work;
use store::Reason;

pub(crate) fn run(args: Retry) -> anyhow::Result<Exit> {
    let mut run = Run::begin("retry", &args.place, &args.unattended, false)?;
    let result = retry(&mut run, &args);
    run.end(result)
}

fn retry(run: &mut Run, args: &Retry) -> anyhow::Result<()> {
    let ocr = args.ocr.options();
    let capability = work::capability(&ocr);
    let mut plan = run.store.plan(&capability)?;
    let all = plan.len();
    plan.retain(|planned| args.all || matches!(planned.reason, Reason::Failed { .. }));
    run.summary.done_before = all - plan.len();
    let limits = (&args.limits).into();
    let settings = work::settings(args.jobs, args.in_process, limits, &ocr);
    work::read(run, &plan, &capability, settings)
}
