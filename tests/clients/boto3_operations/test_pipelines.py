"""Pipelines and their executions."""

import json

import pytest
from calls import (
    FAR_AHEAD,
    IMAGE,
    LONG_AGO,
    ROLE,
    arn_of,
    definition,
    listed,
    refused,
    token,
    unique,
    until,
    without_metadata,
)

FAIL = {"Name": "Stop", "Type": "Fail", "Arguments": {"ErrorMessage": "on purpose"}}
PARAMETERS = [
    {"Name": "Colour", "Type": "String", "DefaultValue": "blue"},
    {"Name": "Depth", "Type": "Integer", "DefaultValue": 3},
    {"Name": "Rate", "Type": "Float", "DefaultValue": 0.5},
]


def choose(steps):
    """Goes on with the steps when the depth is 3, and ends at once when it is not."""
    condition = {"Type": "Equals", "LeftValue": {"Get": "Parameters.Depth"}, "RightValue": 3}
    return {
        "Name": "Choose",
        "Type": "Condition",
        "Arguments": {"Conditions": [condition], "IfSteps": steps, "ElseSteps": []},
    }


@pytest.fixture
def pipeline(sagemaker):
    """One that fails, unless it is told another depth."""
    name = unique("Pipeline")
    sagemaker.create_pipeline(
        PipelineName=name, PipelineDefinition=definition(choose([FAIL]), parameters=PARAMETERS), RoleArn=ROLE
    )
    return name


@pytest.fixture
def execution(sagemaker, pipeline):
    return sagemaker.start_pipeline_execution(PipelineName=pipeline)["PipelineExecutionArn"]


def ended(sagemaker, arn):
    return until(
        lambda: sagemaker.describe_pipeline_execution(PipelineExecutionArn=arn),
        lambda answer: answer["PipelineExecutionStatus"] in ("Succeeded", "Failed", "Stopped"),
    )


def missing_execution():
    return arn_of("pipeline/none/execution/a1b2c3d4e5f6")


@pytest.mark.operation("CreatePipeline")
def test_a_pipeline_is_made_once_and_a_repeated_token_makes_no_second_one(sagemaker, tags_of):
    name = unique("Pipeline")
    request = {
        "PipelineName": name,
        "PipelineDefinition": definition(FAIL),
        "RoleArn": ROLE,
        "ClientRequestToken": token(),
        "Tags": [{"Key": "team", "Value": "red"}],
    }
    answer = sagemaker.create_pipeline(**request)
    assert without_metadata(answer) == {"PipelineArn": arn_of(f"pipeline/{name}")}
    assert tags_of(answer["PipelineArn"]) == {"team": "red"}
    assert sagemaker.create_pipeline(**request)["PipelineArn"] == answer["PipelineArn"]
    other = {**request, "PipelineDescription": "another"}
    assert refused(sagemaker.create_pipeline, **other)[0] == "ConflictException"
    code, message = refused(sagemaker.create_pipeline, **{**request, "ClientRequestToken": token()})
    assert code == "ValidationException"
    assert "Pipeline names must be unique within an AWS account and region" in message
    assert "already exists" in message


@pytest.mark.operation("CreatePipeline")
@pytest.mark.parametrize(
    "text", ["not JSON", "{}", definition({**FAIL, "DependsOn": ["Nobody"]}), definition(FAIL, FAIL)]
)
def test_a_definition_that_cannot_run_is_refused(sagemaker, text):
    name = unique("Pipeline")
    code, _ = refused(sagemaker.create_pipeline, PipelineName=name, PipelineDefinition=text, RoleArn=ROLE)
    assert code == "ValidationException"
    assert refused(sagemaker.describe_pipeline, PipelineName=name)[0] == "ResourceNotFound"


