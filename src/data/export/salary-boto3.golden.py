"""my run: Salary with boto3

The run `linear-learner-1` as Python: it reads the table, prepares it as the run did, trains with
boto3, and evaluates the model on the same held-out rows. The last line is the metrics as JSON. Made
by Linear Learner for SageMaker.

It needs Python 3.10 or later and these packages:

    pip install boto3 pandas scikit-learn
"""

# %% Settings
# What to change for an account, a bucket or a table of your own. AWS bills for the training; nothing
# is deployed unless `DEPLOY` is `True`.
import datetime
import decimal
import hashlib
import io
import json
import math
import os
import re
import struct
import tarfile
import time
import uuid
import warnings
import zipfile
from pathlib import Path

import boto3
import numpy as np
import pandas as pd
from sklearn.metrics import max_error, mean_absolute_error, mean_squared_error, r2_score
from sklearn.model_selection import train_test_split

FOLDER = Path(__file__).resolve().parent if "__file__" in globals() else Path.cwd()
TABLE = FOLDER / "my table.csv"
SEED = 0

PROFILE = "work"  # of the AWS configuration; None: the default credentials
REGION = "eu-central-1"
ENDPOINT_URL = None  # of an emulator; None: AWS, or what the environment variable AWS_ENDPOINT_URL names
if ENDPOINT_URL is not None:
    os.environ["AWS_ENDPOINT_URL"] = ENDPOINT_URL

BUCKET = "my-bucket"
PREFIX = "linear-learner/"  # ends in a slash, or is empty
ROLE_ARN = "arn:aws:iam::111122223333:role/trains"
IMAGE = "664544806723.dkr.ecr.eu-central-1.amazonaws.com/linear-learner:1"
INSTANCE_TYPE = "ml.m5.large"
INSTANCE_COUNT = 1
MAX_RUNTIME_SECONDS = 3600
CONTENT_TYPE = "application/x-recordio-protobuf"
HYPERPARAMETERS = {
    "predictor_type": "regressor",
    "feature_dim": "1",
    "mini_batch_size": "5",
}

DEPLOY = False  # True: also deploys the model, predicts with it, and deletes the endpoint, which bills meanwhile
ENDPOINT_INSTANCE_TYPE = "ml.t2.medium"
ENDPOINT_INSTANCE_COUNT = 1


# %% Table
# The separators, types and markers of missing values are those that the run was trained with. Dates,
# and truth values written as words, stay text: the preparation reads them.
table = pd.read_csv(
    TABLE,
    sep=",",
    encoding="utf-8",
    header=0,
    index_col=False,
    na_values=["?", "-", "."],
    skipinitialspace=True,
)
if hashlib.sha256(TABLE.read_bytes()).hexdigest() != "f956f256b83be90a88cf4d144019dba9e0f0761b2bfd9a34aa5c052027586d4f":
    warnings.warn("The table is not the one that the run was trained on, so the numbers will differ.")
print(f"{len(table):,} rows, {table.shape[1]} columns")


