"""Times the peers. `peers.py training`, `peers.py jobs` and `peers.py recordio FOLDER` print one JSON line of milliseconds."""
import io
import json
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def timed(work):
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


epochs = {"max_iter": 15, "tol": None, "shuffle": False, "early_stopping": False}


def jobs():
    from sklearn.linear_model import SGDRegressor

    random = np.random.default_rng(0)
    x = random.standard_normal((1_000_000, 10))
    y = x @ random.standard_normal(10) + random.standard_normal(1_000_000)
    return {"times": [timed(lambda: SGDRegressor(**epochs).fit(x, y)) for _ in range(3)]}


def training():
    from sklearn.linear_model import SGDClassifier, SGDRegressor

    times = {}
    for rows, columns in [(1_000_000, 10), (100_000, 100), (10_000, 1000)]:
        random = np.random.default_rng(0)
        x = random.standard_normal((rows, columns))
        y = x @ random.standard_normal(columns) + random.standard_normal(rows)
        problems = {
            "regression": (SGDRegressor(**epochs), y),
            "logistic": (SGDClassifier(loss="log_loss", **epochs), y > 0),
            "hinge_loss": (SGDClassifier(loss="hinge", **epochs), y > 0),
            "softmax_loss": (SGDClassifier(loss="log_loss", **epochs), np.digitize(y, [-1, 1])),
        }
        for name, (model, labels) in problems.items():
            times[f"{rows}x{columns} {name}"] = [timed(lambda: model.fit(x, labels)) for _ in range(2)]
    return {"times": times}


def recordio(folder):
    from sagemaker.amazon.common import read_records, write_numpy_to_dense_tensor

    random = np.random.default_rng(0)
    x = random.standard_normal((100_000, 10)).astype("float32")
    y = random.standard_normal(100_000).astype("float32")
    path = f"{folder}/python.pbr"

    def to_file():
        with open(path, "wb") as file:
            write_numpy_to_dense_tensor(file, x, y)

    def read():
        with open(path, "rb") as file:
            read_records(file)

    return {
        "memory": [timed(lambda: write_numpy_to_dense_tensor(io.BytesIO(), x, y))],
        "file": [timed(to_file)],
        "read": [timed(read)],
    }


modes = {"training": training, "jobs": jobs, "recordio": lambda: recordio(sys.argv[2])}
print(json.dumps(modes[sys.argv[1]]()))