@pytest.mark.operation("DescribePipeline")
def test_a_pipeline_is_described_with_its_definition_to_the_letter(sagemaker):
    name = unique("Pipeline")
    text = json.dumps(json.loads(definition(FAIL)), indent=3) + "\n"
    sagemaker.create_pipeline(
        PipelineName=name,
        PipelineDisplayName="shown",
        PipelineDescription="of one step",
        PipelineDefinition=text,
        RoleArn=ROLE,
    )
    described = sagemaker.describe_pipeline(PipelineName=name)
    assert described["PipelineDefinition"] == text
    assert (described["PipelineDisplayName"], described["PipelineDescription"]) == ("shown", "of one step")
    assert (described["RoleArn"], described["PipelineStatus"]) == (ROLE, "Active")
    assert described["CreatedBy"]["IamIdentity"]["Arn"].endswith(":user/admin")
    assert "LastRunTime" not in described
    sagemaker.start_pipeline_execution(PipelineName=name)
    assert sagemaker.describe_pipeline(PipelineName=name)["LastRunTime"] >= described["CreationTime"]
    assert refused(sagemaker.describe_pipeline, PipelineName=unique("none"))[0] == "ResourceNotFound"


@pytest.mark.operation("UpdatePipeline")
def test_an_update_changes_what_is_given(sagemaker, pipeline):
    before = sagemaker.describe_pipeline(PipelineName=pipeline)
    answer = sagemaker.update_pipeline(PipelineName=pipeline, PipelineDescription="described")
    assert without_metadata(answer)["PipelineArn"] == arn_of(f"pipeline/{pipeline}")
    sagemaker.update_pipeline(PipelineName=pipeline, PipelineDefinition=definition(FAIL))
    after = sagemaker.describe_pipeline(PipelineName=pipeline)
    assert after["PipelineDefinition"] == definition(FAIL)
    assert after["PipelineDescription"] == "described"
    assert after["LastModifiedTime"] > before["LastModifiedTime"]
    assert after["CreationTime"] == before["CreationTime"]
    assert (
        refused(sagemaker.update_pipeline, PipelineName=pipeline, PipelineDefinition="{}")[0] == "ValidationException"
    )
    assert refused(sagemaker.update_pipeline, PipelineName=unique("none"))[0] == "ResourceNotFound"


@pytest.mark.operation("ListPipelines")
def test_pipelines_are_listed_by_prefix_the_newest_first(sagemaker):
    prefix = unique("Pipeline")
    names = [f"{prefix}-{letter}" for letter in "bac"]
    for name in names:
        sagemaker.create_pipeline(PipelineName=name, PipelineDefinition=definition(FAIL), RoleArn=ROLE)

    def found(**more):
        summaries = listed(sagemaker, "list_pipelines", "PipelineSummaries", PipelineNamePrefix=prefix, **more)
        return [one["PipelineName"] for one in summaries]

    assert found() == names[::-1]
    assert found(SortBy="Name", SortOrder="Ascending") == sorted(names)
    assert found(CreatedAfter=FAR_AHEAD) == found(CreatedBefore=LONG_AGO) == []


@pytest.mark.operation("DeletePipeline")
def test_a_pipeline_goes_with_its_executions(sagemaker, pipeline, execution):
    ended(sagemaker, execution)
    request = {"PipelineName": pipeline, "ClientRequestToken": token()}
    assert sagemaker.delete_pipeline(**request)["PipelineArn"] == arn_of(f"pipeline/{pipeline}")
    assert refused(sagemaker.describe_pipeline, PipelineName=pipeline)[0] == "ResourceNotFound"
    assert refused(sagemaker.describe_pipeline_execution, PipelineExecutionArn=execution)[0] == "ResourceNotFound"
    # The same request again is the one that was done.
    assert sagemaker.delete_pipeline(**request)["PipelineArn"] == arn_of(f"pipeline/{pipeline}")
    assert refused(sagemaker.delete_pipeline, PipelineName=pipeline)[0] == "ResourceNotFound"


@pytest.mark.operation("StartPipelineExecution")
def test_an_execution_starts_once_for_each_token(sagemaker, pipeline):
    request = {"PipelineName": pipeline, "ClientRequestToken": token(), "PipelineExecutionDisplayName": "first"}
    answer = sagemaker.start_pipeline_execution(**request)
    assert answer["PipelineExecutionArn"].startswith(arn_of(f"pipeline/{pipeline}/execution/"))
    assert sagemaker.start_pipeline_execution(**request)["PipelineExecutionArn"] == answer["PipelineExecutionArn"]
    other = {**request, "PipelineExecutionDisplayName": "second"}
    assert refused(sagemaker.start_pipeline_execution, **other)[0] == "ConflictException"
    assert len(listed(sagemaker, "list_pipeline_executions", "PipelineExecutionSummaries", PipelineName=pipeline)) == 1


