"""No operation of the API pages is left without a test, and none that is not built pretends to be."""

import boto3
import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import marked
from seed_operations import NOT_BUILT, OPERATIONS


def test_each_operation_of_the_pages_has_a_test_or_is_known_not_to_be_built(request):
    tested = set().union(*(marked(item) for item in request.session.items))
    assert len(OPERATIONS) == 71
    assert sorted(set(OPERATIONS) - tested - set(NOT_BUILT)) == []
    assert sorted(tested & set(NOT_BUILT)) == []


@pytest.mark.parametrize("operation", NOT_BUILT)
def test_what_is_not_built_says_so_and_names_itself(operation):
    # Without the checks of boto3: a request to what is not there is neither right nor wrong.
    client = boto3.client("sagemaker", config=Config(parameter_validation=False))
    with pytest.raises(ClientError) as caught:
        getattr(client, xform_name(operation))()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert caught.value.response["Error"]["Code"] == "NotImplemented"
    assert operation in caught.value.response["Error"]["Message"]
