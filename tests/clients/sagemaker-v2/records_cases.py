"""Lineage, experiments, the model registry and feature groups."""

import time

import boto3
import pytest
from sagemaker.experiments import Experiment, Run, list_runs, load_run
from sagemaker.feature_store.feature_definition import FractionalFeatureDefinition, StringFeatureDefinition
from sagemaker.feature_store.feature_group import FeatureGroup
from sagemaker.lineage.action import Action
from sagemaker.lineage.artifact import Artifact, DatasetArtifact
from sagemaker.lineage.association import Association
from sagemaker.lineage.context import Context
from sagemaker.lineage.query import LineageEntityEnum, LineageFilter, LineageQuery, LineageQueryDirectionEnum
from sagemaker.model import Model, ModelPackage
from sagemaker.model_metrics import MetricsSource, ModelMetrics


@pytest.fixture
def chain(session, unique):
    """data -> training -> model -> deployment, as a user would record it."""
    data = Artifact.create(
        artifact_name=unique("data"),
        source_uri=f"s3://bucket/{unique('data')}",
        artifact_type="DataSet",
        properties={"rows": "100"},
        sagemaker_session=session,
    )
    training = Action.create(
        action_name=unique("training"),
        source_uri=f"s3://bucket/{unique('code')}",
        action_type="ModelTraining",
        status="InProgress",
        sagemaker_session=session,
    )
    model = Artifact.create(
        artifact_name=unique("model"),
        source_uri=f"s3://bucket/{unique('model')}",
        artifact_type="Model",
        sagemaker_session=session,
    )
    place = Context.create(
        context_name=unique("place"),
        source_uri=f"arn:{unique('endpoint')}",
        context_type="Endpoint",
        sagemaker_session=session,
    )
    edges = [
        (data.artifact_arn, training.action_arn, "ContributedTo"),
        (training.action_arn, model.artifact_arn, "Produced"),
        (model.artifact_arn, place.context_arn, "AssociatedWith"),
    ]
    for source, destination, kind in edges:
        Association.create(
            source_arn=source, destination_arn=destination, association_type=kind, sagemaker_session=session
        )
    yield data, training, model, place
    for source, destination, _ in edges:
        Association(sagemaker_session=session, source_arn=source, destination_arn=destination).delete()


def test_lineage_entities_are_read_changed_and_listed(chain, session):
    data, training, model, place = chain
    loaded = Action.load(training.action_name, sagemaker_session=session)
    assert (loaded.action_type, loaded.status) == ("ModelTraining", "InProgress")
    loaded.status = "Completed"
    loaded.properties = {"epochs": "3"}
    loaded.save()
    again = Action.load(training.action_name, sagemaker_session=session)
    assert (again.status, again.properties) == ("Completed", {"epochs": "3"})
    assert Artifact.load(data.artifact_arn, sagemaker_session=session).properties == {"rows": "100"}
    found = list(Artifact.list(source_uri=model.source.source_uri, sagemaker_session=session))
    assert [one.artifact_arn for one in found] == [model.artifact_arn]
    newest = next(iter(Context.list(context_type="Endpoint", sort_by="CreationTime", sort_order="Descending")))
    assert newest.context_arn == place.context_arn
    out = list(Association.list(source_arn=data.artifact_arn, sagemaker_session=session))
    assert [(one.destination_arn, one.association_type) for one in out] == [(training.action_arn, "ContributedTo")]
    model.set_tag({"Key": "stage", "Value": "test"})
    tags = session.sagemaker_client.list_tags(ResourceArn=model.artifact_arn)["Tags"]
    assert tags == [{"Key": "stage", "Value": "test"}]


def test_lineage_is_walked_in_both_directions(chain, session):
    data, training, model, place = chain
    query = LineageQuery(session)
    up = query.query(start_arns=[place.context_arn], direction=LineageQueryDirectionEnum.ASCENDANTS, include_edges=True)
    assert {vertex.arn for vertex in up.vertices} >= {data.artifact_arn, training.action_arn, model.artifact_arn}
    assert (data.artifact_arn, training.action_arn) in {(edge.source_arn, edge.destination_arn) for edge in up.edges}
    only_data = query.query(
        start_arns=[place.context_arn],
        direction=LineageQueryDirectionEnum.ASCENDANTS,
        query_filter=LineageFilter(entities=[LineageEntityEnum.ARTIFACT], sources=["DataSet"]),
        include_edges=False,
    )
    assert [vertex.arn for vertex in only_data.vertices] == [data.artifact_arn]
    objects = [vertex.to_lineage_object() for vertex in up.vertices if vertex.lineage_entity == "Artifact"]
    assert {type(one) for one in objects} <= {Artifact, DatasetArtifact, type(objects[0])}
    places = DatasetArtifact.load(data.artifact_arn, sagemaker_session=session).downstream_trials
    assert callable(places)
    contexts = query.query(
        start_arns=[data.artifact_arn],
        direction=LineageQueryDirectionEnum.DESCENDANTS,
        query_filter=LineageFilter(entities=[LineageEntityEnum.CONTEXT]),
        include_edges=False,
    )
    assert [vertex.arn for vertex in contexts.vertices] == [place.context_arn]


