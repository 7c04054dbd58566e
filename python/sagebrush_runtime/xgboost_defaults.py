"""What the XGBoost image does when the user brings a model but no functions."""

import json
import os
import sys

from sagebrush_runtime import content

# Files that a model directory may hold beside the model.
NOT_MODELS = (".py", ".txt", ".md", ".csv", ".tar.gz")


def load(model_dir):
    """The booster in the directory: saved by save_model, or pickled or dumped by joblib, as SDK examples do."""
    import xgboost

    names = sorted(
        name
        for name in os.listdir(model_dir)
        if os.path.isfile(os.path.join(model_dir, name)) and not name.startswith(".") and not name.endswith(NOT_MODELS)
    )
    if len(names) != 1:
        raise FileNotFoundError(f"{model_dir} has to hold one model file, but holds {names}")
    path = os.path.join(model_dir, names[0])
    booster = xgboost.Booster()
    try:
        booster.load_model(path)
    except xgboost.core.XGBoostError as error:
        return _unpickle(path, error)
    return booster


def _unpickle(path, error):
    # The model is the user's own and so is the sandbox this runs in.
    import joblib

    try:
        return joblib.load(path)
    except Exception:
        raise ValueError(f"{path} is neither a saved nor a pickled XGBoost model: {error}") from None


def is_booster(model):
    """True without importing xgboost for models that have nothing to do with it."""
    xgboost = sys.modules.get("xgboost")
    return xgboost is not None and isinstance(model, xgboost.Booster)


def predict(rows, model):
    if not is_booster(model):
        return model.predict(rows)
    import xgboost

    # Columns have no names here; a booster that was trained with names would refuse them.
    return model.predict(rows if isinstance(rows, xgboost.DMatrix) else xgboost.DMatrix(rows), validate_features=False)


def encode(prediction, accept):
    """The built-in algorithm's own forms: scores on a line, or a list of predictions."""
    scores = content.plain(prediction)
    for wanted in accept.split(","):
        kind = content.media_type(wanted)
        if kind in (content.CSV, content.ANY, "text/*"):
            # A transform job wants a line for every record.
            separator = "\n" if os.environ.get("SAGEMAKER_BATCH", "").lower() == "true" else ","
            return (separator.join(map(str, scores)) + "\n").encode(), content.CSV
        if kind == content.JSON:
            return json.dumps({"predictions": [{"score": score} for score in scores]}).encode(), content.JSON
    raise content.UnsupportedContent(406, f"accept {accept} is not supported; ask for {content.CSV} or {content.JSON}")
