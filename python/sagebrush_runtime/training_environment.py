"""Reads what SageMaker lays out under /opt/ml for a training job, and turns it into the SM_* variables of script mode.

Names and forms are those of the sagemaker-training toolkit, which users' scripts are written against.
"""

import os

from sagebrush_runtime import lean_json
from sagebrush_runtime.child_process import Failure

# Hyperparameters with this prefix are for the container and not for the user's program.
RESERVED_PREFIX = "sagemaker_"
# Known to the toolkit itself; reserved ones beyond these are handed on as framework parameters.
TOOLKIT_PARAMETERS = {
    "sagemaker_program",
    "sagemaker_submit_directory",
    "sagemaker_enable_cloudwatch_metrics",
    "sagemaker_container_log_level",
    "sagemaker_job_name",
    "sagemaker_default_invocations_accept",
    "sagemaker_region",
    "sagemaker_s3_output",
}


class TrainingJob:
    """Settings of the job: paths, hosts, channels and hyperparameters."""

    def __init__(self, base, hyperparameters, channels, resources):
        self.base = base
        self.code_directory = os.path.join(base, "code")
        self.hyperparameters = {k: v for k, v in hyperparameters.items() if not k.startswith(RESERVED_PREFIX)}
        self.reserved = {k: v for k, v in hyperparameters.items() if k.startswith(RESERVED_PREFIX)}
        self.channels = channels
        self.resources = resources

    @property
    def program(self):
        """Name of the user's program inside the code directory, or None."""
        return self.reserved.get("sagemaker_program") or os.environ.get("SAGEMAKER_PROGRAM")

    @property
    def user_arguments(self):
        """Hyperparameters as arguments of the program, sorted by name: `--name value`, `-n value`."""
        arguments = []
        for name, value in sorted(self.hyperparameters.items()):
            arguments += [f"--{name}" if len(name) > 1 else f"-{name}", argument_text(value)]
        return arguments

    def variables(self):
        """The SM_* variables."""
        described = self._described()
        named = {
            **described,
            "hps": self.hyperparameters,
            "framework_params": described["additional_framework_parameters"],
            "channels": sorted(self.channels),
            "training_env": described,
            "user_args": self.user_arguments,
        }
        for left_out in ("hyperparameters", "additional_framework_parameters", "channel_input_dirs", "job_name"):
            del named[left_out]
        for channel, path in described["channel_input_dirs"].items():
            named[f"channel_{channel}"] = path
        for name, value in self.hyperparameters.items():
            named[f"hp_{name}"] = value
        return {f"SM_{name.upper()}": variable_text(value) for name, value in named.items()}

    def _described(self):
        """What the toolkit calls the training environment."""
        path = self.base + "/"
        hosts = self.resources.get("hosts", [])
        current_host = self.resources.get("current_host", "")
        groups = self.resources.get("instance_groups", [])
        current_group = self.resources.get("current_group_name", "homogeneousCluster")
        program = self.program or ""
        return {
            "additional_framework_parameters": {k: v for k, v in self.reserved.items() if k not in TOOLKIT_PARAMETERS},
            "channel_input_dirs": {name: f"{path}input/data/{name}" for name in self.channels},
            "current_host": current_host,
            "current_instance_group": current_group,
            "current_instance_group_hosts": next(
                (g.get("hosts", []) for g in groups if g.get("instance_group_name") == current_group), hosts
            ),
            "current_instance_type": self.resources.get("current_instance_type", "local"),
            "framework_module": None,
            "hosts": hosts,
            "hyperparameters": self.hyperparameters,
            "input_config_dir": f"{path}input/config",
            "input_data_config": self.channels,
            "input_dir": f"{path}input",
            "instance_groups": [g.get("instance_group_name") for g in groups] or ["homogeneousCluster"],
            "instance_groups_dict": {g.get("instance_group_name"): g for g in groups},
            "is_hetero": len(groups) > 1,
            "is_master": bool(hosts) and current_host == sorted(hosts)[0],
            "job_name": self.reserved.get("sagemaker_job_name") or os.environ.get("TRAINING_JOB_NAME"),
            "log_level": self.reserved.get("sagemaker_container_log_level", 20),
            "master_hostname": sorted(hosts)[0] if hosts else current_host,
            "model_dir": f"{path}model",
            "module_dir": self.reserved.get("sagemaker_submit_directory", self.code_directory),
            "module_name": program[:-3] if program.endswith(".py") else program,
            "network_interface_name": self.resources.get("network_interface_name", "eth0"),
            # Those this process may run on, which is what the job was given.
            "num_cpus": len(os.sched_getaffinity(0)),
            "num_gpus": 0,
            "num_neurons": 0,
            "output_data_dir": f"{path}output/data",
            "output_dir": f"{path}output",
            "output_intermediate_dir": f"{path}output/intermediate",
            "resource_config": self.resources,
            "user_entry_point": program,
        }


def read(base):
    """Reads the three files of input/config. Raises Failure when one can't be read."""
    config = os.path.join(base, "input", "config")
    hyperparameters = _read_json(os.path.join(config, "hyperparameters.json"))
    return TrainingJob(
        base,
        {name: decode_hyperparameter(value) for name, value in hyperparameters.items()},
        _read_json(os.path.join(config, "inputdataconfig.json")),
        _read_json(os.path.join(config, "resourceconfig.json")),
    )


def _read_json(path):
    try:
        with open(path, encoding="utf-8") as file:
            return lean_json.loads(file.read()) or {}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Failure("ClientError", 1, f"{path} can't be read: {error}", "") from None


def decode_hyperparameter(value):
    """SDKs write values as JSON; whatever is none is the text itself."""
    try:
        return lean_json.loads(value)
    except (ValueError, TypeError):
        return value


def argument_text(value):
    """A value on the command line; maps are written k=v,k=v."""
    if isinstance(value, dict):
        return ",".join(f"{k}={v}" for k, v in sorted(value.items()))
    return str(value)


def variable_text(value):
    """A value in an environment variable; what has structure is JSON."""
    if value is None:
        return ""
    if isinstance(value, (str, int, float)):
        return str(value)
    return lean_json.dumps(value)
