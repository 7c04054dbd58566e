"""Training and processing jobs that really run."""

import io
import os
import tarfile

import pytest
from calls import IMAGE, ROLE, arn_of, refused, unique, without_metadata

QUICKLY = {"Delay": 1, "MaxAttempts": 300}
CLUSTER = {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}


def training(bucket, command, **more):
    return {
        "TrainingJobName": unique("Train"),
        "RoleArn": ROLE,
        "AlgorithmSpecification": {
            "TrainingImage": IMAGE,
            "TrainingInputMode": "File",
            "ContainerEntrypoint": ["/bin/sh", "-c", command],
            "MetricDefinitions": [{"Name": "loss", "Regex": "loss=([0-9.]+)"}],
        },
        "OutputDataConfig": {"S3OutputPath": f"s3://{bucket}/models"},
        "ResourceConfig": CLUSTER,
        "StoppingCondition": {"MaxRuntimeInSeconds": 120},
        **more,
    }


@pytest.mark.operation("CreateTrainingJob")
def test_a_training_job_runs_with_its_environment_and_leaves_a_model(sagemaker, s3, bucket, tags_of):
    s3.put_object(Bucket=bucket, Key="data/rows.csv", Body=b"1,2")
    channel = {
        "ChannelName": "train",
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/data"}},
    }
    request = training(
        bucket,
        'cp /opt/ml/input/data/train/rows.csv /opt/ml/model/; echo "$COLOUR" > /opt/ml/model/colour; echo loss=0.25',
        Environment={"COLOUR": "green", "EMPTY": ""},
        InputDataConfig=[channel],
        Tags=[{"Key": "team", "Value": "red"}],
    )
    answer = sagemaker.create_training_job(**request)
    name = request["TrainingJobName"]
    assert without_metadata(answer) == {"TrainingJobArn": arn_of(f"training-job/{name.lower()}")}
    assert tags_of(answer["TrainingJobArn"]) == {"team": "red"}
    sagemaker.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName=name, WaiterConfig=QUICKLY)
    described = sagemaker.describe_training_job(TrainingJobName=name)
    assert described["TrainingJobStatus"] == "Completed", described.get("FailureReason")
    place = described["ModelArtifacts"]["S3ModelArtifacts"]
    assert place == f"s3://{bucket}/models/{name}/output/model.tar.gz"
    body = s3.get_object(Bucket=bucket, Key=place.split("/", 3)[3])["Body"].read()
    assert members_of(body) == {"rows.csv": "1,2", "colour": "green\n"}
    code, message = refused(sagemaker.create_training_job, **request)
    assert code == "ResourceInUse"
    assert message.startswith("Training job names must be unique within an AWS account and region")


def members_of(body):
    with tarfile.open(fileobj=io.BytesIO(body)) as tar:
        files = [entry for entry in tar.getmembers() if entry.isfile()]
        return {os.path.normpath(entry.name): tar.extractfile(entry).read().decode() for entry in files}


@pytest.mark.operation("CreateTrainingJob")
def test_a_training_job_without_its_data_is_refused_and_not_kept(sagemaker, bucket):
    channel = {
        "ChannelName": "train",
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/nothing"}},
    }
    request = training(bucket, "true", InputDataConfig=[channel])
    code, message = refused(sagemaker.create_training_job, **request)
    assert code == "ValidationException"
    assert message.startswith(f'No S3 objects found under S3 URL "s3://{bucket}/nothing" given in input data source.')
    code, message = refused(sagemaker.describe_training_job, TrainingJobName=request["TrainingJobName"])
    assert (code, message) == ("ValidationException", "Requested resource not found.")


@pytest.mark.operation("DescribeTrainingJob")
def test_a_training_job_is_described_as_it_goes_and_with_why_it_failed(sagemaker, bucket):
    request = training(
        bucket,
        "echo loss=0.5; echo loss=0.25; echo 'no more data' > /opt/ml/output/failure; exit 3",
        Environment={"COLOUR": "green"},
        HyperParameters={"depth": "3"},
    )
    sagemaker.create_training_job(**request)
    name = request["TrainingJobName"]
    begun = sagemaker.describe_training_job(TrainingJobName=name)
    assert begun["Environment"] == {"COLOUR": "green"}
    assert begun["HyperParameters"] == {"depth": "3"}
    assert begun["SecondaryStatusTransitions"][0]["Status"] == "Starting"
    waiter = sagemaker.get_waiter("training_job_completed_or_stopped")
    with pytest.raises(Exception, match="terminal failure state"):
        waiter.wait(TrainingJobName=name, WaiterConfig=QUICKLY)
    described = sagemaker.describe_training_job(TrainingJobName=name)
    assert (described["TrainingJobStatus"], described["SecondaryStatus"]) == ("Failed", "Failed")
    assert described["FailureReason"].startswith("AlgorithmError: no more data")
    assert described["FailureReason"].endswith("exit code: 3")
    (metric,) = described["FinalMetricDataList"]
    assert (metric["MetricName"], metric["Value"]) == ("loss", 0.25)
    assert described["TrainingStartTime"] <= described["TrainingEndTime"]
    assert all("EndTime" in one for one in described["SecondaryStatusTransitions"])


def processing(bucket, command, **more):
    return {
        "ProcessingJobName": unique("Process"),
        "RoleArn": ROLE,
        "AppSpecification": {"ImageUri": IMAGE, "ContainerEntrypoint": ["/bin/sh", "-c", command]},
        "ProcessingResources": {"ClusterConfig": CLUSTER},
        "StoppingCondition": {"MaxRuntimeInSeconds": 120},
        **more,
    }


