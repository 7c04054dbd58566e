"""Search as boto3 and the SageMaker SDK's analytics use it: expressions, sorts, pages."""

import pytest
from calls import refused, unique


@pytest.fixture
def runs(sagemaker):
    """A trial of an experiment with twelve components, of falling rates."""
    experiment, trial = unique("Experiment"), unique("Trial")
    sagemaker.create_experiment(ExperimentName=experiment)
    sagemaker.create_trial(TrialName=trial, ExperimentName=experiment)
    names = [unique(f"run-{number:02}") for number in range(12)]
    for number, name in enumerate(names):
        sagemaker.create_trial_component(
            TrialComponentName=name,
            Parameters={
                "rate": {"NumberValue": 1 - number / 10},
                "kind": {"StringValue": "even" if number % 2 == 0 else "odd"},
            },
            Tags=[{"Key": "number", "Value": str(number)}],
        )
        sagemaker.associate_trial_component(TrialName=trial, TrialComponentName=name)
    return experiment, names


def names_found(sagemaker, expression, **more):
    pages = sagemaker.get_paginator("search").paginate(
        Resource="ExperimentTrialComponent", SearchExpression=expression, **more
    )
    return [result["TrialComponent"]["TrialComponentName"] for page in pages for result in page["Results"]]


def test_the_components_of_an_experiment_come_page_by_page_in_the_order_of_a_parameter(sagemaker, runs):
    experiment, names = runs
    expression = {"Filters": [{"Name": "Parents.ExperimentName", "Operator": "Equals", "Value": experiment}]}
    order = {"SortBy": "Parameters.rate", "SortOrder": "Descending"}
    assert names_found(sagemaker, expression, **order) == names
    assert names_found(sagemaker, expression, **order, PaginationConfig={"PageSize": 5}) == names
    order["SortOrder"] = "Ascending"
    assert names_found(sagemaker, expression, **order) == names[::-1]


def test_filters_and_expressions_are_joined_as_asked(sagemaker, runs):
    experiment, names = runs
    odd = {"Name": "Parameters.kind", "Value": "odd"}
    slow = {"Name": "Parameters.rate", "Operator": "LessThan", "Value": "0.15"}
    mine = {"Name": "Parents.ExperimentName", "Value": experiment}
    tagged = {"Name": "Tags.number", "Operator": "In", "Value": "1,2"}
    either = {"Filters": [slow, tagged], "Operator": "Or"}
    found = names_found(sagemaker, {"Filters": [mine, odd], "SubExpressions": [either]}, SortBy="TrialComponentName")
    assert found == [names[11], names[9], names[1]]


def test_a_result_has_parents_and_tags(sagemaker, runs):
    experiment, names = runs
    by_name = {"Filters": [{"Name": "TrialComponentName", "Value": names[3]}]}
    answer = sagemaker.search(Resource="ExperimentTrialComponent", SearchExpression=by_name)
    assert "NextToken" not in answer
    [result] = answer["Results"]
    assert list(result) == ["TrialComponent"]
    assert result["TrialComponent"]["Parents"][0]["ExperimentName"] == experiment
    assert result["TrialComponent"]["Tags"] == [{"Key": "number", "Value": "3"}]
    assert result["TrialComponent"]["CreationTime"].year > 2000


def test_what_is_wrong_is_named(sagemaker):
    filters = [{"Name": "NoSuchProperty", "Value": "1"}]
    code, message = refused(sagemaker.search, Resource="TrainingJob", SearchExpression={"Filters": filters})
    assert (code, "Unknown property name: NoSuchProperty" in message) == ("ValidationException", True)
    assert refused(sagemaker.search, Resource="TrainingJob", NextToken="made-up")[0] == "ValidationException"
