"""Actions, artifacts, contexts, and what joins them."""

import pytest
from calls import FAR_AHEAD, LONG_AGO, arn_of, listed, refused, unique, without_metadata

SOURCE_TYPES = [{"SourceIdType": "S3ETag", "Value": "d41d8cd98f00b204e9800998ecf8427e"}]
METADATA = {"CommitId": "c0ffee", "Repository": "https://git.test/r", "GeneratedBy": "a test", "ProjectId": "p-1"}


def action(name, **more):
    return {"ActionName": name, "ActionType": "ModelDeployment", "Source": {"SourceUri": f"s3://b/{name}"}, **more}


def context(name, **more):
    return {"ContextName": name, "ContextType": "Endpoint", "Source": {"SourceUri": f"s3://b/{name}"}, **more}


def artifact(uri, **more):
    return {"ArtifactType": "DataSet", "Source": {"SourceUri": uri, "SourceTypes": SOURCE_TYPES}, **more}


@pytest.mark.operation("CreateAction")
def test_an_action_is_made_with_its_tags_and_only_once(sagemaker, tags_of):
    name = unique("Deploy")
    answer = sagemaker.create_action(**action(name, Tags=[{"Key": "team", "Value": "red"}]))
    assert without_metadata(answer) == {"ActionArn": arn_of(f"action/{name.lower()}")}
    assert tags_of(answer["ActionArn"]) == {"team": "red"}
    code, message = refused(sagemaker.create_action, **action(name.upper()))
    assert code == "ValidationException"
    assert "already exists" in message


@pytest.mark.operation("DescribeAction")
def test_an_action_is_described_as_it_was_made(sagemaker):
    name = unique("Deploy")
    request = action(
        name, Description="to production", Status="InProgress", Properties={"a": "1"}, MetadataProperties=METADATA
    )
    sagemaker.create_action(**request)
    described = without_metadata(sagemaker.describe_action(ActionName=name))
    assert request.items() <= described.items()
    assert described["CreationTime"] == described["LastModifiedTime"]
    assert described["CreatedBy"]["IamIdentity"]["Arn"].endswith(":user/admin")
    assert refused(sagemaker.describe_action, ActionName=unique("none"))[0] == "ResourceNotFound"


@pytest.mark.operation("UpdateAction")
def test_an_actions_properties_are_merged_and_removed_by_key(sagemaker):
    name = unique("Deploy")
    sagemaker.create_action(**action(name, Status="InProgress", Properties={"keep": "1", "drop": "2", "change": "3"}))
    answer = sagemaker.update_action(
        ActionName=name,
        Description="done",
        Status="Completed",
        Properties={"change": "4", "add": "5"},
        PropertiesToRemove=["drop", "unknown"],
    )
    assert answer["ActionArn"] == arn_of(f"action/{name.lower()}")
    described = sagemaker.describe_action(ActionName=name)
    assert described["Properties"] == {"keep": "1", "change": "4", "add": "5"}
    assert (described["Description"], described["Status"]) == ("done", "Completed")
    assert described["LastModifiedTime"] >= described["CreationTime"]
    assert described["ActionType"] == "ModelDeployment"
    assert refused(sagemaker.update_action, ActionName=unique("none"))[0] == "ResourceNotFound"


