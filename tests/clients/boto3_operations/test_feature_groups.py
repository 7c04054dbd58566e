"""Feature groups as records."""

import pytest
from calls import FAR_AHEAD, ROLE, arn_of, listed, refused, unique, until, without_metadata

DEFINITIONS = [
    {"FeatureName": "customer", "FeatureType": "String"},
    {"FeatureName": "time", "FeatureType": "Fractional"},
    {"FeatureName": "visits", "FeatureType": "Integral"},
]


def group(name, **more):
    return {
        "FeatureGroupName": name,
        "RecordIdentifierFeatureName": "customer",
        "EventTimeFeatureName": "time",
        "FeatureDefinitions": DEFINITIONS,
        "OnlineStoreConfig": {"EnableOnlineStore": True},
        **more,
    }


def created(sagemaker, name):
    return until(
        lambda: sagemaker.describe_feature_group(FeatureGroupName=name),
        lambda answer: answer["FeatureGroupStatus"] != "Creating",
    )


@pytest.mark.operation("CreateFeatureGroup")
def test_a_group_is_made_once_and_with_tags(sagemaker, tags_of):
    name = unique("Customers")
    answer = sagemaker.create_feature_group(**group(name, Tags=[{"Key": "team", "Value": "red"}]))
    assert without_metadata(answer) == {"FeatureGroupArn": arn_of(f"feature-group/{name.lower()}")}
    assert tags_of(answer["FeatureGroupArn"]) == {"team": "red"}
    assert created(sagemaker, name)["FeatureGroupStatus"] == "Created"
    code, message = refused(sagemaker.create_feature_group, **group(name))
    assert code == "ResourceInUse"
    assert message.startswith(f"Resource Already Exists: FeatureGroup with name {name} already exists.")


@pytest.mark.operation("CreateFeatureGroup")
@pytest.mark.parametrize(
    "wrong",
    [
        {"OnlineStoreConfig": None},
        {"RecordIdentifierFeatureName": "nobody"},
        {"EventTimeFeatureName": "visits"},
        {"FeatureDefinitions": [*DEFINITIONS, {"FeatureName": "is_deleted", "FeatureType": "String"}]},
        {"FeatureDefinitions": [*DEFINITIONS, {"FeatureName": "Visits", "FeatureType": "String"}]},
        {"OfflineStoreConfig": {"S3StorageConfig": {"S3Uri": "s3://no-such-bucket-here"}}},
    ],
)
def test_a_group_that_could_hold_no_records_is_refused(sagemaker, wrong):
    name = unique("Customers")
    request = {member: value for member, value in {**group(name), **wrong}.items() if value is not None}
    assert refused(sagemaker.create_feature_group, **request)[0] == "ValidationException"
    assert refused(sagemaker.describe_feature_group, FeatureGroupName=name)[0] == "ResourceNotFound"


@pytest.mark.operation("DescribeFeatureGroup")
def test_a_group_is_described_as_it_was_made_with_where_its_data_will_lie(sagemaker, bucket):
    name = unique("Customers")
    offline = {"S3StorageConfig": {"S3Uri": f"s3://{bucket}/features"}}
    request = group(name, OfflineStoreConfig=offline, RoleArn=ROLE, Description="who comes")
    sagemaker.create_feature_group(**request)
    described = without_metadata(created(sagemaker, name))
    for member in ("FeatureGroupName", "RecordIdentifierFeatureName", "EventTimeFeatureName", "RoleArn", "Description"):
        assert described[member] == request[member]
    assert described["FeatureDefinitions"] == DEFINITIONS
    assert described["OnlineStoreConfig"]["EnableOnlineStore"] is True
    assert described["OfflineStoreStatus"] == {"Status": "Active"}
    store = described["OfflineStoreConfig"]
    assert store["S3StorageConfig"]["ResolvedOutputS3Uri"].startswith(f"s3://{bucket}/features/")
    assert store["DataCatalogConfig"]["Database"] == "sagemaker_featurestore"
    assert described["NextToken"] == ""
    assert refused(sagemaker.describe_feature_group, FeatureGroupName=unique("none"))[0] == "ResourceNotFound"


@pytest.mark.operation("ListFeatureGroups")
def test_groups_are_listed_by_name_and_status(sagemaker):
    prefix = unique("Customers")
    names = [f"{prefix}-{letter}" for letter in "bac"]
    for name in names:
        sagemaker.create_feature_group(**group(name))
        created(sagemaker, name)

    def found(**more):
        summaries = listed(sagemaker, "list_feature_groups", "FeatureGroupSummaries", NameContains=prefix, **more)
        return [one["FeatureGroupName"] for one in summaries]

    assert found() == names[::-1]
    assert found(SortBy="Name", SortOrder="Ascending") == sorted(names)
    assert found(FeatureGroupStatusEquals="Created") == names[::-1]
    assert found(FeatureGroupStatusEquals="CreateFailed") == []
    assert found(OfflineStoreStatusEquals="Active") == []
    assert found(CreationTimeAfter=FAR_AHEAD) == []


@pytest.mark.operation("DeleteFeatureGroup")
def test_a_group_is_gone_when_it_was_deleted(sagemaker):
    name = unique("Customers")
    sagemaker.create_feature_group(**group(name))
    created(sagemaker, name)
    assert without_metadata(sagemaker.delete_feature_group(FeatureGroupName=name)) == {}
    until(
        lambda: sagemaker.list_feature_groups(NameContains=name)["FeatureGroupSummaries"],
        lambda summaries: summaries == [],
    )
    for call in (sagemaker.describe_feature_group, sagemaker.delete_feature_group):
        code, message = refused(call, FeatureGroupName=name)
        assert code == "ResourceNotFound"
        assert message == f"Resource Not Found: Amazon SageMaker can't find a FeatureGroup with name {name}"
    sagemaker.create_feature_group(**group(name))
