"""What the cases of the SageMaker Python SDK v3 share. The environment is the one that `sagebrush env` prints."""

import pathlib
import time
import uuid

import pytest
from sagemaker.core.helper.session_helper import Session, get_execution_role

CODE = pathlib.Path(__file__).parent / "code"
IMAGE = "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
FINAL = {"Completed", "Succeeded", "Failed", "Stopped", "InService", "Created", "CreateFailed"}


@pytest.fixture(scope="session")
def session():
    return Session()


@pytest.fixture(scope="session")
def role():
    return get_execution_role()


@pytest.fixture(scope="session")
def code():
    return str(CODE)


@pytest.fixture(scope="session")
def image():
    return IMAGE


@pytest.fixture
def unique():
    return lambda prefix: f"{prefix}-{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def ended():
    """Asks until the thing has come to an end: the SDK's own waiters sleep for long."""

    def wait(resource, field):
        deadline = time.monotonic() + 120
        while getattr(resource.refresh(), field) not in FINAL:
            assert time.monotonic() < deadline, resource
            time.sleep(0.2)
        return resource

    return wait


@pytest.fixture(scope="session")
def train_data(session, tmp_path_factory):
    """Where in S3 a small training set lies: a label and two features a row."""
    file = tmp_path_factory.mktemp("data") / "train.csv"
    file.write_text("".join(f"{row % 2},{row % 2 + row / 1000},{row / 100}\n" for row in range(100)))
    prefix = f"train-{uuid.uuid4().hex[:8]}"
    session.upload_data(str(file), bucket=session.default_bucket(), key_prefix=prefix)
    return f"s3://{session.default_bucket()}/{prefix}"
