"""Estimators, processors, models and predictors."""

import numpy
import pytest
from sagemaker.analytics import TrainingJobAnalytics
from sagemaker.deserializers import CSVDeserializer
from sagemaker.exceptions import UnexpectedStatusException
from sagemaker.inputs import TrainingInput
from sagemaker.processing import FrameworkProcessor, ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.serializers import CSVSerializer
from sagemaker.sklearn import SKLearn, SKLearnModel, SKLearnProcessor
from sagemaker.xgboost import XGBoost

ONE = {"instance_count": 1, "instance_type": "ml.m5.large"}


@pytest.fixture(scope="module")
def trained(session, role, code, train_data):
    estimator = SKLearn(
        entry_point="train.py",
        source_dir=code,
        framework_version="1.2-1",
        role=role,
        hyperparameters={"penalty": 0.5},
        metric_definitions=[{"Name": "accuracy", "Regex": r"accuracy=([0-9.]+);"}],
        sagemaker_session=session,
        **ONE,
    )
    estimator.fit({"train": TrainingInput(train_data, content_type="text/csv")}, wait=True, logs="All")
    return estimator


def test_fit_streams_the_logs_of_the_script(trained, capfd, session):
    session.logs_for_job(trained.latest_training_job.name, wait=False)
    assert "accuracy=" in capfd.readouterr().out
    description = trained.latest_training_job.describe()
    assert description["TrainingJobStatus"] == "Completed"
    assert description["HyperParameters"]["penalty"] == "0.5"
    assert trained.model_data.endswith("/output/model.tar.gz")


def test_attach_finds_a_job_again(trained, session):
    attached = SKLearn.attach(trained.latest_training_job.name, sagemaker_session=session)
    assert attached.hyperparameters()["penalty"] == "0.5"
    assert attached.model_data == trained.model_data


def test_metrics_of_a_job_are_a_data_frame(trained, session):
    frame = TrainingJobAnalytics(
        trained.latest_training_job.name, metric_names=["accuracy"], sagemaker_session=session
    ).dataframe()
    assert list(frame["metric_name"]) == ["accuracy"]
    assert 0.5 < frame["value"][0] <= 1


def test_a_trained_model_is_deployed_and_asked(trained, session, ended, unique):
    name = unique("endpoint")
    predictor = trained.deploy(1, "ml.m5.large", endpoint_name=name, wait=False)
    description = ended(session.sagemaker_client.describe_endpoint, "EndpointStatus", EndpointName=name)
    assert description["EndpointStatus"] == "InService", description
    assert predictor.predict(numpy.array([[0.0, 0.1], [1.5, 0.9]])).tolist() == [0.0, 1.0]
    predictor.serializer, predictor.deserializer = CSVSerializer(), CSVDeserializer()
    assert [float(row[0]) for row in predictor.predict([[0.0, 0.1], [1.5, 0.9]])] == [0.0, 1.0]
    predictor.delete_predictor()


def test_a_model_of_its_own_is_made_once(trained, session, role, code):
    model = SKLearnModel(
        model_data=trained.model_data,
        role=role,
        entry_point="train.py",
        source_dir=code,
        framework_version="1.2-1",
        sagemaker_session=session,
    )
    model.create(instance_type="ml.m5.large")
    described = session.sagemaker_client.describe_model(ModelName=model.name)
    assert described["PrimaryContainer"]["ModelDataUrl"] == trained.model_data
    assert session.create_model(model.name, role, described["PrimaryContainer"]) == model.name
    model.delete_model()


def test_a_job_that_fails_says_why(session, role, tmp_path, ended):
    (tmp_path / "fails.py").write_text("raise SystemExit('no luck today')\n")
    estimator = SKLearn(
        entry_point=str(tmp_path / "fails.py"),
        framework_version="1.2-1",
        role=role,
        sagemaker_session=session,
        **ONE,
    )
    estimator.fit(wait=False)
    name = estimator.latest_training_job.name
    description = ended(session.sagemaker_client.describe_training_job, "TrainingJobStatus", TrainingJobName=name)
    assert description["FailureReason"].startswith("AlgorithmError: ExecuteUserScriptError:")
    assert "no luck today" in description["FailureReason"]
    with pytest.raises(UnexpectedStatusException, match="no luck today"):
        estimator.latest_training_job.wait(logs=False)


