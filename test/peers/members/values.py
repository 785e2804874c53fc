"""Values that fit the shapes of botocore's service models."""
import datetime
import re

# Tried in order until one fits the pattern and the length of a shape.
CANDIDATES = [
    'abc', 'a', '1', '10', 'true', 'us-east-1', 's3://members/key', 'arn:aws:iam::111122223333:role/Members', '/opt/ml/x',
    'arn:aws:sagemaker:us-east-1:111122223333:model/abc', '111122223333', 'sg-12345678', 'subnet-12345678', 'ml.m5.large', 'key=value',
    'arn:aws:kms:us-east-1:111122223333:key/abc', 'arn:aws:lambda:us-east-1:111122223333:function:abc', 'text/csv', 'abc@example.com',
    'arn:aws:sagemaker:us-east-1:111122223333:training-plan/abc', 'arn:aws:sns:us-east-1:111122223333:abc', 'fs-12345678', 'v1.0',
    'arn:aws:sagemaker:us-east-1:111122223333:mlflow-tracking-server/abc', 'arn:aws:sagemaker:us-east-1:111122223333:mlflow-app/app-abc',
    'arn:aws:sagemaker:us-east-1:111122223333:hub-content/hub/Model/abc/1.0.0', 'arn:aws:s3:::members', '/', 'x' * 32, 'x' * 64,
    'arn:aws:sagemaker:us-east-1:111122223333:model-package/abc/1', 'arn:aws:sagemaker:us-east-1:111122223333:model-package-group/abc',
    'arn:aws:sagemaker:us-east-1:111122223333:ml-reservation/abc', 'ultraserver', 'al2-ami-sagemaker-inference-gpu-2', '1.0.0',
    'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/abc/1.0.0', 'arn:aws:iam::111122223333:policy/abc',
    'arn:aws:billing::111122223333:billingview/abc',
    'arn:aws:sagemaker:us-east-1:111122223333:hub-content/abc/DataSet/abc/1.0.0', 'sagemaker-abc', 'abc/abc', 'Bearer x', '8K', 'mig-1g.5gb',
    'arn:aws:billing::111122223333:billingview/abc', 'arn:aws:sqs:us-east-1:111122223333:abc',
]
PAST = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)


class NoValue(Exception):
    """No candidate fits; one is to be added."""


def value_of(shape, deep=True):
    """A value of the shape; a structure has its required members, or one member where none is required."""
    kind = shape.type_name
    meta = shape.metadata
    if kind == 'string':
        return text_of(shape)
    if kind in ('integer', 'long'):
        return int(max(meta.get('min', 1), min(meta.get('max', 1), 1)))
    if kind in ('float', 'double'):
        return float(max(meta.get('min', 1), min(meta.get('max', 1), 1)))
    if kind == 'boolean':
        return True
    if kind == 'timestamp':
        return PAST
    if kind == 'blob':
        return b'1'
    if kind == 'list':
        return [value_of(shape.member) for _ in range(max(1, meta.get('min', 1)))]
    if kind == 'map':
        return {value_of(shape.key): value_of(shape.value)}
    if kind == 'structure':
        required = shape.required_members
        names = required or list(shape.members)[:1]
        return {name: value_of(shape.members[name]) for name in names}
    raise NoValue(f'{shape.name} is a {kind}')


def text_of(shape):
    meta = shape.metadata
    if 'enum' in meta:
        return meta['enum'][0]
    pattern = meta.get('pattern', '')
    expression = re.compile(python_pattern(pattern)) if pattern else None
    for candidate in CANDIDATES:
        if meta.get('min', 0) <= len(candidate) <= meta.get('max', 1 << 20) and (expression is None or expression.fullmatch(candidate)):
            return candidate
    raise NoValue(f'{shape.name}: {pattern} {meta.get("min")}..{meta.get("max")}')


def python_pattern(pattern):
    """Unicode classes, which Python's `re` lacks, stand for word characters and blanks here."""
    for name, replacement in ((r'\p{L}', r'\w'), (r'\p{Z}', r'\s'), (r'\p{N}', r'\d'), (r'\p{M}', ''), (r'\p{S}', '$'), (r'\p{P}', '!')):
        pattern = pattern.replace(name, replacement)
    return re.sub(r'\\p\{\w+\}', r'\\w', pattern)


def paths_of(shape, at=(), seen=()):
    """The path of every member under a shape; a list's members are at index 0, a map's at its key. Recursion is cut."""
    if shape.type_name == 'structure':
        if shape.name in seen:
            return
        for name, member in shape.members.items():
            yield at + (name,)
            yield from paths_of(member, at + (name,), seen + (shape.name,))
    elif shape.type_name == 'list':
        yield from paths_of(shape.member, at + (0,), seen)
    elif shape.type_name == 'map':
        yield from paths_of(shape.value, at + (value_of(shape.key),), seen)


def with_member(base, shape, path):
    """`base` with a value at the path, in structures that have their required members. Returns the request and the value."""
    if not path:
        value = value_of(shape)
        return value, value
    step, rest = path[0], path[1:]
    if shape.type_name == 'structure':
        given = dict(base) if isinstance(base, dict) else {name: value_of(shape.members[name]) for name in shape.required_members}
        below = given.get(step) if rest else None
        given[step], value = with_member(below, shape.members[step], rest)
        return given, value
    if shape.type_name == 'list':
        items = list(base) if isinstance(base, list) and base else []
        first, value = with_member(items[0] if items else None, shape.member, rest)
        return [first] + items[1:], value
    given = dict(base) if isinstance(base, dict) else {}
    given[step], value = with_member(None, shape.value, rest)
    return given, value


def at_path(answer, path):
    """What an answer has at a path of a request; raises LookupError where it has nothing."""
    for step in path:
        if isinstance(answer, dict) and step in answer:
            answer = answer[step]
        elif isinstance(answer, list) and isinstance(step, int) and step < len(answer):
            answer = answer[step]
        else:
            raise LookupError(path)
    return answer
