import argparse
import json
import os
import pickle

import numpy
from sklearn.linear_model import LogisticRegression


def train():
    parser = argparse.ArgumentParser()
    parser.add_argument("--penalty", type=float, default=1.0)
    parser.add_argument("--train", default=os.environ["SM_CHANNEL_TRAIN"])
    parser.add_argument("--model-dir", default=os.environ["SM_MODEL_DIR"])
    arguments = parser.parse_args()
    rows = numpy.loadtxt(os.path.join(arguments.train, "train.csv"), delimiter=",")
    model = LogisticRegression(C=arguments.penalty, max_iter=5000).fit(rows[:, 1:], rows[:, 0])
    print(f"accuracy={model.score(rows[:, 1:], rows[:, 0]):.3f};")
    with open(os.path.join(arguments.model_dir, "model.pkl"), "wb") as file:
        pickle.dump(model, file)
    with open(os.path.join(os.environ["SM_OUTPUT_DATA_DIR"], "settings.json"), "w") as file:
        json.dump(vars(arguments), file)


def model_fn(directory):
    with open(os.path.join(directory, "model.pkl"), "rb") as file:
        return pickle.load(file)


if __name__ == "__main__":
    train()