@pytest.mark.operation("ListActions")
def test_actions_are_listed_by_source_type_and_time_the_newest_first(sagemaker):
    kind = unique("Kind")
    names = [unique("Deploy") for _ in range(3)]
    for name in names:
        sagemaker.create_action(**{**action(name), "ActionType": kind, "Status": "Completed"})
    summaries = listed(sagemaker, "list_actions", "ActionSummaries", ActionType=kind)
    assert [summary["ActionName"] for summary in summaries] == names[::-1]
    assert set(summaries[0]) == {
        "ActionArn", "ActionName", "ActionType", "CreationTime", "LastModifiedTime", "Source", "Status",
    }  # fmt: skip
    by_name = listed(
        sagemaker, "list_actions", "ActionSummaries", ActionType=kind, SortBy="Name", SortOrder="Ascending"
    )
    assert [summary["ActionName"] for summary in by_name] == sorted(names)
    assert len(listed(sagemaker, "list_actions", "ActionSummaries", SourceUri=f"s3://b/{names[0]}")) == 1
    assert listed(sagemaker, "list_actions", "ActionSummaries", ActionType=kind, CreatedAfter=FAR_AHEAD) == []
    assert listed(sagemaker, "list_actions", "ActionSummaries", ActionType=kind, CreatedBefore=LONG_AGO) == []


@pytest.mark.operation("DeleteAction")
def test_an_action_goes_with_its_tags_and_not_while_it_is_joined(sagemaker, tags_of):
    name = unique("Deploy")
    made = sagemaker.create_action(**action(name, Tags=[{"Key": "team", "Value": "red"}]))["ActionArn"]
    other = sagemaker.create_context(**context(unique("Endpoint")))["ContextArn"]
    sagemaker.add_association(SourceArn=made, DestinationArn=other)
    assert refused(sagemaker.delete_action, ActionName=name)[0] == "ValidationException"
    sagemaker.delete_association(SourceArn=made, DestinationArn=other)
    assert sagemaker.delete_action(ActionName=name)["ActionArn"] == made
    assert refused(sagemaker.delete_action, ActionName=name)[0] == "ResourceNotFound"
    sagemaker.create_action(**action(name))
    assert tags_of(made) == {}


@pytest.mark.operation("CreateArtifact")
def test_an_artifact_is_known_by_its_source(sagemaker, tags_of):
    uri = f"s3://b/{unique('data')}"
    answer = sagemaker.create_artifact(**artifact(uri, ArtifactName="rows", Tags=[{"Key": "k", "Value": "v"}]))
    assert answer["ArtifactArn"].startswith(arn_of("artifact/"))
    assert len(answer["ArtifactArn"].split("/")[1]) == 32
    assert tags_of(answer["ArtifactArn"]) == {"k": "v"}
    assert refused(sagemaker.create_artifact, **artifact(uri, ArtifactName="other"))[0] == "ValidationException"
    sagemaker.create_artifact(**artifact(f"{uri}-2", ArtifactName="rows"))


@pytest.mark.operation("DescribeArtifact")
def test_an_artifact_is_described_as_it_was_made(sagemaker):
    request = artifact(
        f"s3://b/{unique('data')}", ArtifactName="rows", Properties={"rows": "569"}, MetadataProperties=METADATA
    )
    made = sagemaker.create_artifact(**request)["ArtifactArn"]
    described = without_metadata(sagemaker.describe_artifact(ArtifactArn=made))
    assert request.items() <= described.items()
    assert described["ArtifactArn"] == made
    missing = arn_of(f"artifact/{'0' * 32}")
    assert refused(sagemaker.describe_artifact, ArtifactArn=missing)[0] == "ResourceNotFound"


@pytest.mark.operation("UpdateArtifact")
def test_an_artifacts_name_and_properties_change(sagemaker):
    made = sagemaker.create_artifact(
        **artifact(f"s3://b/{unique('data')}", ArtifactName="rows", Properties={"a": "1", "b": "2"})
    )["ArtifactArn"]
    answer = sagemaker.update_artifact(
        ArtifactArn=made, ArtifactName="columns", Properties={"b": "3"}, PropertiesToRemove=["a"]
    )
    assert answer["ArtifactArn"] == made
    described = sagemaker.describe_artifact(ArtifactArn=made)
    assert (described["ArtifactName"], described["Properties"]) == ("columns", {"b": "3"})
    missing = arn_of(f"artifact/{'0' * 32}")
    assert refused(sagemaker.update_artifact, ArtifactArn=missing)[0] == "ResourceNotFound"


