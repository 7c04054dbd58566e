"""What users, roles and other accounts may do, as boto3 sees it."""

import json
import time
import uuid

import boto3
import pytest
from botocore.exceptions import ClientError

ADMIN = boto3.Session()
ACCOUNT = ADMIN.client("sts").get_caller_identity()["Account"]
REGION = ADMIN.region_name
ROLE = f"arn:aws:iam::{ACCOUNT}:role/SagebrushExecutionRole"
PIPELINE = json.dumps({"Version": "2020-12-01", "Steps": [{"Name": "F", "Type": "Fail", "Arguments": {}}]})


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions, resource="*", **more):
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def session_of(key, region=REGION):
    return boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], key.get("SessionToken"), region_name=region)


def user_with(*statements, session=ADMIN):
    iam = session.client("iam")
    name = f"user-{uuid.uuid4().hex[:8]}"
    iam.create_user(UserName=name)
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(*statements))
    return name, session_of(iam.create_access_key(UserName=name)["AccessKey"])


def refused(call, code="AccessDeniedException", **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.response["Error"]["Message"]


@pytest.fixture(scope="module")
def experiment():
    name = f"experiment-{uuid.uuid4().hex[:8]}"
    ADMIN.client("sagemaker").create_experiment(ExperimentName=name, Tags=[{"Key": "team", "Value": "red"}])
    return name


def test_a_user_who_may_only_describe(experiment):
    name, session = user_with(allow("sagemaker:Describe*"))
    sagemaker = session.client("sagemaker")
    assert sagemaker.describe_experiment(ExperimentName=experiment)["ExperimentName"] == experiment
    message = refused(sagemaker.delete_experiment, ExperimentName=experiment)
    assert message == (
        f"User: arn:aws:iam::{ACCOUNT}:user/{name} is not authorized to perform: sagemaker:DeleteExperiment on resource: "
        f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:experiment/{experiment} because no identity-based policy allows the "
        "sagemaker:DeleteExperiment action"
    )


def test_a_deny_is_stronger(experiment):
    _, session = user_with(allow("*"), {"Effect": "Deny", "Action": "sagemaker:Delete*", "Resource": "*"})
    message = refused(session.client("sagemaker").delete_experiment, ExperimentName=experiment)
    assert message.endswith("with an explicit deny in an identity-based policy")


def test_a_condition_on_tags(experiment):
    condition = {"StringEquals": {"aws:ResourceTag/team": "red"}}
    _, session = user_with(allow("sagemaker:DescribeExperiment", Condition=condition))
    session.client("sagemaker").describe_experiment(ExperimentName=experiment)
    ADMIN.client("sagemaker").create_experiment(ExperimentName=f"{experiment}-untagged")
    refused(session.client("sagemaker").describe_experiment, ExperimentName=f"{experiment}-untagged")


def test_a_condition_on_the_region():
    condition = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
    _, session = user_with(allow("sagemaker:ListExperiments", Condition=condition))
    refused(session.client("sagemaker").list_experiments)
    session.client("sagemaker", region_name="eu-west-1").list_experiments()


def test_a_role_must_be_passed():
    request = {"RoleArn": ROLE, "PipelineDefinition": PIPELINE}
    name, session = user_with(allow("sagemaker:*"))
    message = refused(session.client("sagemaker").create_pipeline, PipelineName=name, **request)
    assert f"is not authorized to perform: iam:PassRole on resource: {ROLE}" in message
    name, session = user_with(allow("sagemaker:*"), allow("iam:PassRole", resource=ROLE))
    session.client("sagemaker").create_pipeline(PipelineName=name, **request)


def test_the_steps_of_a_pipeline_act_as_its_role():
    """The user may start it; the role may not do what the step asks for."""
    iam = ADMIN.client("iam")
    trust = document(
        {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    )
    name = f"role-{uuid.uuid4().hex[:8]}"
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    arguments = {
        "RoleArn": role,
        "AppSpecification": {
            "ImageUri": "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
        },
        "ProcessingResources": {
            "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}
        },
    }
    definition = {"Version": "2020-12-01", "Steps": [{"Name": "P", "Type": "Processing", "Arguments": arguments}]}
    sagemaker = ADMIN.client("sagemaker")
    sagemaker.create_pipeline(PipelineName=name, RoleArn=role, PipelineDefinition=json.dumps(definition))
    arn = sagemaker.start_pipeline_execution(PipelineName=name)["PipelineExecutionArn"]
    for _ in range(300):
        (step, *_) = sagemaker.list_pipeline_execution_steps(PipelineExecutionArn=arn)["PipelineExecutionSteps"] or [{}]
        if step.get("StepStatus") == "Failed":
            break
        time.sleep(0.1)
    assert "is not authorized to perform: sagemaker:CreateProcessingJob" in step["FailureReason"]


def test_objects_of_ones_own_prefix():
    s3 = ADMIN.client("s3")
    bucket = f"bucket-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    own = f"arn:aws:s3:::{bucket}/${{aws:username}}/*"
    name, session = user_with(allow("s3:GetObject", "s3:PutObject", resource=own))
    s3 = session.client("s3")
    s3.put_object(Bucket=bucket, Key=f"{name}/a", Body=b"a")
    assert s3.get_object(Bucket=bucket, Key=f"{name}/a")["Body"].read() == b"a"
    message = refused(s3.put_object, "AccessDenied", Bucket=bucket, Key="others/a", Body=b"a")
    assert f'on resource: "arn:aws:s3:::{bucket}/others/a"' in message
    refused(s3.list_objects_v2, "AccessDenied", Bucket=bucket)


def test_a_package_group_shared_with_another_account():
    sagemaker = ADMIN.client("sagemaker")
    group = f"group-{uuid.uuid4().hex[:8]}"
    sagemaker.create_model_package_group(ModelPackageGroupName=group)
    package = sagemaker.create_model_package(ModelPackageGroupName=group, ModelApprovalStatus="Approved")
    arn = package["ModelPackageArn"]

    name = f"team-{uuid.uuid4().hex[:8]}"
    organizations = ADMIN.client("organizations")
    status = organizations.create_account(AccountName=name, Email=f"{name}@example.test")["CreateAccountStatus"]
    assert status["State"] == "SUCCEEDED"
    account = status["AccountId"]
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    keys = ADMIN.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    _, theirs = user_with(allow("sagemaker:*"), session=session_of(keys))

    message = refused(theirs.client("sagemaker").describe_model_package, ModelPackageName=arn)
    assert "because no resource-based policy allows the sagemaker:DescribeModelPackage action" in message
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"],
        "Resource": [
            f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model-package-group/{group}",
            f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model-package/{group}/*",
        ],
    }
    sagemaker.put_model_package_group_policy(ModelPackageGroupName=group, ResourcePolicy=document(statement))
    assert theirs.client("sagemaker").describe_model_package(ModelPackageName=arn)["ModelPackageArn"] == arn
    group_arn = statement["Resource"][0]
    listed = theirs.client("sagemaker").list_model_packages(ModelPackageGroupName=group_arn)
    assert [summary["ModelPackageArn"] for summary in listed["ModelPackageSummaryList"]] == [arn]
    assert theirs.client("sagemaker").list_model_packages(ModelPackageType="Both")["ModelPackageSummaryList"] == []


def test_simulation_says_what_would_be_decided():
    name, _ = user_with(allow("s3:*"), {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"})
    pages = ADMIN.client("iam").get_paginator("simulate_principal_policy")
    results = [
        result["EvalDecision"]
        for page in pages.paginate(
            PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/{name}",
            ActionNames=["s3:GetObject", "s3:DeleteObject", "sagemaker:ListModels"],
            PaginationConfig={"PageSize": 1},
        )
        for result in page["EvaluationResults"]
    ]
    assert results == ["allowed", "explicitDeny", "implicitDeny"]
