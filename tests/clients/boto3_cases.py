"""What boto3 sees; run by boto3.test.ts, which starts the server and sets the environment."""

import datetime
import json
import re
import uuid

import boto3
import botocore.config
import pytest
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/SagebrushExecutionRole"
FAIL_STEP = {"Name": "Stop", "Type": "Fail", "Arguments": {"ErrorMessage": "stopped on purpose"}}


@pytest.fixture
def sagemaker():
    return boto3.client("sagemaker")


@pytest.fixture
def s3():
    return boto3.client("s3")


def unique(prefix):
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def definition(*steps):
    return json.dumps({"Version": "2020-12-01", "Metadata": {}, "Parameters": [], "Steps": list(steps)})


def create_pipeline(client, name, *steps):
    return client.create_pipeline(
        PipelineName=name,
        PipelineDefinition=definition(*steps),
        RoleArn=ROLE,
        ClientRequestToken=str(uuid.uuid4()),
    )


def refused(call, **arguments):
    """The code and message of the error that a call must end with."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_times_are_in_utc_and_unset_members_are_absent(sagemaker):
    name = unique("times")
    create_pipeline(sagemaker, name, FAIL_STEP)
    described = sagemaker.describe_pipeline(PipelineName=name)
    age = datetime.datetime.now(datetime.timezone.utc) - described["CreationTime"]
    assert datetime.timedelta(0) <= age < datetime.timedelta(minutes=1)
    assert "PipelineDescription" not in described
    assert described["PipelineDefinition"] == definition(FAIL_STEP)
    assert re.fullmatch(r"[0-9a-f-]{36}", described["ResponseMetadata"]["RequestId"])


def test_lists_page_to_their_end(sagemaker):
    prefix = unique("page")
    names = {f"{prefix}-{number}" for number in range(5)}
    for name in names:
        create_pipeline(sagemaker, name, FAIL_STEP)
    paginator = sagemaker.get_paginator("list_pipelines")
    pages = list(paginator.paginate(PipelineNamePrefix=prefix, PaginationConfig={"PageSize": 2}))
    assert {summary["PipelineName"] for page in pages for summary in page["PipelineSummaries"]} == names
    assert "NextToken" not in pages[-1]


def test_an_execution_that_ends_in_a_fail_step_has_failed(sagemaker):
    name = unique("fails")
    create_pipeline(sagemaker, name, FAIL_STEP)
    arn = sagemaker.start_pipeline_execution(PipelineName=name, ClientRequestToken=str(uuid.uuid4()))[
        "PipelineExecutionArn"
    ]
    while sagemaker.describe_pipeline_execution(PipelineExecutionArn=arn)["PipelineExecutionStatus"] == "Executing":
        pass
    (step,) = sagemaker.list_pipeline_execution_steps(PipelineExecutionArn=arn)["PipelineExecutionSteps"]
    assert step["StepStatus"] == "Failed"
    assert step["FailureReason"] == "stopped on purpose"


def test_a_pipeline_with_a_cycle_is_refused_and_not_kept(sagemaker):
    name = unique("cycle")
    one = {**FAIL_STEP, "Name": "One", "DependsOn": ["Two"]}
    two = {**FAIL_STEP, "Name": "Two", "DependsOn": ["One"]}
    with pytest.raises(ClientError, match="ValidationException"):
        create_pipeline(sagemaker, name, one, two)
    code, message = refused(sagemaker.describe_pipeline, PipelineName=name)
    assert code == "ResourceNotFound"
    assert name in message


def test_an_unknown_step_type_is_named(sagemaker):
    with pytest.raises(ClientError, match="Teleport"):
        create_pipeline(sagemaker, unique("unknown"), {"Name": "Beam", "Type": "Teleport", "Arguments": {}})


def test_input_is_checked_in_the_words_of_aws():
    client = boto3.client("sagemaker", config=botocore.config.Config(parameter_validation=False))
    code, message = refused(client.describe_training_job, TrainingJobName="not_a_name!")
    assert code == "ValidationException"
    assert message.startswith("1 validation error detected: Value 'not_a_name!' at 'trainingJobName' failed to satisfy")


def test_an_image_that_cannot_be_run_is_refused_with_a_way_out(sagemaker):
    code, message = refused(
        sagemaker.create_training_job,
        TrainingJobName=unique("image"),
        RoleArn=ROLE,
        AlgorithmSpecification={"TrainingImage": "registry.example.com/team/model:7", "TrainingInputMode": "File"},
        OutputDataConfig={"S3OutputPath": "s3://some-bucket/output"},
        ResourceConfig={"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1},
        StoppingCondition={"MaxRuntimeInSeconds": 60},
    )
    assert code == "ValidationException"
    assert "registry.example.com/team/model:7" in message


def test_a_role_of_another_account_is_refused(sagemaker):
    code, _ = refused(
        sagemaker.create_pipeline,
        PipelineName=unique("role"),
        PipelineDefinition=definition(FAIL_STEP),
        RoleArn="arn:aws:iam::999999999999:role/SagebrushExecutionRole",
        ClientRequestToken=str(uuid.uuid4()),
    )
    assert code in ("ValidationException", "AccessDeniedException")


def test_an_operation_that_is_not_built_says_so(sagemaker):
    with pytest.raises(ClientError, match="NotImplemented"):
        sagemaker.list_notebook_instances()


@pytest.mark.parametrize("service,operation", [("ec2", "describe_vpcs"), ("sns", "list_topics"), ("kms", "list_keys")])
def test_a_service_that_is_not_offered_says_so_on_its_own_wire(service, operation):
    with pytest.raises(ClientError) as caught:
        getattr(boto3.client(service), operation)()
    error = caught.value.response["Error"]
    assert error["Code"] == "NotImplemented"
    assert f"The service {service} is not offered" in error["Message"]


def test_unknown_keys_wrong_secrets_and_skewed_clocks_are_told_apart():
    unknown = boto3.client("sagemaker", aws_access_key_id="AKIAUNKNOWNUNKNOWN00", aws_secret_access_key="x")
    assert refused(unknown.list_models)[0] == "UnrecognizedClientException"
    wrong = boto3.client("sagemaker", aws_secret_access_key="wrong", aws_access_key_id="AKIATESTTESTTEST0001")
    assert refused(wrong.list_models)[0] == "InvalidSignatureException"


def test_large_objects_go_up_in_parts_and_come_back_by_ranges(s3, tmp_path):
    bucket = unique("parts")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    content = b"0123456789abcdef" * (20 * 2**16)
    source = tmp_path / "source"
    source.write_bytes(content)
    s3.upload_file(str(source), bucket, "deep/key with spaces+plus.bin")
    target = tmp_path / "target"
    s3.download_file(bucket, "deep/key with spaces+plus.bin", str(target))
    assert target.read_bytes() == content
    ranged = s3.get_object(Bucket=bucket, Key="deep/key with spaces+plus.bin", Range="bytes=16-31")
    assert ranged["Body"].read() == b"0123456789abcdef"


def test_the_account_and_role_are_found_by_asking():
    assert boto3.client("sts").get_caller_identity()["Account"] == "123456789012"
    assert boto3.client("iam").get_role(RoleName="SagebrushExecutionRole")["Role"]["Arn"] == ROLE