@pytest.mark.operation("ListArtifacts")
def test_artifacts_are_listed_by_source_and_type(sagemaker):
    kind = unique("Kind")
    uris = [f"s3://b/{unique('data')}" for _ in range(3)]
    for uri in uris:
        sagemaker.create_artifact(**{**artifact(uri, ArtifactName="rows"), "ArtifactType": kind})
    found = listed(sagemaker, "list_artifacts", "ArtifactSummaries", ArtifactType=kind)
    assert [summary["Source"]["SourceUri"] for summary in found] == uris[::-1]
    assert found[0]["ArtifactName"] == "rows"
    oldest_first = listed(sagemaker, "list_artifacts", "ArtifactSummaries", ArtifactType=kind, SortOrder="Ascending")
    assert oldest_first == found[::-1]
    assert len(listed(sagemaker, "list_artifacts", "ArtifactSummaries", SourceUri=uris[0])) == 1
    assert listed(sagemaker, "list_artifacts", "ArtifactSummaries", SourceUri=uris[0], ArtifactType="Other") == []


@pytest.mark.operation("DeleteArtifact")
def test_an_artifact_is_deleted_by_its_arn_or_by_its_source(sagemaker):
    uri = f"s3://b/{unique('data')}"
    made = sagemaker.create_artifact(**artifact(uri))["ArtifactArn"]
    assert sagemaker.delete_artifact(Source=artifact(uri)["Source"])["ArtifactArn"] == made
    sagemaker.create_artifact(**artifact(uri))
    assert sagemaker.delete_artifact(ArtifactArn=made)["ArtifactArn"] == made
    assert refused(sagemaker.delete_artifact, ArtifactArn=made)[0] == "ResourceNotFound"
    assert refused(sagemaker.delete_artifact)[0] == "ValidationException"


@pytest.mark.operation("CreateContext")
def test_a_context_is_made_with_its_tags_and_only_once(sagemaker, tags_of):
    name = unique("Group")
    answer = sagemaker.create_context(**context(name, Tags=[{"Key": "team", "Value": "red"}]))
    assert without_metadata(answer) == {"ContextArn": arn_of(f"context/{name.lower()}")}
    assert tags_of(answer["ContextArn"]) == {"team": "red"}
    assert refused(sagemaker.create_context, **context(name.lower()))[0] == "ValidationException"


@pytest.mark.operation("DescribeContext")
def test_a_context_is_described_as_it_was_made(sagemaker):
    name = unique("Group")
    request = context(name, Description="of models", Properties={"a": "1"})
    sagemaker.create_context(**request)
    described = without_metadata(sagemaker.describe_context(ContextName=name))
    assert request.items() <= described.items()
    assert described["ContextArn"] == arn_of(f"context/{name.lower()}")
    assert refused(sagemaker.describe_context, ContextName=unique("none"))[0] == "ResourceNotFound"


@pytest.mark.operation("UpdateContext")
def test_a_contexts_description_and_properties_change(sagemaker):
    name = unique("Group")
    sagemaker.create_context(**context(name, Description="old", Properties={"a": "1", "b": "2"}))
    sagemaker.update_context(ContextName=name, Description="new", Properties={"c": "3"}, PropertiesToRemove=["a"])
    described = sagemaker.describe_context(ContextName=name)
    assert (described["Description"], described["Properties"]) == ("new", {"b": "2", "c": "3"})
    assert refused(sagemaker.update_context, ContextName=unique("none"))[0] == "ResourceNotFound"


