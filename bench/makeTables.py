"""Makes the tables of `npm run bench -- data` in FOLDER, from fixed seeds: big.csv (3,000,000 x 9, 237 MB), and two wide ones."""
import os
import sys

import numpy as np
import polars as pl

folder = sys.argv[1]
rows = int(sys.argv[2]) if len(sys.argv) > 2 else 3_000_000


def big(path, count):
    random = np.random.RandomState(20240229)
    x0 = random.normal(0, 1, count)
    columns = {
        "x0": x0,
        "x1": 0.8 * x0 + 0.6 * random.normal(0, 1, count),
        "x2": random.uniform(0, 1, count),
        "x3": random.uniform(-5, 5, count),
        "x4": random.exponential(1.0, count),
        "x5": random.lognormal(0, 0.5, count),
        "x6": random.randint(0, 10, count).astype(float),
    }
    noise = random.normal(0, 0.5, count)
    columns["y"] = 2.0 + 1.5 * columns["x0"] - 0.7 * columns["x3"] + 0.1 * columns["x6"] + noise
    names = np.array(["red", "green", "blue", "amber", "violet", "grey", "teal"])
    chosen = random.choice(len(names), count, p=[0.3, 0.25, 0.2, 0.1, 0.08, 0.05, 0.02])
    frame = pl.DataFrame({**columns, "cat": names[chosen]})
    frame.write_csv(path, float_precision=6, line_terminator="\n")


def wide(path, count, width):
    random = np.random.RandomState(7)
    values = random.normal(0, 1, (count, width))
    header = ",".join([f"gene_{index}" for index in range(width - 1)] + ["y"])
    np.savetxt(path, values, fmt="%.4f", delimiter=",", header=header, comments="")


if rows == 3_000_000:
    big(os.path.join(folder, "big.csv"), rows)
    wide(os.path.join(folder, "wide2309.csv"), 63, 2309)
    wide(os.path.join(folder, "wide6831.csv"), 64, 6831)
else:
    # Beyond memory: the same rows again and again.
    part = os.path.join(folder, "part.csv")
    big(part, 1_000_000)
    with open(part, "rb") as file:
        header, body = file.read().split(b"\n", 1)
    os.remove(part)
    with open(os.path.join(folder, "huge.csv"), "wb") as file:
        file.write(header + b"\n")
        for _ in range(rows // 1_000_000):
            file.write(body)
