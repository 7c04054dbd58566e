"""Lineage, experiments, the model registry and feature groups."""

from sagemaker.core.experiments.run import Run, list_runs, load_run
from sagemaker.core.lineage.action import Action
from sagemaker.core.lineage.artifact import Artifact
from sagemaker.core.lineage.association import Association
from sagemaker.core.lineage.query import LineageQuery, LineageQueryDirectionEnum
from sagemaker.core.resources import FeatureGroup, ModelPackage, ModelPackageGroup
from sagemaker.core.shapes import FeatureDefinition, OfflineStoreConfig, OnlineStoreConfig, S3StorageConfig


def test_lineage_is_recorded_and_walked(session, unique):
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
        status="Completed",
        sagemaker_session=session,
    )
    Association.create(
        source_arn=data.artifact_arn,
        destination_arn=training.action_arn,
        association_type="ContributedTo",
        sagemaker_session=session,
    )
    result = LineageQuery(session).query(
        start_arns=[training.action_arn], direction=LineageQueryDirectionEnum.ASCENDANTS, include_edges=True
    )
    assert data.artifact_arn in [vertex.arn for vertex in result.vertices]
    assert [(edge.source_arn, edge.destination_arn) for edge in result.edges] == [
        (data.artifact_arn, training.action_arn)
    ]
    assert Artifact.load(data.artifact_arn, sagemaker_session=session).properties == {"rows": "100"}


def test_runs_are_logged_read_and_listed(session, unique, tmp_path):
    experiment = unique("experiment")
    (tmp_path / "notes.txt").write_text("notes")
    with Run(experiment_name=experiment, run_name="first", sagemaker_session=session) as run:
        run.log_parameters({"penalty": 0.5, "solver": "lbfgs"})
        for step in range(3):
            run.log_metric("loss", 1.0 / (step + 1), step=step)
        run.log_file(str(tmp_path / "notes.txt"), name="notes")
    with load_run(experiment_name=experiment, run_name="first", sagemaker_session=session) as again:
        again.log_parameter("later", 1)
    component = session.sagemaker_client.describe_trial_component(TrialComponentName=f"{experiment}-first")
    assert set(component["Parameters"]) == {"penalty", "solver", "later"}
    assert [metric["Count"] for metric in component["Metrics"]] == [3]
    runs = list_runs(experiment_name=experiment, sagemaker_session=session)
    assert [one.run_name for one in runs] == ["first"]


def test_a_model_package_is_made_approved_and_deleted(session, image, unique):
    name = unique("group")
    group = ModelPackageGroup.create(model_package_group_name=name, model_package_group_description="tests")
    session.boto_session.client("s3").put_object(Bucket=session.default_bucket(), Key="model.tar.gz", Body=b"")
    # The SDK's own create, update and delete go by a name that packages with a version do not have.
    created = session.sagemaker_client.create_model_package(
        ModelPackageGroupName=name,
        InferenceSpecification={
            "Containers": [{"Image": image, "ModelDataUrl": f"s3://{session.default_bucket()}/model.tar.gz"}],
            "SupportedContentTypes": ["text/csv"],
            "SupportedResponseMIMETypes": ["text/csv"],
        },
        ModelApprovalStatus="PendingManualApproval",
    )
    arn = created["ModelPackageArn"]
    assert ModelPackage.get(arn).model_package_version == 1
    session.sagemaker_client.update_model_package(
        ModelPackageArn=arn, ModelApprovalStatus="Approved", ApprovalDescription="good enough"
    )
    again = ModelPackage.get(arn)
    assert (again.model_approval_status, again.approval_description) == ("Approved", "good enough")
    assert [one.model_package_arn for one in ModelPackage.get_all(model_package_group_name=name)] == [arn]
    session.sagemaker_client.delete_model_package(ModelPackageName=arn)
    group.delete()


def test_a_feature_group_is_created_described_and_deleted(session, role, ended, unique):
    name = unique("features")
    group = FeatureGroup.create(
        feature_group_name=name,
        record_identifier_feature_name="customer",
        event_time_feature_name="event_time",
        feature_definitions=[
            FeatureDefinition(feature_name="customer", feature_type="String"),
            FeatureDefinition(feature_name="event_time", feature_type="Fractional"),
        ],
        online_store_config=OnlineStoreConfig(enable_online_store=True),
        offline_store_config=OfflineStoreConfig(
            s3_storage_config=S3StorageConfig(s3_uri=f"s3://{session.default_bucket()}/features")
        ),
        role_arn=role,
    )
    ended(group, "feature_group_status")
    assert group.feature_group_status == "Created", group.failure_reason
    assert group.offline_store_config.s3_storage_config.resolved_output_s3_uri.startswith("s3://")
    assert name in [one.feature_group_name for one in FeatureGroup.get_all(name_contains=name)]
    group.delete()
