"""Projects of a product whose template makes a model package group, and the switch that lets an account use products."""

import re

import pytest
from calls import FAR_AHEAD, arn_of, listed, refused, unique, until, without_metadata

# boto3-operations.test.ts puts it beside the server's data: it makes a group named after the project.
PRODUCT = "prod-models"
ARTIFACT = "pa-first"


@pytest.fixture
def enabled(sagemaker):
    sagemaker.enable_sagemaker_servicecatalog_portfolio()


def request(name, **more):
    details = {"ProductId": PRODUCT, "ProvisioningArtifactId": ARTIFACT, **more.pop("details", {})}
    return {"ProjectName": name, "ServiceCatalogProvisioningDetails": details, **more}


def settled(sagemaker, name):
    return until(
        lambda: sagemaker.describe_project(ProjectName=name),
        lambda project: not re.search("Pending|InProgress", project["ProjectStatus"]),
    )


@pytest.fixture
def project(sagemaker, enabled):
    name = unique("p")
    sagemaker.create_project(**request(name))
    settled(sagemaker, name)
    return name


@pytest.mark.operation("EnableSagemakerServicecatalogPortfolio")
@pytest.mark.operation("DisableSagemakerServicecatalogPortfolio")
@pytest.mark.operation("GetSagemakerServicecatalogPortfolioStatus")
def test_products_can_be_used_while_the_portfolio_is_enabled(sagemaker):
    for _ in range(2):
        assert without_metadata(sagemaker.disable_sagemaker_servicecatalog_portfolio()) == {}
        status = sagemaker.get_sagemaker_servicecatalog_portfolio_status()
        assert without_metadata(status) == {"Status": "Disabled"}
    assert refused(sagemaker.create_project, **request(unique("p")))[0] == "ValidationException"
    assert without_metadata(sagemaker.enable_sagemaker_servicecatalog_portfolio()) == {}
    status = sagemaker.get_sagemaker_servicecatalog_portfolio_status()
    assert without_metadata(status) == {"Status": "Enabled"}


@pytest.mark.operation("CreateProject")
def test_a_project_makes_what_its_template_asks_for(sagemaker, enabled, tags_of):
    name = unique("p")
    parameters = [{"Key": "Purpose", "Value": "of trees"}]
    answer = sagemaker.create_project(
        **request(name, details={"ProvisioningParameters": parameters}, Tags=[{"Key": "team", "Value": "red"}])
    )
    assert answer["ProjectArn"] == arn_of(f"project/{name}")
    assert re.fullmatch(r"p-[a-z0-9]{12}", answer["ProjectId"])
    assert tags_of(answer["ProjectArn"]) == {"team": "red"}
    described = settled(sagemaker, name)
    assert described["ProjectStatus"] == "CreateCompleted", described
    group = sagemaker.describe_model_package_group(ModelPackageGroupName=f"{name}-models")
    assert group["ModelPackageGroupDescription"] == "of trees"
    tags = tags_of(group["ModelPackageGroupArn"])
    assert tags["sagemaker:project-name"] == name
    assert tags["sagemaker:project-id"] == answer["ProjectId"]
    code, message = refused(sagemaker.create_project, **request(name))
    assert (code, message) == ("ValidationException", f"Project already exists: {answer['ProjectArn']}")


@pytest.mark.operation("CreateProject")
def test_a_project_of_a_product_that_is_not_there_is_not_made(sagemaker, enabled):
    name = unique("p")
    code, message = refused(sagemaker.create_project, **request(name, details={"ProductId": "prod-none"}))
    assert code == "ValidationException"
    assert "prod-none" in message
    assert refused(sagemaker.describe_project, ProjectName=name)[0] == "ValidationException"


@pytest.mark.operation("DescribeProject")
def test_a_project_is_described_with_its_product(sagemaker, project):
    described = sagemaker.describe_project(ProjectName=project)
    details = described["ServiceCatalogProvisioningDetails"]
    assert (details["ProductId"], details["ProvisioningArtifactId"]) == (PRODUCT, ARTIFACT)
    provisioned = described["ServiceCatalogProvisionedProductDetails"]
    assert provisioned["ProvisionedProductStatusMessage"] == "AVAILABLE"
    assert provisioned["ProvisionedProductId"].startswith("pp-")
    assert described["CreatedBy"]["IamIdentity"]["Arn"].endswith(":user/admin")
    missing = unique("none")
    assert refused(sagemaker.describe_project, ProjectName=missing) == (
        "ValidationException",
        f"Project {arn_of(f'project/{missing}')} does not exist.",
    )


@pytest.mark.operation("ListProjects")
def test_projects_are_listed_the_oldest_first(sagemaker, enabled):
    prefix = unique("p")
    names = [f"{prefix}-{letter}" for letter in "bac"]
    for name in names:
        sagemaker.create_project(**request(name))

    def found(**more):
        items = "ProjectSummaryList"
        return [one["ProjectName"] for one in listed(sagemaker, "list_projects", items, NameContains=prefix, **more)]

    assert found() == names
    assert found(SortOrder="Descending") == names[::-1]
    assert found(SortBy="Name") == sorted(names)
    assert found(CreationTimeAfter=FAR_AHEAD) == []


@pytest.mark.operation("DeleteProject")
def test_a_deleted_project_takes_along_what_it_made(sagemaker, project):
    assert without_metadata(sagemaker.delete_project(ProjectName=project)) == {}
    assert settled(sagemaker, project)["ProjectStatus"] == "DeleteCompleted"
    group = f"{project}-models"
    assert refused(sagemaker.describe_model_package_group, ModelPackageGroupName=group)[0] == "ValidationException"
    code, message = refused(sagemaker.delete_project, ProjectName=project)
    assert code == "ValidationException"
    assert message.startswith("Cannot delete Project in DeleteCompleted status")
    missing = unique("none")
    assert refused(sagemaker.delete_project, ProjectName=missing)[0] == "ValidationException"
