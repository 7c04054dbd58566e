"""Entry point of a serving container: what the image's `serve` does.

    python serve.py --framework <name>

Answers GET /ping (200 once the model is loaded), POST /invocations and GET /execution-parameters on
SAGEMAKER_BIND_TO_PORT (8080), address SAGEBRUSH_BIND_ADDRESS (127.0.0.1). Ends with 1 when the model can't be loaded.
"""

import os
import sys

# The directory of this file holds modules of ours under plain names; the user's modules of the same name have to win.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from sagebrush_runtime import model_server, training_program  # noqa: E402
from sagebrush_runtime.child_process import Failure, run  # noqa: E402
from sagebrush_runtime.model_handler import program_directory  # noqa: E402


def main(arguments):
    framework = arguments[arguments.index("--framework") + 1] if "--framework" in arguments else "python"
    base = os.environ.get("SAGEMAKER_BASE_DIR") or "/opt/ml"
    try:
        install_requirements(base)
    except Failure as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return model_server.serve(framework, base, model_server.Settings(os.environ))


def install_requirements(base):
    """As the framework containers do: a requirements.txt beside the program is installed before the model is loaded."""
    name = os.environ.get("SAGEMAKER_PROGRAM")
    directory = name and program_directory(base, os.environ, name)
    if directory:
        for command in training_program.install_commands(directory):
            run(command, os.environ, directory, "InstallRequirementsError")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
