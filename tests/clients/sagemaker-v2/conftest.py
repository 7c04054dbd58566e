"""What the cases of the SageMaker Python SDK v2 share. The environment is the one that `sagebrush env` prints."""

import pathlib
import time
import uuid

import pytest
import sagemaker

CODE = pathlib.Path(__file__).parent / "code"
FINAL = {"Completed", "Succeeded", "Failed", "Stopped", "InService", "Created", "CreateFailed"}


@pytest.fixture(scope="session")
def session():
    return sagemaker.Session()


@pytest.fixture(scope="session")
def role():
    return sagemaker.get_execution_role()


@pytest.fixture(scope="session")
def code():
    return str(CODE)


@pytest.fixture
def unique():
    return lambda prefix: f"{prefix}-{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def ended():
    """Asks until the thing has come to an end: the SDK's own waiters sleep for up to 30 seconds."""

    def wait(describe, field, **arguments):
        deadline = time.monotonic() + 120
        while True:
            description = describe(**arguments)
            if description[field] in FINAL:
                return description
            assert time.monotonic() < deadline, description
            time.sleep(0.2)

    return wait


@pytest.fixture(scope="session")
def train_data(session, tmp_path_factory):
    """Where in S3 a small training set lies: a label and two features a row."""
    file = tmp_path_factory.mktemp("data") / "train.csv"
    file.write_text("".join(f"{row % 2},{row % 2 + row / 1000},{row / 100}\n" for row in range(100)))
    return session.upload_data(str(file), key_prefix=f"train-{uuid.uuid4().hex[:8]}")
