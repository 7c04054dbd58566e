import json
import os
import signal
import subprocess
import sys
import time

TRAIN = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "sagebrush_runtime", "train.py")


def train(base, **environment):
    return subprocess.run(
        [sys.executable, TRAIN, "--framework", "xgboost"],
        env={"PATH": os.environ["PATH"], "SAGEMAKER_BASE_DIR": str(base), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_script_gets_sorted_arguments_and_the_sm_variables(job):
    base = job(
        {
            "sagemaker_program": '"train.py"',
            "sagemaker_region": '"us-west-2"',
            "sagemaker_instance_type": '"ml.m5.large"',
            "epochs": "10",
            "n": '"3"',
            "learning-rate": "0.5",
            "map": '{"b": 1, "a": 2}',
            "text": "not json",
        },
        {
            "train.py": "import json, os, sys\n"
            "print(json.dumps([sys.argv, os.getcwd(), {k: v for k, v in os.environ.items() if k.startswith('SM_')}]))"
        },
        channels=("train", "validation"),
    )
    done = train(base)
    assert done.returncode == 0, done.stderr
    argv, directory, variables = json.loads(done.stdout)
    assert argv == [
        *("train.py", "--epochs", "10", "--learning-rate", "0.5", "--map", "a=2,b=1", "-n", "3", "--text", "not json")
    ]
    assert directory == str(base / "code")
    assert variables["SM_MODEL_DIR"] == f"{base}/model"
    assert variables["SM_OUTPUT_DATA_DIR"] == f"{base}/output/data"
    assert variables["SM_CHANNELS"] == '["train","validation"]'
    assert variables["SM_CHANNEL_VALIDATION"] == f"{base}/input/data/validation"
    assert variables["SM_HP_LEARNING-RATE"] == "0.5"
    assert variables["SM_HOSTS"] == '["algo-1","algo-2"]'
    assert variables["SM_CURRENT_HOST"] == "algo-1"
    assert variables["SM_USER_ENTRY_POINT"] == "train.py"
    assert variables["SM_MODULE_NAME"] == "train"
    assert json.loads(variables["SM_FRAMEWORK_PARAMS"]) == {"sagemaker_instance_type": "ml.m5.large"}
    assert json.loads(variables["SM_HPS"])["map"] == {"a": 2, "b": 1}
    assert json.loads(variables["SM_TRAINING_ENV"])["master_hostname"] == "algo-1"
    assert not (base / "output" / "failure").exists()


def test_a_failing_script_leaves_its_traceback_and_gives_its_exit_code(job):
    base = job(
        {"sagemaker_program": "train.py", "a": "1"},
        {"train.py": "import sys\nprint('noise', file=sys.stderr)\nraise ValueError('the data has no rows')\n"},
    )
    done = train(base)
    assert done.returncode == 1
    failure = (base / "output" / "failure").read_text()
    lines = failure.split("\n")
    assert lines[:2] == ["ExecuteUserScriptError:", "ExitCode 1"]
    assert lines[2] == 'ErrorMessage "Traceback (most recent call last):'
    assert lines[-2] == 'ValueError: the data has no rows"'
    assert lines[-1] == f'Command "{os.path.basename(sys.executable)} train.py -a 1"'
    assert "noise" not in failure
    assert "noise" in done.stderr


def test_what_the_script_wrote_as_its_failure_stays(job):
    text = "import sys\nopen('../output/failure', 'w').write('my own reason')\nsys.exit(7)\n"
    base = job({"sagemaker_program": "train.py"}, {"train.py": text})
    assert train(base).returncode == 7
    assert (base / "output" / "failure").read_text() == "my own reason"


def test_the_exit_code_of_a_script_is_kept(job):
    base = job({"sagemaker_program": "train.py"}, {"train.py": "raise SystemExit(3)"})
    assert train(base).returncode == 3
    assert "ExitCode 3" in (base / "output" / "failure").read_text()


def test_a_very_long_message_still_ends_with_its_end(job):
    base = job({"sagemaker_program": "train.py"}, {"train.py": "raise ValueError('x' * 5000 + ' the point')"})
    train(base)
    failure = (base / "output" / "failure").read_text()
    assert " the point" in failure[:1024]


def test_shell_scripts_run_without_being_executable(job):
    base = job({"sagemaker_program": "run.sh", "a": "b c"}, {"run.sh": 'echo "$SM_CURRENT_HOST $2"'})
    assert train(base).stdout == "algo-1 b c\n"


def test_a_job_without_a_program_is_told_to_use_script_mode(job):
    base = job({"max_depth": "3"})
    assert train(base).returncode == 1
    failure = (base / "output" / "failure").read_text()
    assert failure.startswith("ClientError:")
    assert "use script mode" in failure
    assert "xgboost" in failure


def test_a_program_that_is_not_there_is_named(job):
    base = job({"sagemaker_program": "missing.py"})
    assert train(base).returncode == 1
    assert "the program missing.py is not in" in (base / "output" / "failure").read_text()


def test_broken_configuration_is_a_failure_and_no_traceback(job):
    base = job({"sagemaker_program": "train.py"})
    (base / "input" / "config" / "hyperparameters.json").write_text("{")
    done = train(base)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "hyperparameters.json can't be read" in (base / "output" / "failure").read_text()


def test_a_daemon_that_keeps_stderr_open_does_not_hold_the_job_up(job):
    base = job(
        {"sagemaker_program": "train.py"},
        {"train.py": "import subprocess\nsubprocess.Popen(['sleep', '20'], start_new_session=True)\nprint('done')\n"},
    )
    began = time.monotonic()
    started = subprocess.Popen(
        [sys.executable, TRAIN],
        env={"PATH": os.environ["PATH"], "SAGEMAKER_BASE_DIR": str(base)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert started.wait() == 0
    assert time.monotonic() - began < 15


def test_sigterm_reaches_the_script_once(job):
    base = job(
        {"sagemaker_program": "train.py"},
        {
            "train.py": "import os, signal, sys, time\n"
            "def save(*_):\n    os.write(1, b'saving\\n')\n    sys.exit(0)\n"
            "signal.signal(signal.SIGTERM, save)\nprint('ready', flush=True)\ntime.sleep(60)\n"
        },
    )
    running = subprocess.Popen(
        [sys.executable, TRAIN],
        env={"PATH": os.environ["PATH"], "SAGEMAKER_BASE_DIR": str(base)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout.readline() == "ready\n"
    running.send_signal(signal.SIGTERM)
    assert running.communicate()[0] == "saving\n"
    assert running.returncode == 0


def test_an_end_that_was_asked_for_is_no_failure(job):
    text = "import time\nprint('ready', flush=True)\ntime.sleep(60)\n"
    base = job({"sagemaker_program": "train.py"}, {"train.py": text})
    running = subprocess.Popen(
        [sys.executable, TRAIN],
        env={"PATH": os.environ["PATH"], "SAGEMAKER_BASE_DIR": str(base)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout.readline() == "ready\n"
    running.send_signal(signal.SIGTERM)
    assert running.communicate() == ("", "")
    assert running.returncode == 128 + signal.SIGTERM
    assert not (base / "output" / "failure").exists()
