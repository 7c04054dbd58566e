"""What the tests of all operations share."""

import io
import json
import tarfile
import time
import uuid

import pytest
from botocore.exceptions import ClientError

ACCOUNT = "123456789012"
REGION = "us-west-2"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/SagebrushExecutionRole"
# The server maps it to the Python of this machine.
IMAGE = "registry.test/python:3"
LONG_AGO = 1_000_000_000
FAR_AHEAD = 4_000_000_000


def arn_of(resource):
    return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:{resource}"


def unique(prefix):
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def token():
    return str(uuid.uuid4())


def without_metadata(answer):
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def refused(call, **arguments):
    """The code and message of the error that a call must end with."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def listed(client, operation, items, page_size=2, **arguments):
    """Everything that boto3's own paginator finds, in pages of two."""
    pages = list(client.get_paginator(operation).paginate(**arguments, PaginationConfig={"PageSize": page_size}))
    assert all(len(page[items]) <= page_size for page in pages)
    assert "NextToken" not in pages[-1]
    return [item for page in pages for item in page[items]]


def until(ask, is_done, seconds=120):
    """The first answer that is as it should be."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if is_done(answer):
            return answer
        assert time.monotonic() < deadline, f"not done in {seconds} s: {answer}"
        time.sleep(0.05)


def definition(*steps, parameters=()):
    return json.dumps({"Version": "2020-12-01", "Parameters": list(parameters), "Steps": list(steps)})


def archive(files):
    """A model archive of text files, by their names."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))
    return content.getvalue()
