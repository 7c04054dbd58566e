"""Finds out how the user's program is to be run: a Python file, a package with a setup.py, or a shell script."""

import os
import sys

from sagebrush_runtime import script
from sagebrush_runtime.child_process import Failure

# Written when the environment was built: the exact version of each of its packages.
CONSTRAINTS_VARIABLE = "SAGEBRUSH_CONSTRAINTS"


class Step:
    """One command, and what the failure is called when it fails.

    `in_place`: it runs a Python file that needs no interpreter of its own.
    """

    def __init__(self, command, environment, failure, in_place=False):
        self.command = command
        self.environment = environment
        self.failure = failure
        self.in_place = in_place


class Program:
    """Commands to run one after the other in a directory."""

    def __init__(self, directory, steps):
        self.directory = directory
        self.steps = steps


def of(job, framework):
    """The program of a job. Raises Failure when there is none to run."""
    name = job.program
    directory = job.code_directory
    if not name:
        raise Failure(
            "ClientError",
            1,
            f"the job names no program, and the {framework} runtime of the process runner has no built-in algorithm: "
            "use script mode (an estimator with an entry_point; hyperparameters sagemaker_program and "
            "sagemaker_submit_directory), or run the image on the Docker runner",
            "",
        )
    name = str(name)
    if not os.path.exists(os.path.join(directory, name)):
        raise Failure("ClientError", 1, f"the program {name} is not in {directory}", "")
    environment = {**os.environ, **job.variables()}
    search = [directory, *script.search_path(environment)]
    environment["PYTHONPATH"] = os.pathsep.join(search)
    is_package = os.path.exists(os.path.join(directory, "setup.py"))
    steps = [Step(c, environment, "InstallRequirementsError") for c in install_commands(directory)]
    if is_package:
        steps.append(Step([*PIP, "--upgrade", "."], environment, "InstallModuleError"))
    command = run_command(name, is_package, job.user_arguments)
    # What was installed only now, an interpreter that is running may not see.
    in_place = name.endswith(".py") and not steps and script.is_simple(name, directory, search)
    return Program(directory, [*steps, Step(command, environment, "ExecuteUserScriptError", in_place)])


PIP = [sys.executable, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]


def install_commands(directory):
    """Commands that install what the user's requirements.txt asks for, beside what the environment has."""
    requirements = os.path.join(directory, "requirements.txt")
    if not os.path.exists(requirements):
        return []
    constraints = os.environ.get(CONSTRAINTS_VARIABLE)
    return [[*PIP, "-r", requirements, *(["-c", constraints] if constraints else [])]]


def run_command(name, is_package, arguments):
    """The command that runs the program, in its directory."""
    if is_package:
        module = name[:-3] if name.endswith(".py") else name
        return [sys.executable, "-m", module.replace("/", "."), *arguments]
    if name.endswith(".py"):
        return [sys.executable, name, *arguments]
    # Whatever else is run by a shell; it need not be executable.
    return ["/bin/sh", f"./{name}", *arguments] if name.endswith(".sh") else [f"./{name}", *arguments]
