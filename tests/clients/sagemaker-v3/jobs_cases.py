"""ModelTrainer, processors, ModelBuilder, and the typed resources under them."""

import pytest
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.resources import Model, ProcessingJob, TrainingJob
from sagemaker.core.shapes import ProcessingOutput, ProcessingS3Output
from sagemaker.serve import ModelBuilder
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, SourceCode


@pytest.fixture(scope="module")
def trained(session, role, code, image, train_data):
    trainer = ModelTrainer(
        training_image=image,
        role=role,
        sagemaker_session=session,
        source_code=SourceCode(source_dir=code, entry_script="train.py"),
        compute=Compute(instance_type="ml.m5.large", instance_count=1),
        hyperparameters={"penalty": 0.5},
        base_job_name="v3-train",
    )
    trainer.train(input_data_config=[InputData(channel_name="train", data_source=train_data)], wait=True, logs=True)
    return trainer._latest_training_job


def test_a_model_trainer_trains(trained):
    job = TrainingJob.get(trained.training_job_name)
    assert job.training_job_status == "Completed"
    assert job.hyper_parameters["penalty"] == "0.5"
    assert job.model_artifacts.s3_model_artifacts.endswith("/output/model.tar.gz")
    assert job.training_job_name in [one.training_job_name for one in TrainingJob.get_all(sort_by="CreationTime")]


def test_a_script_that_fails_says_why(session, role, image, tmp_path, ended):
    (tmp_path / "fails.py").write_text("raise SystemExit('no luck today')\n")
    trainer = ModelTrainer(
        training_image=image,
        role=role,
        sagemaker_session=session,
        source_code=SourceCode(source_dir=str(tmp_path), entry_script="fails.py"),
        compute=Compute(instance_type="ml.m5.large", instance_count=1),
        base_job_name="v3-fails",
    )
    trainer.train(wait=False)
    job = ended(trainer._latest_training_job, "training_job_status")
    assert job.training_job_status == "Failed"
    assert job.failure_reason.startswith("AlgorithmError: ")
    assert "non-zero exit status 1" in job.failure_reason


def test_a_script_processor_runs(session, role, code, image, ended, unique):
    processor = ScriptProcessor(
        image_uri=image,
        command=["python3"],
        role=role,
        instance_count=1,
        instance_type="ml.m5.large",
        sagemaker_session=session,
        base_job_name="v3-split",
    )
    prefix = unique("rows")
    processor.run(
        code=f"{code}/split.py",
        arguments=["--rows", "all"],
        outputs=[
            ProcessingOutput(
                output_name="train",
                s3_output=ProcessingS3Output(
                    s3_uri=f"s3://{session.default_bucket()}/{prefix}",
                    local_path="/opt/ml/processing/train",
                    s3_upload_mode="EndOfJob",
                ),
            )
        ],
        wait=False,
    )
    job = ended(ProcessingJob.get(processor.latest_job.processing_job_name), "processing_job_status")
    assert job.processing_job_status == "Completed", job
    assert session.list_s3_files(session.default_bucket(), prefix) == [f"{prefix}/train.csv"]


def test_a_model_builder_deploys(trained, session, role, code, image, ended, unique):
    name = unique("v3")
    builder = ModelBuilder(
        s3_model_data_url=trained.model_artifacts.s3_model_artifacts,
        image_uri=image,
        source_code=SourceCode(source_dir=code, entry_script="serve.py"),
        role_arn=role,
        sagemaker_session=session,
        instance_type="ml.m5.large",
    )
    builder.build(model_name=name)
    endpoint = builder.deploy(endpoint_name=name, initial_instance_count=1, instance_type="ml.m5.large", wait=False)
    ended(endpoint, "endpoint_status")
    assert endpoint.endpoint_status == "InService", endpoint.failure_reason
    answer = endpoint.invoke(body="1.5,0.9\n0.0,0.1\n", content_type="text/csv", accept="text/csv")
    assert [float(line) for line in answer.body.read().decode().split()] == [1.0, 0.0]
    endpoint.delete()
    assert [model.model_name for model in Model.get_all(name_contains=name)] == [name]
