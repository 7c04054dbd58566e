"""Gives tests their clients, and sees to it that each test calls the operations that it says it is about.

A test is about the operations of its marks: `@pytest.mark.operation("CreateAction")`.
"""

import boto3
import pytest
from botocore import xform_name
from calls import unique


def pytest_configure(config):
    config.addinivalue_line("markers", "operation(name): the operation of the API that the test is about")


def marked(item):
    return {name for mark in item.iter_markers("operation") for name in mark.args}


@pytest.fixture
def sagemaker(request):
    client = boto3.client("sagemaker")
    called = set()
    client.meta.events.register("before-call.sagemaker", lambda model, **_: called.add(model.name))
    yield client
    assert marked(request.node) <= called, "the test does not call the operations that it is about"


@pytest.fixture
def s3():
    return boto3.client("s3")


@pytest.fixture
def bucket(s3):
    name = unique("operations")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
    return name


@pytest.fixture
def tags_of(sagemaker):
    def ask(arn):
        return {tag["Key"]: tag["Value"] for tag in sagemaker.list_tags(ResourceArn=arn)["Tags"]}

    return ask


@pytest.fixture
def call(sagemaker):
    """Calls an operation by its name in the API."""
    return lambda operation, **arguments: getattr(sagemaker, xform_name(operation))(**arguments)
