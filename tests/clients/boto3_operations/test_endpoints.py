"""Endpoints whose deployments are described and changed, with the members that came in 2020-12."""

import boto3
import pytest
from calls import IMAGE, ROLE, archive, arn_of, refused, unique

QUICKLY = {"Delay": 1, "MaxAttempts": 300}
PROGRAM = """
def model_fn(model_dir):
    return open(model_dir + "/weights.txt").read()

def input_fn(body, content_type):
    return body

def predict_fn(body, model):
    return model

def output_fn(prediction, accept):
    return prediction, "text/plain"
"""
ALL_AT_ONCE = {
    "BlueGreenUpdatePolicy": {
        "TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 0},
        "TerminationWaitInSeconds": 0,
        "MaximumExecutionTimeoutInSeconds": 600,
    }
}


@pytest.fixture
def configs(sagemaker, s3, bucket):
    """Two configs, of models that answer what they are: 'old' and 'new'."""
    names = []
    for weights in ("old", "new"):
        name = unique(weights)
        body = archive({"weights.txt": weights, "code/inference.py": PROGRAM})
        s3.put_object(Bucket=bucket, Key=f"{name}.tar.gz", Body=body)
        sagemaker.create_model(
            ModelName=name,
            ExecutionRoleArn=ROLE,
            PrimaryContainer={
                "Image": IMAGE,
                "ModelDataUrl": f"s3://{bucket}/{name}.tar.gz",
                "Environment": {"SAGEMAKER_PROGRAM": "inference.py"},
            },
        )
        variant = {
            "VariantName": "all",
            "ModelName": name,
            "InstanceType": "ml.m5.large",
            "InitialInstanceCount": 1,
            "InitialVariantWeight": 0.5,
        }
        sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])
        names.append(name)
    return names


@pytest.fixture
def endpoint(sagemaker, configs):
    name = unique("Endpoint")
    sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=configs[0])
    yield name
    sagemaker.delete_endpoint(EndpointName=name)
    sagemaker.get_waiter("endpoint_deleted").wait(EndpointName=name, WaiterConfig=QUICKLY)


def in_service(sagemaker, name):
    sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=name, WaiterConfig=QUICKLY)
    return sagemaker.describe_endpoint(EndpointName=name)


def invoked(name):
    answer = boto3.client("sagemaker-runtime").invoke_endpoint(EndpointName=name, ContentType="text/plain", Body=b"x")
    return answer["Body"].read().decode()


@pytest.mark.operation("DescribeEndpoint")
def test_an_endpoint_is_found_at_once_and_shows_what_serves(sagemaker, configs, endpoint):
    begun = sagemaker.describe_endpoint(EndpointName=endpoint)
    assert begun["EndpointStatus"] == "Creating"
    assert begun["EndpointArn"] == arn_of(f"endpoint/{endpoint.lower()}")
    assert "ProductionVariants" not in begun
    served = in_service(sagemaker, endpoint)
    (variant,) = served["ProductionVariants"]
    assert variant["VariantName"] == "all"
    assert variant["CurrentWeight"] == variant["DesiredWeight"] == 0.5
    assert variant["CurrentInstanceCount"] == variant["DesiredInstanceCount"] == 1
    assert variant["DeployedImages"][0]["SpecifiedImage"] == IMAGE
    assert served["EndpointConfigName"] == configs[0]
    assert "LastDeploymentConfig" not in served
    assert invoked(endpoint) == "old"
    missing = unique("none")
    assert refused(sagemaker.describe_endpoint, EndpointName=missing) == (
        "ValidationException",
        f'Could not find endpoint "{arn_of(f"endpoint/{missing}")}".',
    )


@pytest.mark.operation("UpdateEndpoint")
def test_an_update_deploys_another_config_and_remembers_how(sagemaker, configs, endpoint):
    old, new = configs
    update = {"EndpointName": endpoint, "EndpointConfigName": new}
    code, message = refused(sagemaker.update_endpoint, **update)
    assert code == "ValidationException"
    assert message == f'Cannot update in-progress endpoint "{arn_of(f"endpoint/{endpoint.lower()}")}".'
    in_service(sagemaker, endpoint)
    answer = sagemaker.update_endpoint(**update, DeploymentConfig=ALL_AT_ONCE)
    assert answer["EndpointArn"] == arn_of(f"endpoint/{endpoint.lower()}")
    assert sagemaker.describe_endpoint(EndpointName=endpoint)["EndpointStatus"] == "Updating"
    served = in_service(sagemaker, endpoint)
    assert served["EndpointConfigName"] == new
    assert served["LastDeploymentConfig"] == ALL_AT_ONCE
    assert invoked(endpoint) == "new"
    missing = unique("none")
    assert refused(sagemaker.update_endpoint, EndpointName=endpoint, EndpointConfigName=missing)[1] == (
        f'Could not find endpoint configuration "{arn_of(f"endpoint-config/{missing}")}".'
    )
    canary = {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {
                "Type": "CANARY",
                "WaitIntervalInSeconds": 60,
                "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 10},
            }
        }
    }
    code, message = refused(
        sagemaker.update_endpoint, EndpointName=endpoint, EndpointConfigName=old, DeploymentConfig=canary
    )
    assert code == "ValidationException"
    assert "CANARY" in message
