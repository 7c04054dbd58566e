"""Runs a Python file as `python name arguments...` would, in an interpreter that is running already.

The start of another interpreter is a third of what passes between CreateTrainingJob and the program's first line. What
the program can tell: frames of the launcher lie below its own, and /proc shows the launcher's command line.
"""

import os
import sys

# What the imports of files are made of; it is loaded in every interpreter.
from _frozen_importlib_external import SourceFileLoader

# The exit code of a process that ended by SIGINT, as a shell and this package's `child_process` give it.
INTERRUPTED = 130

Module = type(sys)


def search_path(environment):
    """The directories that PYTHONPATH names."""
    return [path for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]


def is_simple(name, directory, search):
    """Whether a file runs here as it would in an interpreter of its own, started with this PYTHONPATH.

    Answers no where that is not certain: another interpreter is always right.
    """
    return (
        os.path.isfile(os.path.join(directory, name))
        # Run at the start of an interpreter, with the program's variables.
        and not any(_customises(path) for path in [directory, *search])
        and all(os.path.isabs(path) for path in search)
        and "PYTHONSAFEPATH" not in os.environ
        # Threads of what the environment loads at its start do not go along into a fork.
        and len(os.listdir("/proc/self/task")) == 1
    )


def _customises(path):
    names = ("sitecustomize", "sitecustomize.py", "usercustomize", "usercustomize.py")
    return any(os.path.exists(os.path.join(path, name)) for name in names)


def prepare(name, arguments, environment):
    """Gives this process, which must be a fork and in the program's directory, what the program sees of its own.

    `environment` is this process's, with what the job adds.
    """
    # Each variable costs a call into the C library, and most are there.
    for variable, value in environment.items():
        if os.environ.get(variable) != value:
            os.environ[variable] = value
    sys.argv = [name, *arguments]
    if hasattr(sys, "orig_argv"):
        sys.orig_argv = [sys.executable, *sys.argv]
    # The place of the file that the interpreter was started with, then what the variable would have put there.
    search = list(dict.fromkeys(os.path.abspath(path) for path in search_path(environment)))
    place = os.path.dirname(os.path.realpath(name))
    sys.path[:] = [place, *search, *(path for path in sys.path[1:] if path not in search)]
    # What the launcher has loaded is no business of the program.
    for loaded in [module for module in sys.modules if module.split(".")[0] == "sagebrush_runtime"]:
        del sys.modules[loaded]


def run(name):
    """Runs the file in the process that was prepared. Raises the SystemExit that the program ends with."""
    path = os.path.abspath(name)
    main = Module("__main__")
    main.__file__ = path
    main.__loader__ = SourceFileLoader("__main__", path)
    main.__builtins__ = sys.modules["builtins"]
    main.__cached__ = None
    sys.modules["__main__"] = main
    try:
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec", dont_inherit=True)
    except Exception as error:
        _end(error.with_traceback(None))
    try:
        exec(code, main.__dict__)
    except SystemExit:
        raise
    except BaseException as error:
        # Without the frame of this function.
        _end(error.with_traceback(error.__traceback__.tb_next))
    raise SystemExit(0)


def _end(error):
    """As the interpreter ends with an exception that nobody caught."""
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except SystemExit:
        raise
    except BaseException as fault:
        sys.stderr.write("Error in sys.excepthook:\n")
        _print(fault.with_traceback(fault.__traceback__.tb_next))
        sys.stderr.write("\nOriginal exception was:\n")
        _print(error)
    raise SystemExit(INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1)


def _print(error):
    error.__context__ = None
    sys.__excepthook__(type(error), error, error.__traceback__)
