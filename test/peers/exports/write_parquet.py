"""Writes a table of the types that Parquet has and text has not: `write_parquet.py PATH`."""
import datetime
import decimal
import random
import sys

import pyarrow as pa
import pyarrow.parquet as pq

random.seed(5)
count = 240
start = datetime.datetime(2025, 1, 1, 6, 30)
days = [start.date() + datetime.timedelta(days=7 * row % count) for row in range(count)]
times = [start + datetime.timedelta(hours=29 * row, milliseconds=row) for row in range(count)]
kinds = [random.choice(["Süd", "o'clock", 'say "so"', None]) for _ in range(count)]
sizes = [None if row % 17 == 3 else random.gauss(30, 8) for row in range(count)]
counts = [None if row % 11 == 3 else random.randrange(40) for row in range(count)]
flags = [None if row % 13 == 3 else random.random() < 0.4 for row in range(count)]
prices = [
    round(500 + 6 * (size or 30) + 9 * (number or 20) + (80 if flag else 0) + (40 if kind else 0) + random.gauss(0, 20), 2)
    for size, number, flag, kind in zip(sizes, counts, flags, kinds)
]
utc = datetime.timezone.utc
pq.write_table(
    pa.table(
        {
            "day": pa.array(days, pa.date32()),
            "at": pa.array(times, pa.timestamp("us")),
            "zoned": pa.array([time.replace(tzinfo=utc) for time in times], pa.timestamp("ms", tz="UTC")),
            "kind": pa.array(kinds).dictionary_encode(),
            "batch": pa.array([row // 8 for row in range(count)], pa.int32()),
            "count": pa.array(counts, pa.int64()),
            "size": pa.array(sizes, pa.float32()),
            "flag": pa.array(flags, pa.bool_()),
            "tags": pa.array([["a"] * (row % 3) for row in range(count)]),
            "price": pa.array([decimal.Decimal(str(price)) for price in prices], pa.decimal128(12, 2)),
        }
    ),
    sys.argv[1],
)