# %% Preparation
# How a row becomes numbers. `FEATURES` is what the run learned on its training rows, such as medians
# and the values of categories, so that the model gets the very same numbers.
def _text(cell):
    """A cell as text; a number in the shortest way, as JavaScript writes it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if not isinstance(cell, (int, float)):
        return str(cell)
    number = float(cell)
    if number != number:
        return "NaN"
    if number in (math.inf, -math.inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    sign, digits, exponent = decimal.Decimal(repr(number)).normalize().as_tuple()
    digits, places = "".join(map(str, digits)), len(digits) + exponent
    if 0 < places <= 21:
        text = digits.ljust(places, "0") if len(digits) <= places else digits[:places] + "." + digits[places:]
    elif -6 < places <= 0:
        text = "0." + "0" * -places + digits
    else:
        text = digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + "e%+d" % (places - 1)
    return "-" + text if sign else text


_BLANKS = " \t\n\r\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


_MISSING = {"", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"}


def _is_missing(text):
    return text.strip(_BLANKS) in _MISSING


_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def _number(text):
    """A text as a number; None for one that is none."""
    text = text.strip(_BLANKS)
    return float(text) if _NUMBER.fullmatch(text) else None


class _Problem(ValueError):
    pass


_YES_NO = {"true": 1.0, "yes": 1.0, "y": 1.0, "t": 1.0, "false": 0.0, "no": 0.0, "n": 0.0, "f": 0.0}


def _number_of(facts, cell):
    """A cell as a number, a date as milliseconds since 1970; None for a missing value."""
    text = _text(cell)
    if _is_missing(text):
        return None
    if "read" in facts:
        number = facts["read"](text)
    else:
        number = _YES_NO.get(text.strip(_BLANKS).lower())
        number = _number(text) if number is None else number
    if number is None or not math.isfinite(number):
        raise _Problem("is not a number")
    return number


def _filled(facts, cell):
    number = _number_of(facts, cell)
    number = facts.get("fill") if number is None else number
    if number is None:
        raise _Problem("is missing")
    return number


def _float32(number):
    """The nearest float32, which is what the model was trained on."""
    try:
        found = struct.unpack("<f", struct.pack("<f", number))[0]
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise _Problem("is outside of the values that can be encoded")
    return found


def _encode_number(feature, cell):
    is_gap = _number_of(feature, cell) is None
    x = float(_filled(feature, cell))
    if "clip" in feature:
        x = min(max(x, feature["clip"][0]), feature["clip"][1])
    transform = feature.get("transform", {"kind": None})
    try:
        if transform["kind"] == "log1p":
            u = 1 + x
            x = x if u == 1 else math.log(u) * x / (u - 1)
        elif transform["kind"] == "sqrt":
            x = math.sqrt(x)
        elif transform["kind"] == "power":
            x = math.copysign(abs(x) ** transform["power"], x) if x != 0 else 0.0 * abs(x) ** transform["power"]
        elif transform["kind"] in ("standard", "since"):
            x = (x - transform["from"]) / transform["unit"]
    except (ValueError, OverflowError, ZeroDivisionError):
        raise _Problem("is outside of the values that can be encoded") from None
    return [x, float(is_gap)] if feature["indicator"] else [x]


FEATURES = [
    (_encode_number, ["YearsExperience"], {"min": 1.1, "indicator": False}),
]


def encoded_row(row):
    """The features of a row, which is a dict of column names and values; a missing value is None, "" or left out."""
    values = []
    for encode, columns, feature in FEATURES:
        try:
            encoded = encode(feature, *(row.get(column) for column in columns))
            values += [_float32(value) + 0.0 for value in encoded]
        except _Problem as problem:
            raise ValueError("%s %s: %r" % (" × ".join(columns), problem, [row.get(column) for column in columns])) from None
    return values


# %% Rows
# Rows with a value to learn are used. With the same seed scikit-learn draws the rows that the run
# held out.
conditions = [
    table["Salary"].notna(),
]
used = np.logical_and.reduce([one.fillna(False).to_numpy(dtype=bool) for one in conditions])
rows = np.flatnonzero(used)
train, test = train_test_split(rows, test_size=0.25, random_state=SEED)
validation = np.empty(0, dtype=int)
held_out = ",".join(str(row + 1) for row in test[:8])
if hashlib.sha256(held_out.encode()).hexdigest() != "d4d94c7577af47ba6b4702a7c508d3510e9cc98f91fdc8c71772b64eb89c4591":
    warnings.warn("These are not the held-out rows of the run, so the numbers will differ.")
print(f"{len(train):,} rows to train, {len(validation):,} to validate, {len(test):,} held out")


# %% Features and labels
# The label is the target itself. Linear Learner computes with float32.
COLUMNS = ["YearsExperience"]


def features_of(rows):
    """The features of rows of the table, a line each."""
    cells = table[COLUMNS].iloc[rows].astype(object)
    cells = cells.where(cells.notna(), None)
    return np.array([encoded_row(row) for row in cells.to_dict("records")], dtype="float32")


def labels_of(rows):
    """What the model learns of rows of the table."""
    numbers = pd.to_numeric(table["Salary"]).to_numpy(dtype="float64", na_value=np.nan)[rows]
    return numbers.astype("float32")


X_train, y_train = features_of(train), labels_of(train)
X_test, y_test = features_of(test), labels_of(test)


# %% Metrics
# By the names of the Run page. One that is not defined on these rows is left out.
def metrics_of(actual, predicted):
    varies = np.ptp(actual) > 0
    metrics = {
        "r2": r2_score(actual, predicted) if varies else None,
        "rmse": np.sqrt(mean_squared_error(actual, predicted)),
        "mae": mean_absolute_error(actual, predicted),
        "mse": mean_squared_error(actual, predicted),
        "max_absolute_error": max_error(actual, predicted),
    }
    return {name: float(value) for name, value in metrics.items() if value is not None and np.isfinite(value)}


# %% Training job
# Uploads the prepared rows, starts the job with the hyperparameters of the run, and waits until it
# has ended.
def protobuf_field(number, payload):
    """A field of a protobuf message with its length, which is a varint."""
    length, size = bytearray(), len(payload)
    while size > 127:
        length.append(size & 127 | 128)
        size >>= 7
    length.append(size)
    return bytes([number << 3 | 2]) + bytes(length) + payload


def record_entry(field, values):
    """An entry of a Record's map of features (1) or labels (2): the key "values" and a Float32Tensor."""
    tensor = protobuf_field(2, protobuf_field(1, values.astype("<f4").tobytes()))
    return protobuf_field(field, protobuf_field(1, b"values") + protobuf_field(2, tensor))


def channel_bytes(X, y):
    """RecordIO-protobuf, which SageMaker reads faster than text: each record has a magic number, its length, and zeros to a multiple of 4."""
    parts = []
    for row, label in zip(X, y.reshape(-1, 1)):
        record = record_entry(1, row) + record_entry(2, label)
        parts += [struct.pack("<II", 0xCED7230A, len(record)), record, bytes(-len(record) % 4)]
    return b"".join(parts)