def test_xgboost_in_script_mode(session, role, tmp_path, train_data, ended):
    (tmp_path / "boost.py").write_text(
        "import os\n"
        "import numpy, xgboost\n"
        "rows = numpy.loadtxt(os.environ['SM_CHANNEL_TRAIN'] + '/train.csv', delimiter=',')\n"
        "booster = xgboost.train({'objective': 'binary:logistic'}, xgboost.DMatrix(rows[:, 1:], rows[:, 0]), 3)\n"
        "booster.save_model(os.environ['SM_MODEL_DIR'] + '/xgboost-model.json')\n"
    )
    estimator = XGBoost(
        entry_point=str(tmp_path / "boost.py"),
        framework_version="1.7-1",
        role=role,
        sagemaker_session=session,
        output_path=f"s3://{session.default_bucket()}/boost",
        **ONE,
    )
    estimator.fit({"train": train_data}, wait=False)
    job = estimator.latest_training_job.name
    description = ended(session.sagemaker_client.describe_training_job, "TrainingJobStatus", TrainingJobName=job)
    assert description["TrainingJobStatus"] == "Completed", description.get("FailureReason")
    assert description["ModelArtifacts"]["S3ModelArtifacts"].startswith(f"s3://{session.default_bucket()}/boost/")


def test_processors_run_scripts(session, role, code, ended):
    plain = SKLearnProcessor(framework_version="1.2-1", role=role, sagemaker_session=session, **ONE)
    packed = FrameworkProcessor(SKLearn, framework_version="1.2-1", role=role, sagemaker_session=session, **ONE)
    outputs = [ProcessingOutput(output_name="train", source="/opt/ml/processing/train")]
    plain.run(code=f"{code}/split.py", arguments=["--rows", "all"], outputs=outputs, wait=False)
    packed.run(code="split.py", source_dir=code, arguments=["--rows", "all"], outputs=outputs, wait=False)
    for job in (plain.latest_job, packed.latest_job):
        description = ended(
            session.sagemaker_client.describe_processing_job, "ProcessingJobStatus", ProcessingJobName=job.job_name
        )
        assert description["ProcessingJobStatus"] == "Completed", description
        bucket, _, prefix = job.outputs[0].destination.removeprefix("s3://").partition("/")
        assert session.list_s3_files(bucket, prefix) == [f"{prefix}/train.csv"]


def test_the_logs_of_a_processing_job_are_streamed(session, role, code, capfd, ended):
    image = SKLearnProcessor(framework_version="1.2-1", role=role, sagemaker_session=session, **ONE).image_uri
    processor = ScriptProcessor(image_uri=image, command=["python3"], role=role, sagemaker_session=session, **ONE)
    processor.run(code=f"{code}/split.py", arguments=["--rows", "all"], wait=True, logs=True)
    assert "wrote 569 rows, asked for ['--rows', 'all']" in capfd.readouterr().out


def test_a_processing_job_reads_its_inputs(session, role, tmp_path, train_data, ended):
    (tmp_path / "count.py").write_text(
        "import pathlib\n"
        "rows = pathlib.Path('/opt/ml/processing/input/data/train.csv').read_text().splitlines()\n"
        "pathlib.Path('/opt/ml/processing/output/count').write_text(str(len(rows)))\n"
    )
    processor = SKLearnProcessor(framework_version="1.2-1", role=role, sagemaker_session=session, **ONE)
    processor.run(
        code=str(tmp_path / "count.py"),
        inputs=[ProcessingInput(source=train_data, destination="/opt/ml/processing/input/data")],
        outputs=[ProcessingOutput(output_name="count", source="/opt/ml/processing/output")],
        wait=False,
    )
    job = processor.latest_job
    ended(session.sagemaker_client.describe_processing_job, "ProcessingJobStatus", ProcessingJobName=job.job_name)
    bucket, _, prefix = job.outputs[0].destination.removeprefix("s3://").partition("/")
    assert session.read_s3_file(bucket, f"{prefix}/count") == "100"


def test_the_sdk_inside_of_a_job_finds_bucket_and_role(session, role, tmp_path, ended):
    (tmp_path / "asks.py").write_text(
        "import pathlib, sagemaker\n"
        "session = sagemaker.Session()\n"
        "session.upload_string_as_file_body(sagemaker.get_execution_role(), session.default_bucket(), 'from-inside')\n"
    )
    # The server of this test maps the image to the interpreter that runs it.
    processor = ScriptProcessor(
        image_uri="with-sdk:1", command=["python3"], role=role, sagemaker_session=session, **ONE
    )
    processor.run(code=str(tmp_path / "asks.py"), wait=False)
    name = processor.latest_job.job_name
    description = ended(session.sagemaker_client.describe_processing_job, "ProcessingJobStatus", ProcessingJobName=name)
    assert description["ProcessingJobStatus"] == "Completed", description
    assert session.read_s3_file(session.default_bucket(), "from-inside") == role
