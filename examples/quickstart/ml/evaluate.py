"""Measures the trained model on the test set and writes the report that the pipeline decides by."""

import json
import os
import tarfile

import joblib
import numpy as np
from sklearn.metrics import accuracy_score, roc_auc_score

BASE = "/opt/ml/processing"

if __name__ == "__main__":
    with tarfile.open(os.path.join(BASE, "model/model.tar.gz")) as archive:
        model = joblib.load(archive.extractfile(next(m for m in archive if m.name.endswith("model.joblib"))))
    data = np.loadtxt(os.path.join(BASE, "test/test.csv"), delimiter=",", skiprows=1)
    labels, features = data[:, 0].astype(int), data[:, 1:]

    metrics = {
        "accuracy": {"value": accuracy_score(labels, model.predict(features))},
        "auc": {"value": roc_auc_score(labels, model.predict_proba(features)[:, 1])},
    }
    report = os.path.join(BASE, "evaluation")
    os.makedirs(report, exist_ok=True)
    with open(os.path.join(report, "evaluation.json"), "w") as file:
        json.dump({"binary_classification_metrics": metrics}, file, indent=2)
    print(", ".join(f"{name}={metric['value']:.4f}" for name, metric in metrics.items()))
