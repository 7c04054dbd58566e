"""A program that the launcher runs sees and prints what `python program.py` does."""

import os
import subprocess
import sys

import pytest

TRAIN = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "sagebrush_runtime", "train.py")

PROGRAMS = {
    "what it is": """
import json, os, sys
import __main__
level: int = 3
print(json.dumps([__name__, __file__, __doc__, repr(__spec__), __package__, repr(__builtins__), __main__.level,
    sys.argv, getattr(sys, 'orig_argv', None), sys.path, sys.executable, repr(sys.flags),
    sorted(globals()), os.getcwd(), {k: v for k, v in sorted(os.environ.items()) if not k.startswith('SM_')},
    [name for name in sys.modules if 'sagebrush' in name], type(__loader__).__name__,
    __annotations__ == {'level': int}], indent=1))
""",
    "modules beside it": "import helper, nested.deep\nprint(helper.VALUE, nested.deep.VALUE)\n",
    "an exception": "def fail():\n    return 1 / 0\n\n\nfail()\n",
    "an exception with a cause": """
try:
    {}['missing']
except KeyError as error:
    raise RuntimeError('no such thing') from error
""",
    "a syntax error": "import sys\nif True print('x')\n",
    "code that is too deep": "x = " + "-" * 100_000 + "1\n",
    "an encoding": "# -*- coding: latin-1 -*-\nprint(ascii('\N{LATIN SMALL LETTER E WITH ACUTE}'))\n",
    "an interrupt": "import sys\nprint('here')\nraise KeyboardInterrupt\n",
    "its own hook": """
import sys
sys.excepthook = lambda kind, *_: print('hooked', kind.__name__)
raise ValueError('x')
""",
    "a hook that fails": """
import sys
def hook(*_):
    raise RuntimeError('the hook')
sys.excepthook = hook
raise ValueError('x')
""",
    "a hook that exits": """
import sys
sys.excepthook = lambda *_: sys.exit(7)
raise ValueError('x')
""",
    "an exit with a text": "import sys\nsys.exit('nothing to train on')\n",
    "what is left for the end": """
import atexit, threading, time
def work():
    time.sleep(0.05)
    print('thread')
atexit.register(print, 'at exit')
threading.Thread(target=work).start()
print('end of file', end='')
""",
    "processes of its own": """
import multiprocessing, pickle
class Point:
    pass
def square(number):
    return number * number
if __name__ == '__main__':
    pickle.loads(pickle.dumps(Point()))
    for method in ('spawn', 'fork', 'forkserver'):
        with multiprocessing.get_context(method).Pool(1) as pool:
            print(pool.map(square, [2, 3]))
""",
}


@pytest.fixture
def compare(job):
    """Runs a job's program by the launcher and by Python itself, asserts that both do the same; gives its stdout."""

    def run_both(program, files, variables=()):
        base = job({"sagemaker_program": program, "a": "1"})
        code = base / "code"
        for name, content in files.items():
            (code / name).parent.mkdir(parents=True, exist_ok=True)
            (code / name).write_bytes(content.encode("latin-1"))
        (base / "extra").mkdir()
        environment = {"PATH": os.environ["PATH"], "LC_CTYPE": "C.UTF-8", "PYTHONPATH": f"{base}/extra"}
        environment.update(variables)
        environment["SAGEMAKER_BASE_DIR"] = str(base)
        launched = _run([sys.executable, TRAIN], environment, base)
        environment["PYTHONPATH"] = f"{code}{os.pathsep}{environment['PYTHONPATH']}"
        alone = _run([sys.executable, program, "-a", "1"], environment, code)
        assert launched.stdout.splitlines() == alone.stdout.splitlines()
        assert launched.returncode == (alone.returncode if alone.returncode >= 0 else 128 - alone.returncode)
        assert launched.stderr.split("ExecuteUserScriptError:")[0] == alone.stderr
        return launched.stdout

    return run_both


