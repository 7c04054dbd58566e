import json
import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@pytest.fixture
def job(tmp_path):
    """Lays out a training job as SageMaker does; the function takes hyperparameters and files and gives the base."""

    def lay_out(hyperparameters, files=(), channels=("train",)):
        for directory in ("input/config", "code", "model", "output/data"):
            (tmp_path / directory).mkdir(parents=True, exist_ok=True)
        config = tmp_path / "input" / "config"
        (config / "hyperparameters.json").write_text(json.dumps(hyperparameters))
        (config / "inputdataconfig.json").write_text(json.dumps({name: {} for name in channels}))
        hosts = {"current_host": "algo-1", "hosts": ["algo-1", "algo-2"], "current_instance_type": "ml.m5.large"}
        (config / "resourceconfig.json").write_text(json.dumps(hosts))
        for name, text in dict(files).items():
            (tmp_path / "code" / name).write_text(text)
        return tmp_path

    return lay_out
