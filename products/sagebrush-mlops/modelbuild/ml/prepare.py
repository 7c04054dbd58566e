"""Splits the wine data that comes with scikit-learn into a part to learn from and one to be measured by."""

import csv
import os

from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

BASE = "/opt/ml/processing"


def write(name, features, labels):
    os.makedirs(os.path.join(BASE, name), exist_ok=True)
    with open(os.path.join(BASE, name, name + ".csv"), "w", newline="") as file:
        csv.writer(file).writerows([label, *row] for label, row in zip(labels, features))
    print(f"{name}: {len(labels)} rows")


if __name__ == "__main__":
    wine = load_wine()
    train, test, train_labels, test_labels = train_test_split(
        wine.data, wine.target, test_size=0.25, random_state=1, stratify=wine.target
    )
    write("train", train, train_labels)
    write("test", test, test_labels)
