"""Times the peers of `npm run bench -- data`: `figures FILE`, `prepare FILE FOLDER` or `train FILE FOLDER`; prints a JSON line of milliseconds."""
import json
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")


def timed(work):
    started = time.perf_counter()
    result = work()
    return (time.perf_counter() - started) * 1000, result


def figures(path):
    """polars: missing, moments, exact quartiles, distinct, correlations of all pairs, histograms, top values."""
    import polars as pl

    def of(frame):
        numbers = [name for name, kind in frame.schema.items() if kind.is_numeric()]
        statistics = {
            "missing": lambda e: e.null_count(),
            "mean": lambda e: e.mean(),
            "std": lambda e: e.std(),
            "min": lambda e: e.min(),
            "max": lambda e: e.max(),
            "skew": lambda e: e.skew(bias=False),
            "kurtosis": lambda e: e.kurtosis(bias=False),
            "q1": lambda e: e.quantile(0.25, "linear"),
            "median": lambda e: e.quantile(0.5, "linear"),
            "q3": lambda e: e.quantile(0.75, "linear"),
            "distinct": lambda e: e.n_unique(),
        }
        frame.select(
            [make(pl.col(name)).alias(f"{name} {what}") for name in numbers for what, make in statistics.items()]
        )
        frame.select(
            [pl.corr(a, b).alias(f"{a} {b}") for index, a in enumerate(numbers) for b in numbers[:index]]
        )
        for name in frame.columns:
            if name in numbers:
                frame[name].hist(bin_count=200)
            else:
                frame[name].value_counts(sort=True).head(10)

    read, frame = timed(lambda: pl.read_csv(path))
    return {"readMs": read, "figuresMs": [timed(lambda: of(frame))[0] for _ in range(3)]}


def prepared(frame, folder):
    """pandas and scikit-learn split and encode, the SageMaker SDK writes RecordIO."""
    import numpy as np
    from sagemaker.amazon.common import write_numpy_to_dense_tensor
    from sklearn.compose import ColumnTransformer
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import OneHotEncoder

    train, test = train_test_split(frame, test_size=0.33, random_state=0)
    encoder = ColumnTransformer([("cat", OneHotEncoder(sparse_output=False), ["cat"])], remainder="passthrough")
    x = encoder.fit_transform(train.drop(columns="y")).astype("float32")
    held_out = encoder.transform(test.drop(columns="y")).astype("float32")
    y = train["y"].to_numpy(dtype="float32")
    for name, values, labels in [("train", x, y), ("test", held_out, test["y"].to_numpy(dtype="float32"))]:
        with open(f"{folder}/peer-{name}.pbr", "wb") as file:
            write_numpy_to_dense_tensor(file, values, labels)
    return x.astype(np.float64), y


def prepare(path, folder):
    import pandas as pd

    frame = pd.read_csv(path)
    return {"prepareMs": timed(lambda: prepared(frame, folder))[0]}


def train(path, folder):
    """The whole way: read, prepare, and one SGDRegressor."""
    import pandas as pd
    from sklearn.linear_model import SGDRegressor

    read, frame = timed(lambda: pd.read_csv(path))
    prepare_ms, (x, y) = timed(lambda: prepared(frame, folder))
    fit = timed(lambda: SGDRegressor(max_iter=15, tol=None).fit(x, y))[0]
    return {"readMs": read, "prepareMs": prepare_ms, "fitMs": fit}


task, *parameters = sys.argv[1:]
found = {"figures": figures, "prepare": prepare, "train": train}[task](*parameters)
print(json.dumps({**found, "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}))
