"""Pipelines: built by the SDK's classes, upserted, run and read."""

import pytest
from botocore.exceptions import WaiterError
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.shapes import ProcessingOutput, ProcessingS3Output
from sagemaker.core.workflow.conditions import ConditionGreaterThan
from sagemaker.core.workflow.parameters import ParameterFloat, ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import CacheConfig, ProcessingStep, TrainingStep
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, SourceCode


@pytest.fixture(scope="module")
def pipeline(role, code, image):
    session = PipelineSession()
    instance = ParameterString("InstanceType", default_value="ml.m5.large")
    threshold = ParameterFloat("Threshold", default_value=0.8)
    processor = ScriptProcessor(
        image_uri=image,
        command=["python3"],
        role=role,
        instance_count=1,
        instance_type=instance,
        sagemaker_session=session,
    )
    prepare = ProcessingStep(
        name="Prepare",
        step_args=processor.run(
            code=f"{code}/split.py",
            outputs=[
                ProcessingOutput(
                    output_name="train",
                    s3_output=ProcessingS3Output(
                        s3_uri=f"s3://{session.default_bucket()}/v3-flow/train",
                        local_path="/opt/ml/processing/train",
                        s3_upload_mode="EndOfJob",
                    ),
                )
            ],
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P1D"),
    )
    trainer = ModelTrainer(
        training_image=image,
        role=role,
        sagemaker_session=session,
        source_code=SourceCode(source_dir=code, entry_script="train.py"),
        compute=Compute(instance_type="ml.m5.large", instance_count=1),
        hyperparameters={"penalty": 0.5},
        base_job_name="v3-flow",
    )
    train = TrainingStep(
        name="Train",
        step_args=trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source=prepare.properties.ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri,
                )
            ]
        ),
    )
    judge = ConditionStep(
        name="Judge",
        conditions=[ConditionGreaterThan(left=threshold, right=0.9)],
        if_steps=[FailStep(name="TooBad", error_message="asked for too much")],
        else_steps=[],
        depends_on=["Train"],
    )
    return Pipeline(
        name="v3-flow",
        parameters=[instance, threshold],
        steps=[prepare, train, judge],
        sagemaker_session=session,
    )


def ended_steps(execution):
    """Waits for the end, good or bad, and gives the steps by their names."""
    try:
        execution.wait(delay=1, max_attempts=240)
    except WaiterError as error:
        assert execution.describe()["PipelineExecutionStatus"] == "Failed", error
    return {step["StepName"]: step for step in execution.list_steps()}


def test_a_pipeline_is_upserted_run_and_read(pipeline, role):
    created = pipeline.upsert(role_arn=role, description="first")
    assert pipeline.upsert(role_arn=role, description="second")["PipelineArn"] == created["PipelineArn"]
    assert pipeline.describe()["PipelineDescription"] == "second"
    execution = pipeline.start()
    steps = ended_steps(execution)
    assert {name: step["StepStatus"] for name, step in steps.items()} == {
        "Prepare": "Succeeded",
        "Train": "Succeeded",
        "Judge": "Succeeded",
    }, [step.get("FailureReason") for step in steps.values()]
    assert execution.describe()["PipelineExecutionStatus"] == "Succeeded"


def test_an_execution_takes_what_was_done_before_and_fails(pipeline):
    execution = pipeline.start(parameters={"Threshold": 0.99})
    steps = ended_steps(execution)
    assert steps["TooBad"]["FailureReason"] == "asked for too much"
    assert "CacheHitResult" in steps["Prepare"]
    pipeline.delete()
