import pathlib
import sys

from sklearn.datasets import load_breast_cancer

data = load_breast_cancer()
target = pathlib.Path("/opt/ml/processing/train")
target.mkdir(parents=True, exist_ok=True)
lines = [",".join(map(str, [label, *row[:4]])) for label, row in zip(data.target, data.data)]
(target / "train.csv").write_text("\n".join(lines) + "\n")
print(f"wrote {len(lines)} rows, asked for {sys.argv[1:]}")
