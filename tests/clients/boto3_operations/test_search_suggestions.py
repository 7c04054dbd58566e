"""What to search for."""

import pytest
from calls import refused, unique


@pytest.mark.operation("GetSearchSuggestions")
@pytest.mark.parametrize(
    "resource", ["Endpoint", "FeatureGroup", "ModelPackage", "ModelPackageGroup", "Pipeline", "PipelineExecution"]
)
def test_nothing_is_suggested_that_no_resource_has(sagemaker, resource):
    """The six types of resources that came in 2020-12."""
    query = {"PropertyNameQuery": {"PropertyNameHint": f"tags.{unique('none')}"}}
    answer = sagemaker.get_search_suggestions(Resource=resource, SuggestionQuery=query)
    assert answer["PropertyNameSuggestions"] == []


@pytest.mark.operation("GetSearchSuggestions")
def test_tags_are_suggested_by_how_they_begin(sagemaker):
    key = unique("team")
    tags = [{"Key": f"{key}-red", "Value": "x"}, {"Key": f"{key}-blue", "Value": "x"}, {"Key": "other", "Value": "x"}]
    sagemaker.create_model_package_group(ModelPackageGroupName=unique("Models"), Tags=tags)
    answer = sagemaker.get_search_suggestions(
        Resource="ModelPackageGroup", SuggestionQuery={"PropertyNameQuery": {"PropertyNameHint": f"tags.{key}"}}
    )
    names = [one["PropertyName"].lower() for one in answer["PropertyNameSuggestions"]]
    assert sorted(names) == [f"tags.{key}-blue", f"tags.{key}-red"]


@pytest.mark.operation("GetSearchSuggestions")
def test_a_resource_that_cannot_be_searched_is_refused(sagemaker):
    assert refused(sagemaker.get_search_suggestions, Resource="HubContent")[0] == "ValidationException"
