"""A program run by the launcher's own interpreter sees and prints what `python program.py` does."""

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
    "modules beside it": "import helper\nprint(helper.VALUE)\n",
    "an exception": "def fail():\n    return 1 / 0\n\n\nfail()\n",
    "an exception with a cause": """
try:
    {}['missing']
except KeyError as error:
    raise RuntimeError('no such thing') from error
""",
    "a syntax error": "import sys\nif True print('x')\n",
    "an encoding": "# -*- coding: latin-1 -*-\nprint(ascii('\\N{LATIN SMALL LETTER E WITH ACUTE}'))\n",
    "its own hook": """
import sys
sys.excepthook = lambda kind, *_: print('hooked', kind.__name__)
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


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_program_does_what_it_does_alone(job, program):
    text = program.encode("latin-1" if "latin-1" in program else "utf-8")
    base = job({"sagemaker_program": "train.py", "a": "1"}, {"helper.py": "VALUE = 'found'\n"})
    code = base / "code"
    (code / "train.py").write_bytes(text)
    extra = base / "extra"
    extra.mkdir()
    environment = {"PATH": os.environ["PATH"], "LC_CTYPE": "C.UTF-8", "SAGEMAKER_BASE_DIR": str(base)}
    environment["PYTHONPATH"] = str(extra)
    launched = _run([sys.executable, TRAIN], environment, base)
    environment["PYTHONPATH"] = f"{code}{os.pathsep}{extra}"
    alone = _run([sys.executable, "train.py", "-a", "1"], environment, code)
    assert launched.stdout.splitlines() == alone.stdout.splitlines()
    assert launched.returncode == alone.returncode
    assert launched.stderr.split("ExecuteUserScriptError:")[0] == alone.stderr


def _run(command, environment, directory):
    return subprocess.run(command, env=environment, cwd=directory, capture_output=True, text=True, check=False)
