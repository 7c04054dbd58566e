"""Tells the model server how to load the model. Rows come as CSV, and their classes go back as CSV."""

import os

import joblib


def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "model.joblib"))


def predict_fn(rows, model):
    return model.predict(rows)
