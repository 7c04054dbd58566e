"""Pipelines: built by the SDK's classes, upserted, run and read."""

import json

import pytest
from botocore.exceptions import ClientError, WaiterError
from sagemaker.inputs import TrainingInput
from sagemaker.model_metrics import MetricsSource, ModelMetrics
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn import SKLearn, SKLearnModel, SKLearnProcessor
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThanOrEqualTo
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import Join, JsonGet
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.parameters import ParameterFloat, ParameterInteger, ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.steps import CacheConfig, ProcessingStep, TrainingStep

ONE = {"instance_count": 1, "instance_type": "ml.m5.large"}
EVALUATE = """
import json
import pathlib
import tarfile

with tarfile.open("/opt/ml/processing/model/model.tar.gz") as archive:
    names = archive.getnames()
target = pathlib.Path("/opt/ml/processing/evaluation")
target.mkdir(parents=True, exist_ok=True)
(target / "evaluation.json").write_text(json.dumps({"metrics": {"accuracy": {"value": 0.9}}, "files": names}))
"""


@pytest.fixture(scope="module")
def pipeline(role, code, tmp_path_factory):
    session = PipelineSession()
    name = f"flow-{tmp_path_factory.mktemp('name').name}"
    image_type = ParameterString("InstanceType", default_value="ml.m5.large")
    count = ParameterInteger("InstanceCount", default_value=1)
    threshold = ParameterFloat("Threshold", default_value=0.8)
    approval = ParameterString(
        "Approval", default_value="PendingManualApproval", enum_values=["PendingManualApproval", "Approved"]
    )
    processor = SKLearnProcessor(
        framework_version="1.2-1", instance_type=image_type, instance_count=count, role=role, sagemaker_session=session
    )
    prepare = ProcessingStep(
        name="Prepare",
        step_args=processor.run(
            code=f"{code}/split.py",
            outputs=[
                ProcessingOutput(
                    output_name="train",
                    source="/opt/ml/processing/train",
                    destination=Join(
                        on="/",
                        values=[
                            "s3:/",
                            session.default_bucket(),
                            name,
                            ExecutionVariables.PIPELINE_EXECUTION_ID,
                            "train",
                        ],
                    ),
                )
            ],
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P1D"),
    )
    estimator = SKLearn(
        entry_point="train.py",
        source_dir=code,
        framework_version="1.2-1",
        role=role,
        hyperparameters={"penalty": 0.5},
        sagemaker_session=session,
        **ONE,
    )
    train = TrainingStep(
        name="Train",
        step_args=estimator.fit(
            {"train": TrainingInput(prepare.properties.ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri)}
        ),
    )
    (script := tmp_path_factory.mktemp("code") / "evaluate.py").write_text(EVALUATE)
    report = PropertyFile(name="Report", output_name="evaluation", path="evaluation.json")
    evaluate = ProcessingStep(
        name="Evaluate",
        step_args=SKLearnProcessor(framework_version="1.2-1", role=role, sagemaker_session=session, **ONE).run(
            code=str(script),
            inputs=[
                ProcessingInput(
                    source=train.properties.ModelArtifacts.S3ModelArtifacts, destination="/opt/ml/processing/model"
                )
            ],
            outputs=[ProcessingOutput(output_name="evaluation", source="/opt/ml/processing/evaluation")],
        ),
        property_files=[report],
    )
    model = SKLearnModel(
        model_data=train.properties.ModelArtifacts.S3ModelArtifacts,
        entry_point="train.py",
        source_dir=code,
        framework_version="1.2-1",
        role=role,
        sagemaker_session=session,
    )
    register = ModelStep(
        name="Register",
        step_args=model.register(
            content_types=["text/csv"],
            response_types=["text/csv"],
            inference_instances=["ml.m5.large"],
            transform_instances=["ml.m5.large"],
            model_package_group_name=name,
            approval_status=approval,
            model_metrics=ModelMetrics(
                model_statistics=MetricsSource(
                    "application/json",
                    Join(
                        on="/",
                        values=[
                            evaluate.properties.ProcessingOutputConfig.Outputs["evaluation"].S3Output.S3Uri,
                            "evaluation.json",
                        ],
                    ),
                )
            ),
        ),
    )
    good = ConditionStep(
        name="GoodEnough",
        conditions=[
            ConditionGreaterThanOrEqualTo(
                left=JsonGet(step_name="Evaluate", property_file=report, json_path="metrics.accuracy.value"),
                right=threshold,
            )
        ],
        if_steps=[register],
        else_steps=[FailStep(name="TooBad", error_message=Join(on=" ", values=["accuracy is below", threshold]))],
    )
    return Pipeline(
        name=name,
        parameters=[image_type, count, threshold, approval],
        steps=[prepare, train, evaluate, good],
        sagemaker_session=session,
    )


def ended_steps(execution):
    """Waits for the end, good or bad, and gives the steps by their names."""
    try:
        execution.wait(delay=1, max_attempts=240)
    except WaiterError as error:
        assert execution.describe()["PipelineExecutionStatus"] == "Failed", error
    return {step["StepName"]: step for step in execution.list_steps()}


def test_a_pipeline_is_upserted_twice(pipeline, role):
    created = pipeline.upsert(role_arn=role, description="first", tags=[{"Key": "team", "Value": "tests"}])
    updated = pipeline.upsert(role_arn=role, description="second", tags=[{"Key": "stage", "Value": "test"}])
    assert created["PipelineArn"] == updated["PipelineArn"]
    described = pipeline.describe()
    assert described["PipelineDescription"] == "second"
    assert [step["Name"] for step in json.loads(described["PipelineDefinition"])["Steps"]] == [
        "Prepare",
        "Train",
        "Evaluate",
        "GoodEnough",
    ]
    tags = pipeline.sagemaker_session.sagemaker_client.list_tags(ResourceArn=created["PipelineArn"])["Tags"]
    assert {tag["Key"] for tag in tags} == {"team", "stage"}


def test_an_execution_registers_the_model(pipeline):
    execution = pipeline.start(parameters={"Threshold": 0.5, "Approval": "Approved"}, execution_display_name="good")
    steps = ended_steps(execution)
    assert {name: step["StepStatus"] for name, step in steps.items()} == {
        "Prepare": "Succeeded",
        "Train": "Succeeded",
        "Evaluate": "Succeeded",
        "GoodEnough": "Succeeded",
        "Register-RegisterModel": "Succeeded",
    }, [step.get("FailureReason") for step in steps.values()]
    assert steps["GoodEnough"]["Metadata"]["Condition"]["Outcome"] == "True"
    assert execution.describe()["PipelineExecutionDisplayName"] == "good"
    parameters = execution.list_parameters(max_results=10)["PipelineParameters"]
    assert {one["Name"]: one["Value"] for one in parameters}["Threshold"] == "0.5"
    packages = pipeline.sagemaker_session.sagemaker_client.list_model_packages(ModelPackageGroupName=pipeline.name)
    [package] = packages["ModelPackageSummaryList"]
    assert package["ModelApprovalStatus"] == "Approved"
    assert steps["Register-RegisterModel"]["Metadata"]["RegisterModel"]["Arn"] == package["ModelPackageArn"]


def test_an_execution_fails_below_the_threshold_and_its_pipeline_is_deleted(pipeline):
    execution = pipeline.start(parameters={"Threshold": 0.99})
    steps = ended_steps(execution)
    assert steps["TooBad"]["FailureReason"] == "accuracy is below 0.99"
    assert execution.describe()["PipelineExecutionStatus"] == "Failed"
    summaries = pipeline.list_executions()["PipelineExecutionSummaries"]
    assert execution.arn in [one["PipelineExecutionArn"] for one in summaries]
    pipeline.delete()
    with pytest.raises(ClientError, match="does not exist"):
        pipeline.describe()