def _run(command, environment, directory):
    return subprocess.run(command, env=environment, cwd=directory, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_program_does_what_it_does_alone(compare, program):
    compare("train.py", {"train.py": program, "helper.py": "VALUE = 'found'\n", "nested/deep.py": "VALUE = 'deep'\n"})


def test_a_program_in_a_folder_finds_what_lies_beside_it(compare):
    files = {"sub/train.py": "import beside, above\nprint(beside.__file__, above.__file__)\n"}
    assert "beside.py" in compare("sub/train.py", {**files, "sub/beside.py": "", "above.py": ""})


def test_a_program_that_is_a_link_finds_what_lies_beside_the_file(compare, tmp_path):
    os.makedirs(tmp_path / "code")
    os.symlink("src/real.py", tmp_path / "code" / "train.py")
    files = {"src/real.py": "import beside\nprint(__file__, beside.__file__)\n", "src/beside.py": ""}
    assert "src/beside.py" in compare("train.py", files)


def test_a_program_that_is_a_folder_runs(compare):
    assert compare("train.py", {"train.py/__main__.py": "print('in the folder')\n"}) == "in the folder\n"


def test_what_customises_python_comes_before_the_program(compare):
    files = {"sitecustomize.py": "import os\nprint('custom', os.environ.get('PYTHONPATH'))\n"}
    # It has no meaning for the launcher, and is not run there.
    lines = compare("train.py", {**files, "train.py": "print('train')\n"}).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["custom", "train"]


@pytest.mark.parametrize(
    "variables",
    [{"PYTHONPATH": "lib"}, {"PYTHONPATH": "/nowhere/:/nowhere"}, {"PYTHONSAFEPATH": "1"}, {"PYTHONOPTIMIZE": "1"}],
    ids=lambda variables: next(f"{name}={value}" for name, value in variables.items()),
)
def test_variables_of_python_mean_what_they_mean(compare, variables):
    program = "import sys\nprint(sys.path, __debug__)\nimport inner\n"
    compare("train.py", {"train.py": program, "lib/inner.py": "print('inner')\n"}, variables)


def test_modules_named_like_those_of_python_are_the_programs_alone(job):
    files = {"train.py": "import signal, select\nprint(signal.VALUE, select.VALUE)\n"}
    base = job({"sagemaker_program": "train.py"}, {**files, "signal.py": "VALUE = 1\n", "select.py": "VALUE = 2\n"})
    environment = {"PATH": os.environ["PATH"], "SAGEMAKER_BASE_DIR": str(base), "PYTHONPATH": str(base / "code")}
    launched = _run([sys.executable, TRAIN], environment, base)
    assert (launched.stdout, launched.stderr, launched.returncode) == ("1 2\n", "", 0)


def test_a_program_sees_what_its_requirements_brought(job):
    base = job({"sagemaker_program": "train.py"}, {"train.py": "import brought\n", "requirements.txt": "brought\n"})
    tools, installed = base / "tools", base / "installed"
    (tools / "pip").mkdir(parents=True)
    (tools / "pip" / "__init__.py").write_text("")
    (tools / "pip" / "__main__.py").write_text(
        "import os, pathlib\n"
        "place = pathlib.Path(os.environ['INSTALLED'])\nplace.mkdir()\n"
        "(place / 'brought.py').write_text(\"print('brought')\\n\")\n"
    )
    environment = {"PATH": os.environ["PATH"], "SAGEMAKER_BASE_DIR": str(base), "INSTALLED": str(installed)}
    environment["PYTHONPATH"] = os.pathsep.join([str(installed), str(tools)])
    launched = _run([sys.executable, TRAIN], environment, base)
    assert (launched.stdout, launched.stderr, launched.returncode) == ("brought\n", "", 0)


def test_hooks_of_the_environment_run_on_in_the_program(job):
    base = job({"sagemaker_program": "train.py"}, {"train.py": "import time\ntime.sleep(0.3)\nprint('done')\n"})
    hooks = base / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(
        "import atexit, os, threading, time\n"
        "def beat():\n    time.sleep(0.1)\n    print('beat', 'SM_HOSTS' in os.environ, flush=True)\n"
        "threading.Thread(target=beat, daemon=True).start()\natexit.register(print, 'at exit')\n"
    )
    environment = {"PATH": os.environ["PATH"], "SAGEMAKER_BASE_DIR": str(base), "PYTHONPATH": str(hooks)}
    lines = _run([sys.executable, TRAIN], environment, base).stdout.splitlines()
    assert "beat True" in lines
    assert lines.count("at exit") == 1


def test_a_name_that_no_variable_can_have_is_named(job):
    base = job({"sagemaker_program": "train.py", "a=b": "1"}, {"train.py": "print('never')\n"})
    environment = {"PATH": os.environ["PATH"], "SAGEMAKER_BASE_DIR": str(base)}
    launched = _run([sys.executable, TRAIN], environment, base)
    assert launched.returncode == 127
    assert "can't be run: illegal environment variable name" in launched.stderr
    assert "Traceback" not in launched.stderr