def test_runs_are_logged_and_read_again(session, unique, tmp_path):
    experiment = unique("experiment")
    (tmp_path / "notes.txt").write_text("notes")
    with Run(experiment_name=experiment, run_name="first", sagemaker_session=session) as run:
        run.log_parameter("penalty", 0.5)
        run.log_parameters({"solver": "lbfgs", "rounds": 3})
        for step in range(3):
            run.log_metric("loss", 1.0 / (step + 1), step=step)
        run.log_artifact("data", "s3://bucket/data", media_type="text/csv", is_output=False)
        run.log_file(str(tmp_path / "notes.txt"), name="notes")
    with load_run(experiment_name=experiment, run_name="first", sagemaker_session=session) as again:
        assert again._trial_component.parameters == {"penalty": 0.5, "solver": "lbfgs", "rounds": 3.0}
        again.log_parameter("later", 1)
    component = session.sagemaker_client.describe_trial_component(TrialComponentName=f"{experiment}-first")
    assert component["Status"]["PrimaryStatus"] == "Completed"
    [loss] = [metric for metric in component["Metrics"] if metric["MetricName"] == "loss"]
    assert (loss["Count"], loss["Max"], round(loss["Last"], 3)) == (3, 1.0, 0.333)
    assert set(component["InputArtifacts"]) == {"data"}
    assert "notes" in component["OutputArtifacts"]


def test_runs_of_an_experiment_are_listed(session, unique):
    experiment = unique("experiment")
    for name in ("one", "two"):
        with Run(experiment_name=experiment, run_name=name, sagemaker_session=session) as run:
            run.log_parameter("name", name)
    runs = list_runs(experiment_name=experiment, sagemaker_session=session)
    assert sorted(run.run_name for run in runs) == ["one", "two"]
    loaded = Experiment.load(experiment_name=experiment, sagemaker_session=session)
    assert loaded.experiment_name == experiment
    with pytest.raises(Exception, match="has 1 or more trials and cannot be deleted"):
        loaded.delete()


def test_a_model_package_is_registered_approved_and_listed(session, role, unique):
    group = unique("group")
    image = "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
    session.boto_session.client("s3").put_object(Bucket=session.default_bucket(), Key="model.tar.gz", Body=b"")
    model = Model(
        image_uri=image,
        model_data=f"s3://{session.default_bucket()}/model.tar.gz",
        role=role,
        sagemaker_session=session,
    )
    metrics = ModelMetrics(
        model_statistics=MetricsSource("application/json", f"s3://{session.default_bucket()}/statistics.json")
    )
    package = model.register(
        content_types=["text/csv"],
        response_types=["text/csv"],
        inference_instances=["ml.m5.large"],
        transform_instances=["ml.m5.large"],
        model_package_group_name=group,
        approval_status="PendingManualApproval",
        model_metrics=metrics,
        customer_metadata_properties={"owner": "tests"},
        description="first",
    )
    assert isinstance(package, ModelPackage)
    assert package.model_package_arn.endswith(f"/{group}/1")
    package.update_approval_status("Approved", approval_description="good enough")
    described = session.sagemaker_client.describe_model_package(ModelPackageName=package.model_package_arn)
    assert described["ModelApprovalStatus"] == "Approved"
    assert described["CustomerMetadataProperties"] == {"owner": "tests"}
    package.update_customer_metadata({"stage": "test"})
    package.remove_customer_metadata_properties(["owner"])
    summaries = session.sagemaker_client.list_model_packages(ModelPackageGroupName=group)["ModelPackageSummaryList"]
    assert [summary["ModelPackageVersion"] for summary in summaries] == [1]


def test_a_feature_group_is_created_described_and_deleted(session, role, unique):
    name = unique("features")
    group = FeatureGroup(
        name=name,
        sagemaker_session=session,
        feature_definitions=[
            StringFeatureDefinition("customer"),
            FractionalFeatureDefinition("event_time"),
            FractionalFeatureDefinition("spent"),
        ],
    )
    group.create(
        s3_uri=f"s3://{session.default_bucket()}/features",
        record_identifier_name="customer",
        event_time_feature_name="event_time",
        role_arn=role,
        enable_online_store=True,
        tags=[{"Key": "team", "Value": "tests"}],
    )
    deadline = time.monotonic() + 60
    while group.describe()["FeatureGroupStatus"] == "Creating" and time.monotonic() < deadline:
        time.sleep(0.2)
    description = group.describe()
    assert description["FeatureGroupStatus"] == "Created", description
    assert description["OfflineStoreConfig"]["S3StorageConfig"]["ResolvedOutputS3Uri"].startswith("s3://")
    assert "CREATE EXTERNAL TABLE" in group.as_hive_ddl()
    group.update([StringFeatureDefinition("city")])
    group.update_feature_metadata("spent", description="in euros", parameter_additions=[])
    assert group.describe_feature_metadata("spent")["Description"] == "in euros"
    assert group.list_tags() == [{"Key": "team", "Value": "tests"}]
    names = [
        one["FeatureGroupName"] for one in boto3.client("sagemaker").list_feature_groups()["FeatureGroupSummaries"]
    ]
    assert name in names
    group.delete()