@pytest.mark.operation("StartPipelineExecution")
@pytest.mark.parametrize("name,value", [("Depth", "three"), ("Rate", "half"), ("Nobody", "1")])
def test_parameters_that_do_not_fit_the_definition_start_nothing(sagemaker, pipeline, name, value):
    parameters = [{"Name": name, "Value": value}]
    code, message = refused(sagemaker.start_pipeline_execution, PipelineName=pipeline, PipelineParameters=parameters)
    assert code == "ValidationException"
    assert name in message
    assert listed(sagemaker, "list_pipeline_executions", "PipelineExecutionSummaries", PipelineName=pipeline) == []


@pytest.mark.operation("DescribePipelineExecution")
def test_an_execution_ends_as_its_steps_do(sagemaker, pipeline, execution):
    failed = ended(sagemaker, execution)
    assert failed["PipelineExecutionStatus"] == "Failed"
    assert failed["FailureReason"] == "Step failure: One or multiple steps failed."
    assert failed["PipelineArn"] == arn_of(f"pipeline/{pipeline}")
    assert failed["PipelineExecutionDisplayName"].startswith("execution-")
    assert failed["LastModifiedTime"] >= failed["CreationTime"]
    other = sagemaker.start_pipeline_execution(
        PipelineName=pipeline, PipelineParameters=[{"Name": "Depth", "Value": "4"}]
    )["PipelineExecutionArn"]
    succeeded = ended(sagemaker, other)
    assert succeeded["PipelineExecutionStatus"] == "Succeeded"
    assert "FailureReason" not in succeeded
    missing = missing_execution()
    assert refused(sagemaker.describe_pipeline_execution, PipelineExecutionArn=missing)[0] == "ResourceNotFound"


@pytest.mark.operation("UpdatePipelineExecution")
def test_an_execution_is_shown_under_another_name(sagemaker, execution):
    ended(sagemaker, execution)
    answer = sagemaker.update_pipeline_execution(
        PipelineExecutionArn=execution, PipelineExecutionDisplayName="shown", PipelineExecutionDescription="described"
    )
    assert without_metadata(answer) == {"PipelineExecutionArn": execution}
    described = sagemaker.describe_pipeline_execution(PipelineExecutionArn=execution)
    assert described["PipelineExecutionDisplayName"] == "shown"
    assert described["PipelineExecutionDescription"] == "described"
    assert described["PipelineExecutionStatus"] == "Failed"
    missing = missing_execution()
    assert refused(sagemaker.update_pipeline_execution, PipelineExecutionArn=missing)[0] == "ResourceNotFound"


@pytest.mark.operation("ListPipelineExecutions")
def test_executions_are_listed_the_newest_first(sagemaker, pipeline):
    arns = [sagemaker.start_pipeline_execution(PipelineName=pipeline)["PipelineExecutionArn"] for _ in range(3)]

    def found(**more):
        items = "PipelineExecutionSummaries"
        return [
            one["PipelineExecutionArn"]
            for one in listed(sagemaker, "list_pipeline_executions", items, PipelineName=pipeline, **more)
        ]

    assert found() == arns[::-1]
    assert found(SortOrder="Ascending") == arns
    assert found(SortBy="PipelineExecutionArn", SortOrder="Ascending") == sorted(arns)
    assert found(CreatedAfter=FAR_AHEAD) == []
    missing = unique("none")
    assert refused(sagemaker.list_pipeline_executions, PipelineName=missing)[0] == "ResourceNotFound"


@pytest.mark.operation("ListPipelineExecutionSteps")
def test_steps_are_listed_the_newest_first_and_as_they_ended(sagemaker, execution):
    ended(sagemaker, execution)

    def found(**more):
        items = "PipelineExecutionSteps"
        return listed(
            sagemaker, "list_pipeline_execution_steps", items, page_size=1, PipelineExecutionArn=execution, **more
        )

    stop, choose = found()
    assert (choose["StepName"], choose["StepStatus"]) == ("Choose", "Succeeded")
    assert choose["Metadata"] == {"Condition": {"Outcome": "True"}}
    assert (stop["StepName"], stop["StepStatus"]) == ("Stop", "Failed")
    assert stop["FailureReason"] == "on purpose"
    assert choose["StartTime"] <= choose["EndTime"] <= stop["EndTime"]
    assert found(SortOrder="Ascending") == [choose, stop]
    missing = missing_execution()
    assert refused(sagemaker.list_pipeline_execution_steps, PipelineExecutionArn=missing)[0] == "ResourceNotFound"


