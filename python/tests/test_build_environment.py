import os
import subprocess
import sys

import pytest

from sagebrush_runtime import build_environment
from sagebrush_runtime.build_environment import EXIT_DISK, EXIT_NETWORK, EXIT_OTHER, BuildError


def fail_with(text, lock):
    code = f"import sys; print({text!r}); sys.exit(2)"
    with pytest.raises(BuildError) as caught:
        build_environment.run([sys.executable, "-c", code], lock)
    return caught.value


def test_what_installers_say_is_told_apart(tmp_path):
    lock = os.open(tmp_path / "lock", os.O_CREAT | os.O_RDWR)
    assert fail_with("OSError: [Errno 28] No space left on device", lock).exit_code == EXIT_DISK
    assert fail_with("Failed to establish a new connection: [Errno -2]", lock).exit_code == EXIT_NETWORK
    error = fail_with("THESE PACKAGES DO NOT MATCH THE HASHES", lock)
    assert error.exit_code == EXIT_OTHER
    assert "DO NOT MATCH" in str(error)


def test_a_job_overlay_sees_the_packages_of_the_interpreter_and_has_none_itself(tmp_path):
    overlay = tmp_path / "job"
    build_environment.lay_over(str(overlay), sys.executable)
    code = "import pytest, sys; print(pytest.__file__, sys.prefix)"
    output = subprocess.run([overlay / "bin" / "python3", "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    assert output.stdout.split() == [pytest.__file__, str(overlay)]
    packages = next((overlay / "lib").iterdir()) / "site-packages"
    assert [path.name for path in packages.iterdir()] == ["environment.pth"]


def test_an_environment_that_is_complete_is_not_built_again(tmp_path):
    target = tmp_path / "environment"
    arguments = ["runtime", str(target), os.path.dirname(build_environment.__file__), sys.executable]
    assert build_environment.main(arguments) == 0
    (target / "mark").write_text("still here")
    assert build_environment.main(arguments) == 0
    assert (target / "mark").exists()
    (target / "complete").unlink()
    assert build_environment.main(arguments) == 0
    assert not (target / "mark").exists()
    assert (target / "sagebrush_runtime" / "__pycache__").is_dir()
