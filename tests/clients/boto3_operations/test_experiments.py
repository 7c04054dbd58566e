"""Trials and trial components, with the members that came in 2020-12."""

import datetime

import pytest
from calls import arn_of, refused, unique, without_metadata

METADATA = {"CommitId": "c0ffee", "Repository": "https://git.test/r", "GeneratedBy": "a test", "ProjectId": "p-1"}


@pytest.fixture
def experiment(sagemaker):
    name = unique("Experiment")
    sagemaker.create_experiment(ExperimentName=name)
    return name


@pytest.mark.operation("CreateTrial")
def test_a_trial_belongs_to_an_experiment(sagemaker, experiment, tags_of):
    name = unique("Trial")
    answer = sagemaker.create_trial(
        TrialName=name, ExperimentName=experiment, MetadataProperties=METADATA, Tags=[{"Key": "k", "Value": "v"}]
    )
    assert without_metadata(answer) == {"TrialArn": arn_of(f"experiment-trial/{name.lower()}")}
    assert tags_of(answer["TrialArn"]) == {"k": "v"}
    assert (
        refused(sagemaker.create_trial, TrialName=name.upper(), ExperimentName=experiment)[0] == "ValidationException"
    )
    missing = unique("none")
    assert refused(sagemaker.create_trial, TrialName=unique("Trial"), ExperimentName=missing)[0] == "ResourceNotFound"


@pytest.mark.operation("DescribeTrial")
def test_a_trial_is_described_with_its_metadata(sagemaker, experiment):
    name = unique("Trial")
    sagemaker.create_trial(TrialName=name, ExperimentName=experiment, MetadataProperties=METADATA)
    described = sagemaker.describe_trial(TrialName=name)
    assert described["MetadataProperties"] == METADATA
    assert (described["TrialName"], described["DisplayName"]) == (name, name)
    assert described["ExperimentName"] == experiment
    assert described["CreationTime"] == described["LastModifiedTime"]
    assert refused(sagemaker.describe_trial, TrialName=unique("none"))[0] == "ResourceNotFound"


@pytest.mark.operation("CreateTrialComponent")
def test_a_component_is_made_once_and_a_parameter_is_a_text_or_a_number(sagemaker, tags_of):
    name = unique("Part")
    answer = sagemaker.create_trial_component(
        TrialComponentName=name, MetadataProperties=METADATA, Tags=[{"Key": "k", "Value": "v"}]
    )
    assert without_metadata(answer) == {"TrialComponentArn": arn_of(f"experiment-trial-component/{name.lower()}")}
    assert tags_of(answer["TrialComponentArn"]) == {"k": "v"}
    assert refused(sagemaker.create_trial_component, TrialComponentName=name)[0] == "ValidationException"
    both = {"depth": {"NumberValue": 3, "StringValue": "3"}}
    assert (
        refused(sagemaker.create_trial_component, TrialComponentName=unique("Part"), Parameters=both)[0]
        == "ValidationException"
    )


@pytest.mark.operation("DescribeTrialComponent")
def test_a_component_is_described_as_it_was_made(sagemaker):
    begun = datetime.datetime(2020, 12, 1, 10, 30, 0, 500_000, tzinfo=datetime.timezone.utc)
    request = {
        "TrialComponentName": unique("Part"),
        "DisplayName": "training",
        "Status": {"PrimaryStatus": "Completed", "Message": "done"},
        "StartTime": begun,
        "EndTime": begun + datetime.timedelta(minutes=1),
        "Parameters": {"depth": {"NumberValue": 3.5}, "colour": {"StringValue": "blue"}},
        "InputArtifacts": {"rows": {"MediaType": "text/csv", "Value": "s3://b/rows.csv"}},
        "OutputArtifacts": {"model": {"Value": "s3://b/model.tar.gz"}},
        "MetadataProperties": METADATA,
    }
    sagemaker.create_trial_component(**request)
    described = sagemaker.describe_trial_component(TrialComponentName=request["TrialComponentName"])
    assert request.items() <= described.items()
    missing = unique("none")
    assert refused(sagemaker.describe_trial_component, TrialComponentName=missing)[0] == "ResourceNotFound"