@pytest.mark.operation("ListPipelineParametersForExecution")
def test_the_parameters_are_those_that_the_execution_runs_with(sagemaker, pipeline):
    arn = sagemaker.start_pipeline_execution(
        PipelineName=pipeline, PipelineParameters=[{"Name": "Colour", "Value": "green"}]
    )["PipelineExecutionArn"]
    parameters = listed(
        sagemaker, "list_pipeline_parameters_for_execution", "PipelineParameters", PipelineExecutionArn=arn
    )
    assert {one["Name"]: one["Value"] for one in parameters} == {"Colour": "green", "Depth": "3", "Rate": "0.5"}
    missing = missing_execution()
    code, _ = refused(sagemaker.list_pipeline_parameters_for_execution, PipelineExecutionArn=missing)
    assert code == "ResourceNotFound"


@pytest.mark.operation("DescribePipelineDefinitionForExecution")
def test_an_execution_keeps_the_definition_of_its_start(sagemaker, pipeline, execution):
    sagemaker.update_pipeline(PipelineName=pipeline, PipelineDefinition=definition(FAIL))
    answer = sagemaker.describe_pipeline_definition_for_execution(PipelineExecutionArn=execution)
    assert answer["PipelineDefinition"] == definition(choose([FAIL]), parameters=PARAMETERS)
    assert (
        answer["CreationTime"]
        == (sagemaker.describe_pipeline_execution(PipelineExecutionArn=execution)["CreationTime"])
    )
    missing = missing_execution()
    code, _ = refused(sagemaker.describe_pipeline_definition_for_execution, PipelineExecutionArn=missing)
    assert code == "ResourceNotFound"


@pytest.mark.operation("StopPipelineExecution")
def test_a_stop_ends_the_job_that_runs_and_is_refused_after_the_end(sagemaker):
    sleep = {
        "Name": "Sleep",
        "Type": "Processing",
        "Arguments": {
            "RoleArn": ROLE,
            "AppSpecification": {"ImageUri": IMAGE, "ContainerEntrypoint": ["sleep", "300"]},
            "ProcessingResources": {
                "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}
            },
        },
    }
    name = unique("Pipeline")
    sagemaker.create_pipeline(PipelineName=name, PipelineDefinition=definition(sleep), RoleArn=ROLE)
    arn = sagemaker.start_pipeline_execution(PipelineName=name)["PipelineExecutionArn"]
    (step,) = until(
        lambda: sagemaker.list_pipeline_execution_steps(PipelineExecutionArn=arn)["PipelineExecutionSteps"],
        lambda steps: any(step["Metadata"] for step in steps),
    )
    assert refused(sagemaker.delete_pipeline, PipelineName=name)[0] == "ConflictException"
    request = {"PipelineExecutionArn": arn, "ClientRequestToken": token()}
    assert without_metadata(sagemaker.stop_pipeline_execution(**request)) == {"PipelineExecutionArn": arn}
    assert ended(sagemaker, arn)["PipelineExecutionStatus"] == "Stopped"
    job = step["Metadata"]["ProcessingJob"]["Arn"].split("/")[-1]
    until(
        lambda: sagemaker.describe_processing_job(ProcessingJobName=job)["ProcessingJobStatus"],
        lambda status: status == "Stopped",
    )
    # The same request again is the one that was done; another one comes too late.
    assert sagemaker.stop_pipeline_execution(**request)["PipelineExecutionArn"] == arn
    assert refused(sagemaker.stop_pipeline_execution, PipelineExecutionArn=arn)[0] == "ConflictException"
    missing = missing_execution()
    assert refused(sagemaker.stop_pipeline_execution, PipelineExecutionArn=missing)[0] == "ResourceNotFound"
