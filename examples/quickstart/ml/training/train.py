"""Trains a random forest in script mode, and logs its accuracy as it grows."""

import argparse
import os

import joblib
import numpy as np
from sklearn.ensemble import RandomForestClassifier

STAGES = 4


def load(channel):
    directory = os.environ[f"SM_CHANNEL_{channel.upper()}"]
    data = np.loadtxt(os.path.join(directory, f"{channel}.csv"), delimiter=",", skiprows=1)
    return data[:, 1:], data[:, 0].astype(int)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--trees", type=int, default=100)
    parser.add_argument("--max-depth", type=int, default=8)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()

    features, labels = load("train")
    validation_features, validation_labels = load("validation")
    print(f"training on {len(labels)} rows with {features.shape[1]} features")

    model = RandomForestClassifier(max_depth=args.max_depth, random_state=args.seed, warm_start=True)
    for stage in range(1, STAGES + 1):
        model.n_estimators = max(1, args.trees * stage // STAGES)
        model.fit(features, labels)
        accuracy = model.score(validation_features, validation_labels)
        print(f"trees={model.n_estimators} validation:accuracy={accuracy:.4f}", flush=True)

    joblib.dump(model, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
