"""Session: who am I, my bucket, my role, and files."""

from sagemaker.core.helper.session_helper import get_execution_role
from sagemaker.core.s3 import S3Downloader, S3Uploader


def test_the_session_knows_its_account_bucket_and_role(session):
    assert session.account_id() == "123456789012"
    assert session.default_bucket() == "sagemaker-us-west-2-123456789012"
    assert get_execution_role(session) == "arn:aws:iam::123456789012:role/SagebrushExecutionRole"
    assert session.expand_role("SagebrushExecutionRole") == get_execution_role()


def test_files_go_up_and_come_back(session, tmp_path, unique):
    (tmp_path / "one.txt").write_text("one")
    prefix = unique("files")
    uri = session.upload_data(str(tmp_path / "one.txt"), bucket=session.default_bucket(), key_prefix=prefix)
    assert S3Downloader.read_file(uri, sagemaker_session=session) == "one"
    text_uri = f"s3://{session.default_bucket()}/{prefix}/two.txt"
    S3Uploader.upload_string_as_file_body("two", text_uri, sagemaker_session=session)
    assert sorted(session.list_s3_files(session.default_bucket(), prefix)) == [f"{prefix}/one.txt", f"{prefix}/two.txt"]
