"""Every night's work as an Airflow DAG: put the file into the folder of DAGs.

Exit 3 (some documents failed) is no failure of the task: the reasons are in run.json and in
`gongkai status`. A task that is retried goes on where the one before ended.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

STORE = "/var/lib/gongkai/store"
INGEST = f"gongkai ingest /var/lib/gongkai/inbox --store {STORE} --quiet --max-failures 20%"
EXPORT = f"gongkai export --store {STORE} --out /var/lib/gongkai/out --quiet"
STATUS = f"gongkai status --store {STORE} --json --max-age 36h"


def accepting_failed_documents(command):
    """The command, with exit 3 and 4 taken for success."""
    return f"{command} || [ $? -eq 3 ] || [ $? -eq 4 ]"


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
    ingest = BashOperator(
        task_id="ingest",
        bash_command=accepting_failed_documents(INGEST),
        execution_timeout=timedelta(hours=12),
    )
    export = BashOperator(task_id="export", bash_command=EXPORT)
    status = BashOperator(task_id="status", bash_command=STATUS)
    ingest >> export >> status
