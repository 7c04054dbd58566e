"""Entry point of a training container: what the image's `train` does.

Runs the user's program (script mode). The job's first line waits for it, so it imports little. A program in Python runs
in a fork of this very interpreter, which is why it is started as the program would be.

    python train.py --framework <name>
"""

import os
import sys

# The package's directory in the place of the one that this file is in; and last what the job's own variable names, so
# that nothing of the user's is taken for a module of the standard library.
_OWN = [os.path.abspath(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep)]
_HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.sort(key=lambda path: path in _OWN)
if _HERE in sys.path:
    sys.path.remove(_HERE)
sys.path.insert(0, os.path.dirname(_HERE))

from sagebrush_runtime import child_process, training_environment, training_program  # noqa: E402


def main(arguments):
    framework = arguments[arguments.index("--framework") + 1] if "--framework" in arguments else "python"
    base = os.environ.get("SAGEMAKER_BASE_DIR") or "/opt/ml"
    try:
        job = training_environment.read(base)
        program = training_program.of(job, framework)
        for step in program.steps:
            child_process.run(step, program.directory)
    except child_process.Terminated as ended:
        return ended.exit_code
    except child_process.Failure as failure:
        write_failure(base, failure)
        return failure.exit_code
    return 0


def write_failure(base, failure):
    """SageMaker shows the first kilobyte of this file as the job's FailureReason. What the program wrote stays."""
    text = str(failure)
    sys.stderr.write(text + "\n")
    try:
        os.makedirs(os.path.join(base, "output"), exist_ok=True)
        with open(os.path.join(base, "output", "failure"), "x", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except FileExistsError:
        pass
    except OSError as error:
        sys.stderr.write(f"the failure could not be written down: {error}\n")


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # What hooks of the interpreter want done at its end, they have done at the end of the program.
    os._exit(code)
