"""Cleans the data and splits it into train, validation and test sets, with the same share of classes in each."""

import argparse
import csv
import glob
import os

import numpy as np
from sklearn.model_selection import train_test_split

BASE = "/opt/ml/processing"


def read_rows(directory):
    rows = []
    for path in sorted(glob.glob(os.path.join(directory, "*.csv"))):
        with open(path, newline="") as file:
            reader = csv.reader(file)
            header = next(reader)
            rows.extend(reader)
    return header, rows


def clean(rows):
    """Drops rows with missing values and rows that were seen before."""
    complete = [row for row in rows if all(cell.strip() for cell in row)]
    unique = list(dict.fromkeys(tuple(row) for row in complete))
    print(f"read {len(rows)} rows, kept {len(unique)}")
    return np.array(unique, dtype=float)


def write(name, header, rows):
    directory = os.path.join(BASE, name)
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, f"{name}.csv"), "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows.tolist())
    print(f"{name}: {len(rows)} rows, {rows[:, 0].mean():.0%} benign")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--test-share", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()

    header, rows = read_rows(os.path.join(BASE, "input/data"))
    data = clean(rows)
    rest, test = train_test_split(data, test_size=args.test_share, random_state=args.seed, stratify=data[:, 0])
    train, validation = train_test_split(rest, test_size=0.2, random_state=args.seed, stratify=rest[:, 0])
    write("train", header, train)
    write("validation", header, validation)
    write("test", header, test)