@pytest.mark.operation("CreateProcessingJob")
def test_a_processing_job_reads_its_inputs_and_sends_its_outputs(sagemaker, s3, bucket):
    s3.put_object(Bucket=bucket, Key="raw/words.txt", Body=b"sage and brush")
    local = "/opt/ml/processing"
    request = processing(
        bucket,
        f"tr a-z A-Z < {local}/raw/words.txt > {local}/out/loud.txt; echo done > /opt/ml/output/message",
        ProcessingInputs=[
            {
                "InputName": "raw",
                "AppManaged": False,
                "S3Input": {
                    "S3Uri": f"s3://{bucket}/raw",
                    "LocalPath": f"{local}/raw",
                    "S3DataType": "S3Prefix",
                    "S3InputMode": "File",
                },
            }
        ],
        ProcessingOutputConfig={
            "Outputs": [
                {
                    "OutputName": "loud",
                    "AppManaged": False,
                    "S3Output": {
                        "S3Uri": f"s3://{bucket}/out",
                        "LocalPath": f"{local}/out",
                        "S3UploadMode": "EndOfJob",
                    },
                }
            ]
        },
    )
    answer = sagemaker.create_processing_job(**request)
    name = request["ProcessingJobName"]
    assert without_metadata(answer) == {"ProcessingJobArn": arn_of(f"processing-job/{name.lower()}")}
    sagemaker.get_waiter("processing_job_completed_or_stopped").wait(ProcessingJobName=name, WaiterConfig=QUICKLY)
    assert s3.get_object(Bucket=bucket, Key="out/loud.txt")["Body"].read() == b"SAGE AND BRUSH"
    assert refused(sagemaker.create_processing_job, **request)[0] == "ResourceInUse"


@pytest.mark.operation("CreateProcessingJob")
@pytest.mark.parametrize("member", ["DatasetDefinition", "FeatureStoreOutput", "both", "neither"])
def test_what_a_processing_job_cannot_move_is_refused(sagemaker, bucket, member):
    """The members of 2020-12 that need a query engine or a feature store, and the rule of exactly one."""
    s3_input = {
        "S3Uri": f"s3://{bucket}/raw",
        "LocalPath": "/opt/ml/processing/raw",
        "S3DataType": "S3Prefix",
        "S3InputMode": "File",
    }
    athena = {
        "Catalog": "AwsDataCatalog",
        "Database": "d",
        "QueryString": "select 1",
        "OutputS3Uri": f"s3://{bucket}/q",
        "OutputFormat": "PARQUET",
    }
    dataset = {"LocalPath": "/opt/ml/processing/rows", "AthenaDatasetDefinition": athena}
    store = {"Outputs": [{"OutputName": "o", "FeatureStoreOutput": {"FeatureGroupName": "none"}, "AppManaged": False}]}
    wrong = {
        "DatasetDefinition": {"ProcessingInputs": [{"InputName": "i", "DatasetDefinition": dataset}]},
        "FeatureStoreOutput": {"ProcessingOutputConfig": store},
        "both": {"ProcessingInputs": [{"InputName": "i", "S3Input": s3_input, "DatasetDefinition": dataset}]},
        "neither": {"ProcessingInputs": [{"InputName": "i"}]},
    }[member]
    request = processing(bucket, "true", **wrong)
    assert refused(sagemaker.create_processing_job, **request)[0] == "ValidationException"
    code, _ = refused(sagemaker.describe_processing_job, ProcessingJobName=request["ProcessingJobName"])
    assert code == "ValidationException"


@pytest.mark.operation("CreateProcessingJob")
def test_what_the_application_moves_itself_is_left_to_it(sagemaker, bucket):
    outputs = [{"OutputName": "features", "FeatureStoreOutput": {"FeatureGroupName": "customers"}, "AppManaged": True}]
    inputs = [{"InputName": "raw", "S3Input": {"S3Uri": f"s3://{bucket}/raw", "S3DataType": "S3Prefix"}}]
    inputs[0]["AppManaged"] = True
    request = processing(bucket, "true", ProcessingInputs=inputs, ProcessingOutputConfig={"Outputs": outputs})
    sagemaker.create_processing_job(**request)
    name = request["ProcessingJobName"]
    sagemaker.get_waiter("processing_job_completed_or_stopped").wait(ProcessingJobName=name, WaiterConfig=QUICKLY)
    described = sagemaker.describe_processing_job(ProcessingJobName=name)
    assert described["ProcessingJobStatus"] == "Completed"
    assert described["ProcessingInputs"] == inputs
    assert described["ProcessingOutputConfig"]["Outputs"] == outputs


@pytest.mark.operation("DescribeProcessingJob")
def test_a_processing_job_is_described_with_its_end(sagemaker, bucket):
    request = processing(bucket, 'printf "all %s" "$COLOUR" > /opt/ml/output/message', Environment={"COLOUR": "green"})
    sagemaker.create_processing_job(**request)
    name = request["ProcessingJobName"]
    assert request.items() <= sagemaker.describe_processing_job(ProcessingJobName=name).items()
    sagemaker.get_waiter("processing_job_completed_or_stopped").wait(ProcessingJobName=name, WaiterConfig=QUICKLY)
    described = sagemaker.describe_processing_job(ProcessingJobName=name)
    assert described["ProcessingJobStatus"] == "Completed"
    assert described["ExitMessage"] == "all green"
    assert described["ProcessingStartTime"] <= described["ProcessingEndTime"]
    missing = unique("none")
    assert refused(sagemaker.describe_processing_job, ProcessingJobName=missing) == (
        "ValidationException",
        f"Could not find requested job with name: {missing}",
    )