@pytest.mark.operation("ListContexts")
def test_contexts_are_listed_by_source_and_type(sagemaker):
    kind = unique("Kind")
    names = [unique("Group") for _ in range(3)]
    for name in names:
        sagemaker.create_context(**{**context(name), "ContextType": kind})
    found = listed(sagemaker, "list_contexts", "ContextSummaries", ContextType=kind)
    assert [summary["ContextName"] for summary in found] == names[::-1]
    upward = listed(
        sagemaker, "list_contexts", "ContextSummaries", ContextType=kind, SortBy="Name", SortOrder="Ascending"
    )
    assert [summary["ContextName"] for summary in upward] == sorted(names)
    assert len(listed(sagemaker, "list_contexts", "ContextSummaries", SourceUri=f"s3://b/{names[1]}")) == 1


@pytest.mark.operation("DeleteContext")
def test_a_context_is_gone_when_it_was_deleted(sagemaker):
    name = unique("Group")
    made = sagemaker.create_context(**context(name))["ContextArn"]
    assert sagemaker.delete_context(ContextName=name)["ContextArn"] == made
    assert refused(sagemaker.describe_context, ContextName=name)[0] == "ResourceNotFound"
    assert refused(sagemaker.delete_context, ContextName=name)[0] == "ResourceNotFound"


@pytest.fixture
def ends(sagemaker):
    made = sagemaker.create_artifact(**artifact(f"s3://b/{unique('data')}", ArtifactName="rows"))["ArtifactArn"]
    return made, sagemaker.create_action(**action(unique("Deploy")))["ActionArn"]


@pytest.mark.operation("AddAssociation")
def test_two_entities_are_joined_once(sagemaker, ends):
    source, destination = ends
    answer = sagemaker.add_association(SourceArn=source, DestinationArn=destination, AssociationType="ContributedTo")
    assert without_metadata(answer) == {"SourceArn": source, "DestinationArn": destination}
    code, message = refused(sagemaker.add_association, SourceArn=source, DestinationArn=destination)
    assert code == "ValidationException"
    assert "must be unique" in message
    missing = arn_of(f"action/{unique('none')}")
    assert refused(sagemaker.add_association, SourceArn=source, DestinationArn=missing)[0] == "ResourceNotFound"


@pytest.mark.operation("AddAssociation")
def test_entities_of_experiments_are_not_joined_to_each_other(sagemaker):
    first, second = (
        sagemaker.create_trial_component(TrialComponentName=unique("part"))["TrialComponentArn"] for _ in range(2)
    )
    assert refused(sagemaker.add_association, SourceArn=first, DestinationArn=second)[0] == "ValidationException"


@pytest.mark.operation("ListAssociations")
def test_associations_are_listed_by_their_ends(sagemaker, ends):
    source, destination = ends
    sagemaker.add_association(SourceArn=source, DestinationArn=destination, AssociationType="ContributedTo")
    (summary,) = listed(sagemaker, "list_associations", "AssociationSummaries", SourceArn=source)
    assert summary["DestinationArn"] == destination
    assert (summary["SourceType"], summary["DestinationType"]) == ("DataSet", "ModelDeployment")
    assert summary["SourceName"] == "rows"
    assert summary["AssociationType"] == "ContributedTo"
    for filters in ({"DestinationArn": destination}, {"SourceArn": source, "AssociationType": "ContributedTo"}):
        assert listed(sagemaker, "list_associations", "AssociationSummaries", **filters) == [summary]
    assert (
        listed(sagemaker, "list_associations", "AssociationSummaries", SourceArn=source, AssociationType="Produced")
        == []
    )


@pytest.mark.operation("DeleteAssociation")
def test_an_association_goes_and_its_ends_stay(sagemaker, ends):
    source, destination = ends
    sagemaker.add_association(SourceArn=source, DestinationArn=destination)
    answer = sagemaker.delete_association(SourceArn=source, DestinationArn=destination)
    assert without_metadata(answer) == {"SourceArn": source, "DestinationArn": destination}
    assert listed(sagemaker, "list_associations", "AssociationSummaries", SourceArn=source) == []
    sagemaker.describe_artifact(ArtifactArn=source)
    assert refused(sagemaker.delete_association, SourceArn=source, DestinationArn=destination)[0] == "ResourceNotFound"
