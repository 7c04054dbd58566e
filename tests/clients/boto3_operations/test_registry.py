"""Model package groups, their policies, and their versions."""

import json

import pytest
from calls import IMAGE, arn_of, listed, refused, token, unique, without_metadata

METADATA = {"CommitId": "c0ffee", "Repository": "https://git.test/r", "GeneratedBy": "a test", "ProjectId": "p-1"}


def report(name):
    return {"ContentType": "application/json", "ContentDigest": f"sha256:{0:064x}", "S3Uri": f"s3://b/{name}.json"}


METRICS = {
    "ModelQuality": {"Statistics": report("quality"), "Constraints": report("quality-constraints")},
    "ModelDataQuality": {"Statistics": report("data"), "Constraints": report("data-constraints")},
    "Bias": {"Report": report("bias")},
    "Explainability": {"Report": report("explainability")},
}
SPECIFICATION = {
    "Containers": [{"Image": IMAGE, "ModelDataUrl": "s3://b/model.tar.gz"}],
    "SupportedContentTypes": ["text/csv"],
    "SupportedResponseMIMETypes": ["text/csv"],
}


@pytest.fixture
def group(sagemaker):
    name = unique("Models")
    sagemaker.create_model_package_group(ModelPackageGroupName=name)
    return name


def group_arn(name):
    return arn_of(f"model-package-group/{name.lower()}")


def version_arn(name, number):
    return arn_of(f"model-package/{name.lower()}/{number}")


@pytest.mark.operation("CreateModelPackageGroup")
def test_a_group_is_made_once_and_with_tags(sagemaker, tags_of):
    name = unique("Models")
    answer = sagemaker.create_model_package_group(ModelPackageGroupName=name, Tags=[{"Key": "team", "Value": "red"}])
    assert without_metadata(answer) == {"ModelPackageGroupArn": group_arn(name)}
    assert tags_of(group_arn(name)) == {"team": "red"}
    assert refused(sagemaker.create_model_package_group, ModelPackageGroupName=name.upper()) == (
        "ValidationException",
        f"Model Package Group already exists: {group_arn(name)}",
    )


@pytest.mark.operation("DescribeModelPackageGroup")
def test_a_group_is_ready_at_once(sagemaker):
    name = unique("Models")
    sagemaker.create_model_package_group(ModelPackageGroupName=name, ModelPackageGroupDescription="of trees")
    described = without_metadata(sagemaker.describe_model_package_group(ModelPackageGroupName=name))
    assert {
        "ModelPackageGroupName": name,
        "ModelPackageGroupArn": group_arn(name),
        "ModelPackageGroupDescription": "of trees",
        "ModelPackageGroupStatus": "Completed",
    }.items() <= described.items()
    assert described["CreatedBy"]["IamIdentity"]["Arn"].endswith(":user/admin")
    missing = unique("none")
    assert refused(sagemaker.describe_model_package_group, ModelPackageGroupName=missing) == (
        "ValidationException",
        f"ModelPackageGroup {group_arn(missing)} does not exist.",
    )


@pytest.mark.operation("ListModelPackageGroups")
def test_groups_are_listed_by_a_part_of_their_name_the_oldest_first(sagemaker):
    prefix = unique("Models")
    names = [f"{prefix}-{letter}" for letter in "bac"]
    for name in names:
        sagemaker.create_model_package_group(ModelPackageGroupName=name)

    def found(**order):
        items = "ModelPackageGroupSummaryList"
        return [
            one["ModelPackageGroupName"]
            for one in listed(sagemaker, "list_model_package_groups", items, NameContains=prefix, **order)
        ]

    assert found() == names
    assert found(SortOrder="Descending") == names[::-1]
    assert found(SortBy="Name") == sorted(names)


@pytest.mark.operation("DeleteModelPackageGroup")
def test_a_group_is_deleted_when_it_is_empty(sagemaker, group):
    sagemaker.create_model_package(ModelPackageGroupName=group)
    assert refused(sagemaker.delete_model_package_group, ModelPackageGroupName=group)[0] == "ConflictException"
    sagemaker.delete_model_package(ModelPackageName=version_arn(group, 1))
    sagemaker.delete_model_package_group(ModelPackageGroupName=group)
    assert refused(sagemaker.delete_model_package_group, ModelPackageGroupName=group)[0] == "ValidationException"


