"""Writes the Wisconsin breast cancer data, which ships inside scikit-learn, as one CSV file.

569 tumours, 30 measurements each, and whether the tumour was benign (1) or malignant (0).
Source: W. H. Wolberg, W. N. Street and O. L. Mangasarian, UCI Machine Learning Repository, 1995 (CC BY 4.0).
"""

import csv
import os

from sklearn.datasets import load_breast_cancer

OUTPUT = "/opt/ml/processing/data"

if __name__ == "__main__":
    data = load_breast_cancer()
    os.makedirs(OUTPUT, exist_ok=True)
    with open(os.path.join(OUTPUT, "breast-cancer.csv"), "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["benign", *(name.replace(" ", "_") for name in data.feature_names)])
        for features, label in zip(data.data, data.target):
            writer.writerow([label, *features])
    print(f"wrote {len(data.target)} rows with {len(data.feature_names)} features each")
