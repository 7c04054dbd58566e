import json
import math
import os
import random
import subprocess
import sys

import pytest

from sagebrush_runtime import lean_json

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TEXTS = [
    *("1", "-0", "2.50", "1e-4", "1E400", "true", " null\n", "[]", "{}", "NaN", "-Infinity", '"é💥"'),
    *('{"b": [1, {"a": null}], "a": "x"}', '{"a": 1, "a": 2}', '"\\u00e9\\ud83d\\ude00\\/"', "1" * 40),
]


@pytest.mark.parametrize("text", TEXTS)
def test_reads_what_json_reads(text):
    assert repr(lean_json.loads(text)) == repr(json.loads(text))


@pytest.mark.parametrize("text", ["", "text", "1 2", "{", "[1,]", "{'a': 1}", '"\n"', "\ufeff1", "[" * 100_000])
def test_refuses_what_is_no_json_with_a_value_error(text):
    with pytest.raises(ValueError):
        lean_json.loads(text)


@pytest.mark.parametrize("value", [None, 1, b"1", {}])
def test_refuses_what_is_no_text(value):
    with pytest.raises(TypeError):
        lean_json.loads(value)


def test_writes_what_json_writes():
    chance = random.Random(20)

    def value(depth):
        kinds = [None, True, False, chance.randint(-(10**20), 10**20), chance.uniform(-1e9, 1e9), math.inf, 1e-7]
        kinds += ["".join(chance.choices('a"\\\n\x00é💥/', k=5)), *([[], {}] if depth == 0 else [])]
        if depth > 0 and chance.random() < 0.6:
            names = ["".join(chance.choices("abé", k=2)) for _ in range(3)]
            return chance.choice([[value(depth - 1) for _ in range(3)], {name: value(depth - 1) for name in names}])
        return chance.choice(kinds)

    for _ in range(500):
        made = value(4)
        assert lean_json.dumps(made) == json.dumps(made, sort_keys=True, separators=(",", ":"))


def test_the_launcher_loads_none_of_the_modules_that_make_a_start_slow():
    loads = "from sagebrush_runtime import child_process, training_environment, training_program"
    program = f"import sys; sys.path.insert(0, {PACKAGE!r}); {loads}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True)
    assert not {"json", "re", "enum", "functools", "subprocess", "signal"} & set(loaded.stdout.split())