def policy_of(group, action="sagemaker:DescribeModelPackageGroup"):
    statement = {
        "Sid": "Show",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::999999999999:root"},
        "Action": action,
        "Resource": group_arn(group),
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.mark.operation("PutModelPackageGroupPolicy")
def test_a_policy_takes_the_place_of_the_one_before(sagemaker, group):
    for action in ("sagemaker:DescribeModelPackageGroup", "sagemaker:ListModelPackages"):
        answer = sagemaker.put_model_package_group_policy(
            ModelPackageGroupName=group, ResourcePolicy=policy_of(group, action)
        )
        assert without_metadata(answer) == {"ModelPackageGroupArn": group_arn(group)}
    kept = sagemaker.get_model_package_group_policy(ModelPackageGroupName=group)["ResourcePolicy"]
    assert kept == policy_of(group, "sagemaker:ListModelPackages")
    for wrong in ("{", "{}", policy_of(group, "s3:GetObject")):
        code, _ = refused(sagemaker.put_model_package_group_policy, ModelPackageGroupName=group, ResourcePolicy=wrong)
        assert code == "ValidationException"
    missing = unique("none")
    assert refused(
        sagemaker.put_model_package_group_policy, ModelPackageGroupName=missing, ResourcePolicy=policy_of(missing)
    ) == ("ValidationException", f"Cannot find Model Package Group: {group_arn(missing)}")


@pytest.mark.operation("GetModelPackageGroupPolicy")
def test_a_policy_is_given_as_the_text_that_was_put(sagemaker, group):
    assert refused(sagemaker.get_model_package_group_policy, ModelPackageGroupName=group) == (
        "ValidationException",
        f"Cannot find resource policy for: {group_arn(group)}",
    )
    text = json.dumps(json.loads(policy_of(group)), separators=(" , ", " : "))
    sagemaker.put_model_package_group_policy(ModelPackageGroupName=group, ResourcePolicy=text)
    answer = sagemaker.get_model_package_group_policy(ModelPackageGroupName=group)
    assert without_metadata(answer) == {"ResourcePolicy": text}


@pytest.mark.operation("DeleteModelPackageGroupPolicy")
def test_a_policy_is_gone_when_it_was_deleted(sagemaker, group):
    sagemaker.put_model_package_group_policy(ModelPackageGroupName=group, ResourcePolicy=policy_of(group))
    assert without_metadata(sagemaker.delete_model_package_group_policy(ModelPackageGroupName=group)) == {}
    for call in (sagemaker.get_model_package_group_policy, sagemaker.delete_model_package_group_policy):
        assert refused(call, ModelPackageGroupName=group)[1] == f"Cannot find resource policy for: {group_arn(group)}"


@pytest.mark.operation("CreateModelPackage")
def test_each_version_gets_the_next_number_and_a_repeated_token_the_same_one(sagemaker, group):
    request = {"ModelPackageGroupName": group, "InferenceSpecification": SPECIFICATION, "ClientToken": token()}
    first = sagemaker.create_model_package(**request)
    assert without_metadata(first) == {"ModelPackageArn": version_arn(group, 1)}
    assert sagemaker.create_model_package(**request)["ModelPackageArn"] == version_arn(group, 1)
    changed = {**request, "ModelPackageDescription": "another"}
    assert refused(sagemaker.create_model_package, **changed)[0] == "ConflictException"
    # boto3 fills in a token of its own for each call.
    assert sagemaker.create_model_package(ModelPackageGroupName=group)["ModelPackageArn"] == version_arn(group, 2)
    sagemaker.delete_model_package(ModelPackageName=version_arn(group, 2))
    assert sagemaker.create_model_package(ModelPackageGroupName=group)["ModelPackageArn"] == version_arn(group, 3)


@pytest.mark.operation("CreateModelPackage")
def test_a_package_is_either_a_version_or_stands_alone(sagemaker, group, tags_of):
    name = unique("Alone")
    alone = {**SPECIFICATION, "SupportedTransformInstanceTypes": ["ml.m5.large"]}
    answer = sagemaker.create_model_package(
        ModelPackageName=name, InferenceSpecification=alone, Tags=[{"Key": "team", "Value": "red"}]
    )
    assert answer["ModelPackageArn"] == arn_of(f"model-package/{name.lower()}")
    assert tags_of(answer["ModelPackageArn"]) == {"team": "red"}
    assert refused(sagemaker.create_model_package, ModelPackageName=name, ModelPackageGroupName=group) == (
        "ValidationException",
        "Both ModelPackageName and ModelPackageGroupName are provided in the input. Cannot determine which one to use.",
    )
    assert refused(sagemaker.create_model_package) == ("ValidationException", "Missing ARN")
    tags = [{"Key": "k", "Value": "v"}]
    assert refused(sagemaker.create_model_package, ModelPackageGroupName=group, Tags=tags)[0] == "ValidationException"
    missing = unique("none")
    assert refused(sagemaker.create_model_package, ModelPackageGroupName=missing)[1] == (
        f"ModelPackageGroup {group_arn(missing)} does not exist."
    )


@pytest.mark.operation("CreateModelPackage")
def test_a_package_is_made_of_an_algorithm(sagemaker, group):
    name = unique("Forest")
    channel = {"Name": "train", "SupportedContentTypes": ["text/csv"], "SupportedInputModes": ["File"]}
    sagemaker.create_algorithm(
        AlgorithmName=name,
        TrainingSpecification={
            "TrainingImage": IMAGE,
            "SupportedTrainingInstanceTypes": ["ml.m5.large"],
            "TrainingChannels": [channel],
        },
        InferenceSpecification=SPECIFICATION,
    )
    source = {"SourceAlgorithms": [{"AlgorithmName": name, "ModelDataUrl": "s3://b/mine.tar.gz"}]}
    arn = sagemaker.create_model_package(ModelPackageGroupName=group, SourceAlgorithmSpecification=source)
    described = sagemaker.describe_model_package(ModelPackageName=arn["ModelPackageArn"])
    assert described["SourceAlgorithmSpecification"] == source
    (container,) = described["InferenceSpecification"]["Containers"]
    assert container == {"Image": IMAGE, "ModelDataUrl": "s3://b/mine.tar.gz"}


@pytest.mark.operation("DescribeModelPackage")
def test_a_version_is_described_with_its_metrics_metadata_and_approval(sagemaker, group):
    request = {
        "ModelPackageGroupName": group,
        "ModelPackageDescription": "the first",
        "InferenceSpecification": SPECIFICATION,
        "MetadataProperties": METADATA,
        "ModelMetrics": METRICS,
    }
    arn = sagemaker.create_model_package(**request)["ModelPackageArn"]
    described = without_metadata(sagemaker.describe_model_package(ModelPackageName=arn))
    assert request.items() <= described.items()
    assert {
        "ModelPackageArn": arn,
        "ModelPackageVersion": 1,
        "ModelPackageStatus": "Completed",
        "ModelApprovalStatus": "PendingManualApproval",
        "ModelPackageStatusDetails": {"ValidationStatuses": [], "ImageScanStatuses": []},
    }.items() <= described.items()
    assert described["CreatedBy"]["IamIdentity"]["Arn"].endswith(":user/admin")
    assert "LastModifiedTime" not in described
    missing = version_arn(group, 9)
    assert refused(sagemaker.describe_model_package, ModelPackageName=missing) == (
        "ValidationException",
        f"ModelPackage {missing} does not exist.",
    )


@pytest.mark.operation("UpdateModelPackage")
def test_a_version_is_approved_and_rejected_with_a_reason(sagemaker, group):
    arn = sagemaker.create_model_package(ModelPackageGroupName=group, CustomerMetadataProperties={"a": "1", "b": "2"})[
        "ModelPackageArn"
    ]
    for status in ("Approved", "Rejected", "PendingManualApproval", "Approved"):
        answer = sagemaker.update_model_package(
            ModelPackageArn=arn, ModelApprovalStatus=status, ApprovalDescription=f"because {status}"
        )
        assert without_metadata(answer) == {"ModelPackageArn": arn}
        described = sagemaker.describe_model_package(ModelPackageName=arn)
        assert described["ModelApprovalStatus"] == status
        assert described["ApprovalDescription"] == f"because {status}"
    assert described["LastModifiedTime"] >= described["CreationTime"]
    assert described["LastModifiedBy"]["IamIdentity"]["Arn"].endswith(":user/admin")
    sagemaker.update_model_package(
        ModelPackageArn=arn, CustomerMetadataProperties={"b": "3"}, CustomerMetadataPropertiesToRemove=["a"]
    )
    assert sagemaker.describe_model_package(ModelPackageName=arn)["CustomerMetadataProperties"] == {"b": "3"}
    missing = version_arn(group, 9)
    assert refused(sagemaker.update_model_package, ModelPackageArn=missing, ModelApprovalStatus="Approved")[1] == (
        f"ModelPackage {missing} does not exist."
    )


@pytest.mark.operation("ListModelPackages")
def test_versions_are_listed_by_group_type_and_approval(sagemaker, group):
    alone = unique("Alone")
    specification = {**SPECIFICATION, "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.large"]}
    sagemaker.create_model_package(ModelPackageName=alone, InferenceSpecification=specification)
    for status in ("Approved", "Rejected", "Approved"):
        sagemaker.create_model_package(ModelPackageGroupName=group, ModelApprovalStatus=status)

    def found(**filters):
        return listed(sagemaker, "list_model_packages", "ModelPackageSummaryList", page_size=20, **filters)

    def numbers(**filters):
        return [one["ModelPackageVersion"] for one in found(ModelPackageGroupName=group, **filters)]

    assert numbers() == [1, 2, 3]
    assert numbers(SortOrder="Descending") == [3, 2, 1]
    assert numbers(ModelApprovalStatus="Approved") == [1, 3]
    (first, *_) = found(ModelPackageGroupName=group)
    assert (first["ModelPackageGroupName"], first["ModelApprovalStatus"]) == (group, "Approved")
    by_default = {one["ModelPackageArn"] for one in found(NameContains=alone)}
    assert by_default == {arn_of(f"model-package/{alone.lower()}")}
    versions = {one["ModelPackageArn"] for one in found(ModelPackageType="Versioned")}
    assert {version_arn(group, number) for number in (1, 2, 3)} <= versions
    assert not by_default & versions
    assert by_default | versions <= {one["ModelPackageArn"] for one in found(ModelPackageType="Both")}
