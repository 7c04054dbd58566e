"""Session: who am I, my bucket, my role, and files."""

import os

import sagemaker
from sagemaker.s3 import S3Downloader, S3Uploader


def test_the_session_knows_its_account_and_makes_its_bucket(session):
    assert session.boto_region_name == "us-west-2"
    assert session.account_id() == "123456789012"
    assert session.default_bucket() == "sagemaker-us-west-2-123456789012"
    buckets = session.boto_session.client("s3").list_buckets()["Buckets"]
    assert "sagemaker-us-west-2-123456789012" in [bucket["Name"] for bucket in buckets]


def test_the_role_is_found_and_expanded(session):
    assert sagemaker.get_execution_role() == "arn:aws:iam::123456789012:role/SagebrushExecutionRole"
    assert session.expand_role("SagebrushExecutionRole") == sagemaker.get_execution_role(session)


def test_telemetry_is_off():
    from sagemaker.config import load_sagemaker_config

    config = load_sagemaker_config()
    assert config["SageMaker"]["PythonSDK"]["Modules"]["TelemetryOptOut"] is True


def test_files_go_up_and_come_back(session, tmp_path, unique):
    (tmp_path / "up" / "deep").mkdir(parents=True)
    (tmp_path / "up" / "one.txt").write_text("one")
    (tmp_path / "up" / "deep" / "two words.txt").write_text("two")
    prefix = unique("files")
    uri = session.upload_data(str(tmp_path / "up"), key_prefix=prefix)
    assert uri == f"s3://{session.default_bucket()}/{prefix}"
    assert sorted(session.list_s3_files(session.default_bucket(), prefix)) == [
        f"{prefix}/deep/two words.txt",
        f"{prefix}/one.txt",
    ]
    session.download_data(str(tmp_path / "down"), session.default_bucket(), prefix)
    assert (tmp_path / "down" / "deep" / "two words.txt").read_text() == "two"
    text_uri = S3Uploader.upload_string_as_file_body("text", f"{uri}/text", sagemaker_session=session)
    assert S3Downloader.read_file(text_uri, sagemaker_session=session) == "text"
    assert session.read_s3_file(session.default_bucket(), f"{prefix}/text") == "text"


def test_large_files_go_up_in_parts(session, tmp_path, unique):
    content = os.urandom(9 * 2**20)
    (tmp_path / "large.bin").write_bytes(content)
    uri = session.upload_data(str(tmp_path / "large.bin"), key_prefix=unique("large"))
    S3Downloader.download(uri, str(tmp_path / "back"), sagemaker_session=session)
    assert (tmp_path / "back" / "large.bin").read_bytes() == content
