"""Code repositories and algorithms, with the tags that came in 2020-12."""

import pytest
from calls import IMAGE, arn_of, refused, unique, without_metadata

TRAINING = {
    "TrainingImage": IMAGE,
    "SupportedTrainingInstanceTypes": ["ml.m5.large"],
    "TrainingChannels": [{"Name": "train", "SupportedContentTypes": ["text/csv"], "SupportedInputModes": ["File"]}],
}


@pytest.mark.operation("CreateAlgorithm")
def test_an_algorithm_is_made_with_tags_and_shown_as_it_was_made(sagemaker, tags_of):
    name = unique("Forest")
    answer = sagemaker.create_algorithm(
        AlgorithmName=name,
        AlgorithmDescription="of trees",
        TrainingSpecification=TRAINING,
        Tags=[{"Key": "team", "Value": "red"}],
    )
    assert without_metadata(answer) == {"AlgorithmArn": arn_of(f"algorithm/{name.lower()}")}
    assert tags_of(answer["AlgorithmArn"]) == {"team": "red"}
    described = sagemaker.describe_algorithm(AlgorithmName=name)
    assert described["TrainingSpecification"] == TRAINING
    assert described["AlgorithmStatus"] == "Completed"
    code, message = refused(sagemaker.create_algorithm, AlgorithmName=name, TrainingSpecification=TRAINING)
    assert code == "ValidationException"
    assert "already exists" in message


@pytest.mark.operation("CreateCodeRepository")
def test_a_code_repository_is_made_with_tags_and_shown_as_it_was_made(sagemaker, tags_of):
    name = unique("Seed")
    config = {"RepositoryUrl": "https://git.test/repository.git", "Branch": "main"}
    answer = sagemaker.create_code_repository(
        CodeRepositoryName=name, GitConfig=config, Tags=[{"Key": "team", "Value": "red"}]
    )
    assert without_metadata(answer) == {"CodeRepositoryArn": arn_of(f"code-repository/{name.lower()}")}
    assert tags_of(answer["CodeRepositoryArn"]) == {"team": "red"}
    assert sagemaker.describe_code_repository(CodeRepositoryName=name)["GitConfig"] == config
    code, message = refused(sagemaker.create_code_repository, CodeRepositoryName=name, GitConfig=config)
    assert code == "ValidationException"
    assert "already existing" in message
