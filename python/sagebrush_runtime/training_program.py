"""Finds out how the user's program is to be run: a Python file, a package with a setup.py, or a shell script."""

import os
import sys

from sagebrush_runtime.child_process import Failure

# Written when the environment was built: the exact version of each of its packages.
CONSTRAINTS_VARIABLE = "SAGEBRUSH_CONSTRAINTS"


class Step:
    """One command, and what the failure is called when it fails.

    `script` is the Python file that the command runs with its arguments, and with nothing else, if it does.
    """

    def __init__(self, command, environment, failure, script=None):
        self.command = command
        self.environment = environment
        self.failure = failure
        self.script = script


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
    search = [directory, environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(path for path in search if path)
    is_package = os.path.exists(os.path.join(directory, "setup.py"))
    steps = [Step(c, environment, "InstallRequirementsError") for c in install_commands(directory)]
    if is_package:
        steps.append(Step([*PIP, "--upgrade", "."], environment, "InstallModuleError"))
    command = run_command(name, is_package, job.user_arguments)
    script = name if name.endswith(".py") and not is_package else None
    return Program(directory, [*steps, Step(command, environment, "ExecuteUserScriptError", script)])


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
