//! `gongkai ingest`: what is new is kept, what is not read yet is read.

use crate::args::store::Ingest;
use crate::exit::Exit;
use crate::run::Run;
use crate::{inputs, intake, sources, work};

pub(crate) fn run(args: Ingest) -> anyhow::Result<Exit> {
    let sources = sources::of(args.sources.as_deref())?;
    let inputs = match args.inputs.as_slice() {
        [] => Vec::new(),
        given => inputs::expand(given)?,
    };
    let may_be_new = !inputs.is_empty();
    let mut run = Run::begin("ingest", &args.place, &args.unattended, may_be_new)?;
    let result = ingest(&mut run, &args, &inputs, &sources);
    run.end(result)
}

fn ingest(
    run: &mut Run,
    args: &Ingest,
    inputs: &[inputs::Input],
    sources: &exporter::sources::Sources,
) -> anyhow::Result<()> {
    intake::take_in(run, inputs, sources, args.jobs)?;
    let ocr = args.ocr.options();
    let capability = work::capability(&ocr);
    let mut plan = run.store.plan(&capability)?;
    let all = plan.len();
    plan.retain(|planned| planned.reason.is_due());
    run.summary.done_before = all - plan.len();
    let limits = (&args.limits).into();
    let settings = work::settings(args.jobs, args.in_process, limits, &ocr);
    work::read(run, &plan, &capability, settings)
}
