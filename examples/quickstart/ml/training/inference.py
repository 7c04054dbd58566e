"""Tells the model server how to load the model and how to answer with it."""

import os

import joblib


def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "model.joblib"))


def predict_fn(features, model):
    """The probability that each tumour is benign. The server turns CSV into an array, and the answer into CSV."""
    return model.predict_proba(features)[:, 1]
