"""Runs a Python file as `python name arguments...` would, in an interpreter that is running already.

The start of another interpreter is a third of what passes between CreateTrainingJob and the program's first line.
"""

import os
import sys

# What `site`, which has run already, and the file system's imports are made of: nothing here has to be loaded.
from _frozen_importlib_external import SourceFileLoader

Module = type(sys)


def become(name, arguments, environment):
    """Turns this process, which must be a fork and in the program's directory, into the program.

    Never returns: raises the SystemExit that the program ends with.
    """
    path = os.path.abspath(name)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [name, *arguments]
    if hasattr(sys, "orig_argv"):
        sys.orig_argv = [sys.executable, *sys.argv]
    # The place of the file that the interpreter was started with, then what the variable would have put there.
    search = [entry for entry in environment.get("PYTHONPATH", "").split(os.pathsep) if entry]
    sys.path[:] = [os.path.dirname(path), *search, *(entry for entry in sys.path[1:] if entry not in search)]
    # What the launcher has loaded is no business of the program.
    for loaded in [module for module in sys.modules if module.split(".")[0] == "sagebrush_runtime"]:
        del sys.modules[loaded]
    main = _main_module(path)
    try:
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        _show(error.with_traceback(None))
    try:
        exec(code, main.__dict__)
    except SystemExit:
        raise
    except BaseException as error:
        # Without the frame of this function.
        _show(error.with_traceback(error.__traceback__.tb_next))
    raise SystemExit(0)


def _main_module(path):
    main = Module("__main__")
    main.__file__ = path
    main.__loader__ = SourceFileLoader("__main__", path)
    main.__builtins__ = sys.modules["builtins"]
    main.__cached__ = None
    sys.modules["__main__"] = main
    return main


def _show(error):
    """As the interpreter does with an exception that nobody caught."""
    sys.excepthook(type(error), error, error.__traceback__)
    raise SystemExit(1)
