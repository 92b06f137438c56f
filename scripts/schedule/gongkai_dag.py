"""Every night's work as an Airflow DAG: put the file into the folder of DAGs.

Exit 3 (some documents failed) and 5 of fetch (a source is incomplete) are no failures of a
task: the reasons are in run.json and in `gongkai status`. A task that is retried goes on where the one before ended.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

STORE = "/var/lib/gongkai/store"
FETCH = f"gongkai fetch /etc/gongkai/sources.toml --store {STORE} --quiet"
INGEST = f"gongkai ingest /var/lib/gongkai/inbox --store {STORE} --quiet --max-failures 20%"
EXPORT = f"gongkai export --store {STORE} --out /var/lib/gongkai/out --quiet"
STATUS = f"gongkai status --store {STORE} --json --max-age 36h --per-source"


def accepting(command, *codes):
    """The command, with more exit codes taken for success."""
    known = "|".join(map(str, codes))
    return f"{command} || case $? in {known}) ;; *) exit 1 ;; esac"


with DAG(
    dag_id="gongkai",
    description="Read new budget disclosures",
    schedule="17 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    # The store is locked by a run; a second one would end with exit 6.
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=30)},
) as dag:
    # samples/sources.toml shows what sources.toml may say; without it, take this task out. A
    # source that is incomplete does not keep from reading what came.
    fetch = BashOperator(
        task_id="fetch",
        bash_command=accepting(FETCH, 3, 5),
        execution_timeout=timedelta(hours=12),
    )
    ingest = BashOperator(
        task_id="ingest",
        bash_command=accepting(INGEST, 3),
        execution_timeout=timedelta(hours=12),
    )
    # Documents in it that failed were told of by ingest.
    export = BashOperator(task_id="export", bash_command=accepting(EXPORT, 3))
    status = BashOperator(task_id="status", bash_command=STATUS)
    fetch >> ingest >> export >> status