session = boto3.Session(profile_name=PROFILE, region_name=REGION)
s3, sagemaker = session.client("s3"), session.client("sagemaker")
JOB = f"linear-learner-{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d-%H-%M-%S}-{uuid.uuid4().hex[:6]}"
DATA = f"{PREFIX}{JOB}"  # this job shares no object with other runs
OUTPUT = f"s3://{BUCKET}/{PREFIX}output"
channels = []
for name, (X, y) in {"train": (X_train, y_train)}.items():
    key = f"{DATA}/{name}/linear-{name}-data"
    s3.upload_fileobj(io.BytesIO(channel_bytes(X, y)), BUCKET, key)
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/{key}", "S3DataDistributionType": "FullyReplicated"}
    channels.append({"ChannelName": name, "DataSource": {"S3DataSource": source}, "ContentType": CONTENT_TYPE})
sagemaker.create_training_job(
    TrainingJobName=JOB,
    RoleArn=ROLE_ARN,
    AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
    HyperParameters=HYPERPARAMETERS,
    InputDataConfig=channels,
    OutputDataConfig={"S3OutputPath": OUTPUT},
    ResourceConfig={"InstanceType": INSTANCE_TYPE, "InstanceCount": INSTANCE_COUNT, "VolumeSizeInGB": 30},
    StoppingCondition={"MaxRuntimeInSeconds": MAX_RUNTIME_SECONDS},
)
print(f"Training {JOB}")
while True:
    job = sagemaker.describe_training_job(TrainingJobName=JOB)
    if job["TrainingJobStatus"] not in ("InProgress", "Stopping"):
        break
    time.sleep(5)
if job["TrainingJobStatus"] != "Completed":
    raise RuntimeError(f"{JOB} has ended as {job['TrainingJobStatus']}: {job.get('FailureReason', 'no reason is given')}")
model_uri = job["ModelArtifacts"]["S3ModelArtifacts"]
print(model_uri)


# %% Evaluation
# The artifact holds a weight for each feature. That is enough to predict the held-out rows here,
# without an endpoint.
def read_model(artifact):
    """Weights [feature, output], biases [output] and what else the artifact says. It is a tar of a ZIP of MXNet's files."""
    with tarfile.open(fileobj=io.BytesIO(artifact)) as files:
        member = next(one for one in files if one.name.endswith("model_algo-1"))
        archive = zipfile.ZipFile(io.BytesIO(files.extractfile(member).read()))
    data = archive.read("mx-mod-0000.params")
    count, at, arrays, names = struct.unpack_from("<Q", data, 16)[0], 24, [], []
    for _ in range(count):
        dimensions = struct.unpack_from("<I", data, at + 8)[0]
        shape = struct.unpack_from(f"<{dimensions}Q", data, at + 12)
        at += 24 + 8 * dimensions
        arrays.append(np.frombuffer(data, "<f4", math.prod(shape), at).reshape(shape))
        at += 4 * math.prod(shape)
    at += 8
    for _ in range(count):
        length = struct.unpack_from("<Q", data, at)[0]
        names.append(data[at + 8 : at + 8 + length].decode())
        at += 8 + length
    found = dict(zip(names, arrays))
    about = json.loads(archive.read("additional-params.json"))
    is_logistic = b"LogisticRegressionOutput" in archive.read("mx-mod-symbol.json")
    return found["arg:fc0_weight"], found["arg:fc0_bias"].ravel(), {**about, "is_logistic": is_logistic}


bucket, key = model_uri.removeprefix("s3://").split("/", 1)
artifact = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
weights, biases, about = read_model(artifact)
scores = (X_test @ weights + biases)[:, 0].astype("float64")
metrics = metrics_of(y_test.astype("float64"), scores)
print(json.dumps(metrics))


# %% Endpoint
# Optional: an endpoint answers the first held-out rows and is deleted. The metrics above need none.
if DEPLOY:
    runtime = session.client("sagemaker-runtime")
    sagemaker.create_model(
        ModelName=JOB, ExecutionRoleArn=ROLE_ARN, PrimaryContainer={"Image": IMAGE, "ModelDataUrl": model_uri}
    )
    variant = {
        "VariantName": "AllTraffic",
        "ModelName": JOB,
        "InstanceType": ENDPOINT_INSTANCE_TYPE,
        "InitialInstanceCount": ENDPOINT_INSTANCE_COUNT,
    }
    sagemaker.create_endpoint_config(EndpointConfigName=JOB, ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName=JOB, EndpointConfigName=JOB)
    try:
        sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=JOB, WaiterConfig={"Delay": 5, "MaxAttempts": 360})
        body = "\n".join(",".join(f"{value:.9g}" for value in row) for row in X_test[:5])
        answer = runtime.invoke_endpoint(EndpointName=JOB, ContentType="text/csv", Accept="application/json", Body=body)
        print(answer["Body"].read().decode())
    finally:
        sagemaker.delete_endpoint(EndpointName=JOB)
        sagemaker.delete_endpoint_config(EndpointConfigName=JOB)
        sagemaker.delete_model(ModelName=JOB)
