"""The quickstart by boto3: a real model from raw data to an endpoint, by the SageMaker API alone.

Endpoint, region and keys come from the environment, as for any AWS client:

    eval "$(bin/sagebrush env)"
    python3 examples/quickstart-python/quickstart.py

The pipeline and the code that runs in its jobs are those of examples/quickstart.
"""

import csv
import io
import tarfile
import time
import uuid
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

PROJECT = Path(__file__).resolve().parent.parent / "quickstart"
NAME = "quickstart"
POLL_SECONDS = 0.25

sagemaker = boto3.client("sagemaker")
s3 = boto3.client("s3")


def find_project():
    region = sagemaker.meta.region_name
    account = boto3.client("sts").get_caller_identity()["Account"]
    bucket = f"sagemaker-{region}-{account}"
    return {
        "role": boto3.client("iam").get_role(RoleName="SagebrushExecutionRole")["Role"]["Arn"],
        "bucket": bucket,
        "prefix": f"s3://{bucket}/{NAME}",
        "image": f"246618743249.dkr.ecr.{region}.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
    }


def create_bucket(bucket):
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] != "404":
            raise
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": sagemaker.meta.region_name})


def upload_code(bucket):
    for script in ("extract.py", "preprocess.py", "evaluate.py"):
        s3.upload_file(str(PROJECT / "ml" / script), bucket, f"{NAME}/code/{script}")
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for script in ("train.py", "inference.py"):
            tar.add(PROJECT / "ml" / "training" / script, arcname=script)
    archive.seek(0)
    s3.upload_fileobj(archive, bucket, f"{NAME}/code/sourcedir.tar.gz")


def extract_data(project):
    """The data set ships inside scikit-learn, so a processing job on the scikit-learn image can write it out."""
    name = f"{NAME}-extract-{time.time_ns() // 1_000_000}"
    code = "/opt/ml/processing/input/code"
    sagemaker.create_processing_job(
        ProcessingJobName=name,
        RoleArn=project["role"],
        AppSpecification={"ImageUri": project["image"], "ContainerEntrypoint": ["python3", f"{code}/extract.py"]},
        ProcessingInputs=[
            {
                "InputName": "code",
                "S3Input": {
                    "S3Uri": f"{project['prefix']}/code/extract.py",
                    "LocalPath": code,
                    "S3DataType": "S3Prefix",
                    "S3InputMode": "File",
                },
            }
        ],
        ProcessingOutputConfig={
            "Outputs": [
                {
                    "OutputName": "data",
                    "S3Output": {
                        "S3Uri": f"{project['prefix']}/data",
                        "LocalPath": "/opt/ml/processing/data",
                        "S3UploadMode": "EndOfJob",
                    },
                }
            ]
        },
        ProcessingResources={"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}},
    )
    waiter = sagemaker.get_waiter("processing_job_completed_or_stopped")
    waiter.wait(ProcessingJobName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 600})


def upsert_pipeline(role):
    pipeline = {
        "PipelineName": NAME,
        "PipelineDefinition": (PROJECT / "pipeline.json").read_text(),
        "RoleArn": role,
    }
    try:
        sagemaker.create_pipeline(ClientRequestToken=str(uuid.uuid4()), **pipeline)
    except ClientError as error:
        if "already exists" not in str(error):
            raise
        sagemaker.update_pipeline(**pipeline)


def create_model_package_group():
    try:
        sagemaker.create_model_package_group(ModelPackageGroupName=NAME)
    except ClientError as error:
        if "already exists" not in str(error):
            raise


def run_pipeline(display_name, parameters):
    """Starts an execution, prints its steps as they change, and gives them by name when it has succeeded."""
    arn = sagemaker.start_pipeline_execution(
        PipelineName=NAME,
        PipelineExecutionDisplayName=display_name,
        PipelineParameters=[{"Name": name, "Value": str(value)} for name, value in parameters.items()],
        ClientRequestToken=str(uuid.uuid4()),
    )["PipelineExecutionArn"]
    started, shown = time.monotonic(), {}
    while True:
        execution = sagemaker.describe_pipeline_execution(PipelineExecutionArn=arn)
        listed = sagemaker.list_pipeline_execution_steps(PipelineExecutionArn=arn, SortOrder="Ascending")
        for step in listed["PipelineExecutionSteps"]:
            name, status = step["StepName"], step["StepStatus"]
            if shown.get(name) != status:
                shown[name] = status
                print(f"  {time.monotonic() - started:5.1f} s  {name:11} {status} {step.get('FailureReason', '')}")
        if execution["PipelineExecutionStatus"] == "Succeeded":
            return arn, {step["StepName"]: step for step in listed["PipelineExecutionSteps"]}
        if execution["PipelineExecutionStatus"] in ("Failed", "Stopped"):
            raise SystemExit(execution.get("FailureReason", "The execution was stopped."))
        time.sleep(POLL_SECONDS)


def deploy(name, model_package_arn, role):
    sagemaker.create_model(
        ModelName=name, PrimaryContainer={"ModelPackageName": model_package_arn}, ExecutionRoleArn=role
    )
    sagemaker.create_endpoint_config(
        EndpointConfigName=name,
        ProductionVariants=[
            {
                "VariantName": "AllTraffic",
                "ModelName": name,
                "InitialInstanceCount": 1,
                "InstanceType": "ml.m5.large",
            }
        ],
    )
    sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)
    waiter = sagemaker.get_waiter("endpoint_in_service")
    waiter.wait(EndpointName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 600})


def measure(endpoint_name, bucket, key):
    body = s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    rows = list(csv.reader(io.StringIO(body)))[1:]
    answer = boto3.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=endpoint_name,
        ContentType="text/csv",
        Accept="text/csv",
        Body="\n".join(",".join(row[1:]) for row in rows),
    )
    probabilities = [float(text) for text in answer["Body"].read().decode().replace(",", "\n").split()]
    right = sum((p >= 0.5) == (float(row[0]) == 1) for p, row in zip(probabilities, rows))
    print(f"  right on {right} of {len(rows)} rows: accuracy {right / len(rows):.3f}")


def clean_up(name):
    sagemaker.delete_endpoint(EndpointName=name)
    sagemaker.delete_endpoint_config(EndpointConfigName=name)
    sagemaker.delete_model(ModelName=name)


def main():
    project = find_project()
    print(f"Bucket {project['bucket']}, role {project['role']}")

    print("\n1. Put the code and the data in S3")
    create_bucket(project["bucket"])
    upload_code(project["bucket"])
    extract_data(project)

    print("\n2. Create the pipeline and start it")
    create_model_package_group()
    upsert_pipeline(project["role"])
    parameters = {"Prefix": project["prefix"], "Image": project["image"], "Role": project["role"]}
    execution_arn, steps = run_pipeline("python-run", parameters)

    print("\n3. Approve the model in the registry")
    model_package_arn = steps["Register"]["Metadata"]["RegisterModel"]["Arn"]
    sagemaker.update_model_package(ModelPackageArn=model_package_arn, ModelApprovalStatus="Approved")
    print(f"  {model_package_arn}")

    print("\n4. Deploy it and ask it about rows that it has never seen")
    execution_id = execution_arn.split("/")[-1]
    endpoint_name = f"{NAME}-{execution_id}"
    deploy(endpoint_name, model_package_arn, project["role"])
    measure(endpoint_name, project["bucket"], f"{NAME}/runs/{execution_id}/test/test.csv")

    clean_up(endpoint_name)
    print(f"\nDeleted the endpoint. Everything else is still there: {execution_arn}")


if __name__ == "__main__":
    main()
