"""What OpenLineage's own client does with the server; run by openlineage.test.ts, which sets OPENLINEAGE_URL.

cases.py emit              sends the events of a run, of a job and of a dataset
cases.py check < events    reads run events, one a line, into the client's own classes, which judge them
"""

import datetime
import json
import sys

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import (
    Dataset,
    DatasetEvent,
    InputDataset,
    Job,
    JobEvent,
    OutputDataset,
    Run,
    RunEvent,
    RunState,
)
from openlineage.client.facet_v2 import error_message_run, job_type_job, parent_run, schema_dataset

PRODUCER = "https://example.com/scheduler"
RUN_ID = "0193c0de-0000-7000-8000-000000000001"
PARENT_ID = "0193c0de-0000-7000-8000-000000000002"


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat()


def emit():
    client = OpenLineageClient()
    job = Job(
        namespace="airflow",
        name="shop.load_orders",
        facets={"jobType": job_type_job.JobTypeJobFacet(processingType="BATCH", integration="AIRFLOW", jobType="TASK")},
    )
    parent = parent_run.ParentRunFacet(
        run=parent_run.Run(runId=PARENT_ID), job=parent_run.Job(namespace="airflow", name="shop")
    )
    fields = [
        schema_dataset.SchemaDatasetFacetFields(name="id", type="BIGINT"),
        schema_dataset.SchemaDatasetFacetFields(name="total", type="DECIMAL"),
    ]
    schema = schema_dataset.SchemaDatasetFacet(fields=fields)
    client.emit(
        RunEvent(
            eventType=RunState.START,
            eventTime=now(),
            run=Run(runId=RUN_ID, facets={"parent": parent}),
            job=job,
            producer=PRODUCER,
            inputs=[InputDataset(namespace="s3://lake", name="raw/orders", facets={"schema": schema})],
        )
    )
    client.emit(
        RunEvent(
            eventType=RunState.COMPLETE,
            eventTime=now(),
            run=Run(runId=RUN_ID),
            job=job,
            producer=PRODUCER,
            outputs=[OutputDataset(namespace="s3://lake", name="clean/orders")],
        )
    )
    client.emit(DatasetEvent(eventTime=now(), producer=PRODUCER, dataset=Dataset(namespace="s3://lake", name="alone")))
    client.emit(JobEvent(eventTime=now(), producer=PRODUCER, job=Job(namespace="airflow", name="shop.idle")))
    print("emitted")


def known_facets(facets):
    """The run facets that the specification knows, as the client's own classes."""
    known = {}
    if "parent" in facets:
        parent = facets["parent"]
        known["parent"] = parent_run.ParentRunFacet(
            run=parent_run.Run(**parent["run"]), job=parent_run.Job(**parent["job"])
        )
    if "errorMessage" in facets:
        message = facets["errorMessage"]
        known["errorMessage"] = error_message_run.ErrorMessageRunFacet(
            message=message["message"], programmingLanguage=message["programmingLanguage"]
        )
    return known


def check():
    count = 0
    for line in sys.stdin:
        event = json.loads(line)
        assert event["schemaURL"] == "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent", event
        for facet in [*event["run"]["facets"].values(), *event["job"]["facets"].values()]:
            assert facet["_producer"] and facet["_schemaURL"], facet
        RunEvent(
            eventType=RunState(event["eventType"]),
            eventTime=event["eventTime"],
            run=Run(runId=event["run"]["runId"], facets=known_facets(event["run"]["facets"])),
            job=Job(namespace=event["job"]["namespace"], name=event["job"]["name"]),
            producer=event["producer"],
            inputs=[InputDataset(**dataset) for dataset in event["inputs"]],
            outputs=[OutputDataset(**dataset) for dataset in event["outputs"]],
        )
        count += 1
    print(f"{count} events are well")


if __name__ == "__main__":
    {"emit": emit, "check": check}[sys.argv[1]]()
