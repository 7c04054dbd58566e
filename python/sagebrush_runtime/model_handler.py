"""The functions that turn a request into a prediction: the user's, else the framework's defaults."""

import inspect
import os
import sys

from sagebrush_runtime import content, xgboost_defaults

HOOKS = ("model_fn", "input_fn", "predict_fn", "output_fn", "transform_fn")


class SetupError(Exception):
    """The model can't be served as it is; the text tells the user why."""


class ModelHandler:
    """Loads the model once, and answers requests with it."""

    def __init__(self, framework, base, environment):
        self.model_directory = os.path.join(base, "model")
        self.default_accept = environment.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT") or content.JSON
        module = load_program(base, environment)
        self.hooks = {name: with_context(getattr(module, name)) for name in HOOKS if hasattr(module, name)}
        if "transform_fn" in self.hooks and {"input_fn", "predict_fn", "output_fn"} & set(self.hooks):
            raise SetupError(
                "the program has transform_fn together with input_fn, predict_fn or output_fn: use one way"
            )
        # Without a program an XGBoost image serves the model alone, with formats of its own.
        self.is_algorithm = module is None and framework == "xgboost"
        if module is None and not self.is_algorithm:
            raise SetupError(
                "no program to serve with: set SAGEMAKER_PROGRAM to a file in the model's code directory "
                "that has a model_fn"
            )
        if "model_fn" not in self.hooks and framework != "xgboost":
            raise SetupError("the program has no model_fn(model_dir), and this framework has no default for it")
        self.model = None

    def load(self):
        load_model = self.hooks.get("model_fn") or with_context(xgboost_defaults.load)
        self.model = load_model(self.model_directory)

    def invoke(self, body, content_type, accept):
        """Gives (bytes, content type) for a request. What the user's functions raise goes through."""
        content_type = content_type or content.JSON
        if not accept or accept == content.ANY:
            accept = content.CSV if self.is_algorithm else self.default_accept
        if "transform_fn" in self.hooks:
            data = content.body_of(body, content_type)
            return answer(self.hooks["transform_fn"](self.model, data, content_type, accept), accept)
        if self.is_algorithm:
            rows = content.decode(content.body_of(body, content_type), content_type)
            return xgboost_defaults.encode(xgboost_defaults.predict(rows, self.model), accept)
        read = self.hooks.get("input_fn", content.decode)
        predict = self.hooks.get("predict_fn", predict_default)
        write = self.hooks.get("output_fn", content.encode)
        prediction = predict(read(content.body_of(body, content_type), content_type), self.model)
        return answer(write(prediction, accept), accept)


def predict_default(data, model):
    if xgboost_defaults.is_booster(model):
        return xgboost_defaults.predict(data, model)
    return model.predict(data)


def load_program(base, environment):
    """Imports the user's module; None when the environment names none."""
    name = environment.get("SAGEMAKER_PROGRAM")
    if not name:
        return None
    directory = program_directory(base, environment, name)
    if directory is None:
        raise SetupError(f"the program {name} is neither in {base}/model/code nor in {base}/code")
    sys.path.insert(0, directory)
    module_name = name[:-3] if name.endswith(".py") else name
    module = __import__(module_name.replace("/", "."), fromlist=["*"])
    return module


def program_directory(base, environment, name):
    """Where the program lies: what was submitted with the model, or the code directory that the server laid out."""
    submitted = environment.get("SAGEMAKER_SUBMIT_DIRECTORY", "")
    places = [submitted, os.path.join(base, "model", "code"), os.path.join(base, "code")]
    for place in places:
        if place.startswith("/") and os.path.exists(os.path.join(place, name)):
            return place
    return None


def with_context(function):
    """Lets a function take a trailing `context`, as the toolkits allow; there is nothing in it here."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return function
    if names and names[-1] == "context":
        return lambda *arguments: function(*arguments, None)
    return function


def answer(result, accept):
    """What output_fn or transform_fn may give: the body, or the body and its content type."""
    body, content_type = result if isinstance(result, tuple) and len(result) == 2 else (result, accept)
    if hasattr(body, "get_data"):  # A web framework's response object.
        content_type = getattr(body, "content_type", None) or content_type
        body = body.get_data()
    if isinstance(body, str):
        body = body.encode()
    if not isinstance(body, (bytes, bytearray, memoryview)):
        body, content_type = content.encode(body, content_type)
    return bytes(body), content_type
