"""Amazon S3."""
import datetime

import botocore

from values import paths_of, value_of, with_member

BUCKET = 'members-s3'
FUTURE = datetime.datetime(2099, 1, 1, tzinfo=datetime.timezone.utc)
# Members that say what holds anyway: nothing is paid by requesters or locked, lists of grants are private, and bodies have their length.
HOLD = {'RequestPayer', 'ACL', 'ContentLength', 'OptionalObjectAttributes', 'ObjectOwnership', 'BypassGovernanceRetention'}
# Values that the server needs in order to accept a member at all, instead of the first that fits.
VALUES = {
    'ACL': 'private', 'ObjectOwnership': 'BucketOwnerEnforced', 'StorageClass': 'STANDARD_IA', 'Tagging': 'abc=1', 'Expires': FUTURE,
    'ServerSideEncryption': 'aws:kms', 'ContentEncoding': 'gzip', 'Metadata': {'abc': '1'}, 'ChecksumAlgorithm': 'SHA256', 'Range': 'bytes=0-1',
    'IfModifiedSince': FUTURE, 'CopySourceIfModifiedSince': FUTURE, 'ObjectAttributes': ['ETag'], 'MaxParts': 1, 'MaxKeys': 1, 'MaxUploads': 1,
    'MaxBuckets': 1, 'PartNumberMarker': '1', 'MetadataDirective': 'REPLACE', 'TaggingDirective': 'REPLACE', 'Prefix': 'zzz', 'Marker': 'zzz',
    'StartAfter': 'zzz', 'KeyMarker': 'zzz', 'Delimiter': '-', 'ResponseContentType': 'text/csv', 'ChecksumType': 'COMPOSITE', 'ChecksumMode': 'ENABLED',
    'ResponseExpires': FUTURE, 'CopySourceIfNoneMatch': '*', 'WebsiteRedirectLocation': '/abc',
}

OWN = {('GetObject', 'IfNoneMatch'): '*', ('HeadObject', 'IfNoneMatch'): '*', ('ListMultipartUploads', 'Delimiter'): '/'}


class S3:
    """Objects and uploads for one request each."""

    def __init__(self, client, unique):
        self.s3, self.unique = client('s3'), unique
        self.s3.create_bucket(Bucket=BUCKET)
        for key in ('a-1', 'a-2', 'b'):
            self.put(key)

    def put(self, key):
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=b'0123456789', ChecksumAlgorithm='CRC32')
        return {'Bucket': BUCKET, 'Key': key}

    def place(self):
        return {'Bucket': BUCKET, 'Key': f'new/{self.unique()}'}

    def upload(self, **more):
        place = self.place()
        return {**place, 'UploadId': self.s3.create_multipart_upload(**place, **more)['UploadId']}

    def uploaded(self, upload, **more):
        parts = []
        for number, body in ((1, b'x' * 5242880), (2, b'y')):
            part = self.s3.upload_part(**upload, PartNumber=number, Body=body, **more)
            sums = {name: part[name] for name in part if name.startswith('Checksum') and name != 'ChecksumType'}
            parts.append({'PartNumber': number, 'ETag': part['ETag'], **(sums if more else {})})
        return {**upload, 'MultipartUpload': {'Parts': parts}}

    def kept(self, place):
        """Everything that is told of an object."""
        place = {'Bucket': place['Bucket'], 'Key': place['Key']}
        told = self.s3.head_object(**place, ChecksumMode='ENABLED')
        tags = self.s3.get_object_tagging(**place)['TagSet']
        told['Tagging'] = '&'.join(f'{tag["Key"]}={tag["Value"]}' for tag in tags)
        if any(name.startswith('Checksum') and name != 'ChecksumType' for name in told):
            told['ChecksumAlgorithm'] = next(name[8:] for name in told if name.startswith('Checksum') and name != 'ChecksumType')
        return told


def s3_service(report, client, unique):
    world = S3(client, unique)
    s3 = world.s3
    whole = lambda: {'Bucket': BUCKET, 'Key': 'a-1'}
    bucket = lambda: {'Bucket': BUCKET}
    tagging = lambda base: lambda: {**base(), 'Tagging': {'TagSet': [{'Key': 'k', 'Value': 'v'}]}}
    same = lambda request, answer, name: answer.get(name) == request[name]
    stored = lambda request, answer, name: told_of(world.kept(request), request, name)

    def completed(request, answer, name):
        upload = {**request, 'UploadId': answer['UploadId']}
        upload = {key: upload[key] for key in ('Bucket', 'Key', 'UploadId')}
        checked = {'ChecksumAlgorithm': request['ChecksumAlgorithm']} if 'ChecksumAlgorithm' in request else {}
        s3.complete_multipart_upload(**world.uploaded(upload, **checked))
        return told_of(world.kept(upload), request, name)

    def listed(items, key):
        def told(request, answer, name):
            found = [one[key] for one in answer.get(items, [])]
            return {
                'Prefix': lambda: found == [], 'Marker': lambda: found == [], 'StartAfter': lambda: found == [], 'KeyMarker': lambda: found == [],
                'MaxKeys': lambda: len(found) <= 1, 'MaxUploads': lambda: len(found) <= 1, 'MaxBuckets': lambda: len(found) <= 1,
                'MaxParts': lambda: len(found) <= 1, 'PartNumberMarker': lambda: found == [2],
                'Delimiter': lambda: answer['CommonPrefixes'] == [{'Prefix': 'new/' if items == 'Uploads' else 'a-'}],
                'EncodingType': lambda: answer['EncodingType'] == 'url', 'FetchOwner': lambda: 'Owner' in answer['Contents'][0],
                'BucketRegion': lambda: found == [], 'ContinuationToken': lambda: True, 'UploadIdMarker': lambda: True,
            }[name]()
        return told

    def read(request, answer, name):
        if name.startswith('Response'):
            own = name[len('Response'):]
            return own in answer or f'{own}String' in answer
        return {
            'Range': lambda: answer['ContentRange'] == 'bytes 0-1/10', 'PartNumber': lambda: answer['ContentLength'] == 10,
            'ChecksumMode': lambda: 'ChecksumCRC32' in answer, 'VersionId': lambda: False,
        }[name]()

    def deleted(request, answer, name):
        return name == 'ChecksumAlgorithm' and [one['Key'] for one in answer['Deleted']] == ['none']

    never = lambda request, answer, name: False
    # The checksum of a document is compared with it, and kept nowhere.
    verified = lambda request, answer, name: name == 'ChecksumAlgorithm'
    requests = {
        'PutObject': (lambda: {**world.place(), 'Body': b'1'}, stored),
        'CopyObject': (lambda: {**world.place(), 'CopySource': f'{BUCKET}/a-1'}, stored),
        'GetObject': (whole, read), 'HeadObject': (whole, read),
        'DeleteObject': (lambda: world.put(unique()), never), 'DeleteObjects': (lambda: {'Bucket': BUCKET, 'Delete': {'Objects': [{'Key': 'none'}]}}, deleted),
        'GetObjectAttributes': (lambda: {**whole(), 'ObjectAttributes': ['ETag', 'ObjectParts']}, lambda request, answer, name: True),
        'GetObjectTagging': (whole, never), 'DeleteObjectTagging': (whole, never),
        'PutObjectTagging': (tagging(whole), verified),
        'GetObjectAcl': (whole, never), 'GetBucketAcl': (bucket, never), 'PutObjectAcl': (whole, verified), 'PutBucketAcl': (bucket, verified),
        'GetBucketTagging': (bucket, never), 'DeleteBucketTagging': (bucket, never),
        'PutBucketTagging': (tagging(bucket), verified),
        'CreateMultipartUpload': (world.place, completed),
        'UploadPart': (lambda: {**world.upload(), 'PartNumber': 1, 'Body': b'1'}, lambda request, answer, name: any('Checksum' in one for one in answer)),
        'UploadPartCopy': (lambda: {**world.upload(), 'PartNumber': 1, 'CopySource': f'{BUCKET}/a-1'}, never),
        'CompleteMultipartUpload': (lambda: world.uploaded(world.upload(ChecksumAlgorithm='SHA256'), ChecksumAlgorithm='SHA256'), lambda request, answer, name: answer.get(name) == request[name]),
        'AbortMultipartUpload': (world.upload, never),
        'ListParts': (lambda: {key: value for key, value in world.uploaded(world.upload()).items() if key != 'MultipartUpload'}, listed('Parts', 'PartNumber')),
        'ListMultipartUploads': (bucket, listed('Uploads', 'Key')),
        'ListObjects': (bucket, listed('Contents', 'Key')), 'ListObjectsV2': (bucket, listed('Contents', 'Key')),
        'ListObjectVersions': (bucket, listed('Versions', 'Key')),
        'ListBuckets': (dict, listed('Buckets', 'Name')),
        'CreateBucket': (lambda: {'Bucket': unique()}, never),
        'HeadBucket': (bucket, never), 'GetBucketLocation': (bucket, never), 'GetBucketVersioning': (bucket, never),
        'DeleteBucket': (lambda: (lambda name: s3.create_bucket(Bucket=name) and {'Bucket': name})(unique()), never),
        'GetPublicAccessBlock': (lambda: s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration={'BlockPublicAcls': True}) and bucket(), never),
        'PutPublicAccessBlock': (lambda: {'Bucket': BUCKET, 'PublicAccessBlockConfiguration': {'BlockPublicAcls': True}}, verified),
        'DeletePublicAccessBlock': (bucket, never),
        'PutBucketEncryption': (
            lambda: {'Bucket': BUCKET, 'ServerSideEncryptionConfiguration': {'Rules': [{'ApplyServerSideEncryptionByDefault': {'SSEAlgorithm': 'AES256'}}]}}, verified),
        'PutBucketOwnershipControls': (
            lambda: {'Bucket': BUCKET, 'OwnershipControls': {'Rules': [{'ObjectOwnership': 'BucketOwnerEnforced'}]}}, verified),
        **{operation: (bucket, never) for operation in (
            'GetBucketAccelerateConfiguration', 'GetBucketEncryption', 'GetBucketLogging', 'GetBucketNotificationConfiguration', 'GetBucketOwnershipControls',
            'GetBucketRequestPayment', 'DeleteBucketCors', 'DeleteBucketLifecycle', 'DeleteBucketPolicy', 'DeleteBucketReplication',
            'DeleteBucketWebsite')},
    }
    for operation, (base, told) in requests.items():
        shape = s3.meta.service_model.operation_model(operation).input_shape
        for name in shape.members:
            if name not in ('CreateBucketConfiguration', 'Delete', 'MultipartUpload'):
                asked(report, s3, operation, shape, name, base, told)
    documents(report, world)


def told_of(found, request, name):
    if name in ('MetadataDirective', 'TaggingDirective'):
        return found['Metadata'] == {} and found['Tagging'] == ''
    if name == 'ChecksumType':
        return found.get(name) == request[name]
    if name == 'Expires':
        return 'Expires' in found or 'ExpiresString' in found
    if name == 'SSEKMSKeyId':
        return found.get(name) == request[name]
    return found.get(name) == request[name]


def asked(report, s3, operation, shape, name, base, told):
    method = getattr(s3, botocore.xform_name(operation))

    # A request that fails without the member says nothing about it.
    prepared = base()

    def send():
        request = {**prepared}
        own = name in request
        if not own:
            request[name] = OWN.get((operation, name)) or VALUES.get(name) or value_of(shape.members[name])
        # A key needs its encryption, and a directive or a type what it directs.
        if name in ('SSEKMSKeyId', 'BucketKeyEnabled'):
            request['ServerSideEncryption'] = 'aws:kms'
        if operation == 'CreateMultipartUpload' and name == 'ChecksumType':
            request['ChecksumAlgorithm'] = 'SHA256'
        if operation == 'CopyObject' and name in ('CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'ContentType', 'Expires', 'Metadata'):
            request['MetadataDirective'] = 'REPLACE'
        if operation == 'CopyObject' and name == 'Tagging':
            request['TaggingDirective'] = 'REPLACE'
        return own, request, method(**request)

    def effect(outcome):
        own, request, answer = outcome
        return own or name in HOLD or told(request, answer, name)

    report.member(operation, (name,), send, effect)


def documents(report, world):
    """Members of the XML documents that requests send."""
    s3 = world.s3
    for operation, top, base, told in (
        ('CreateBucket', 'CreateBucketConfiguration', lambda: {'Bucket': world.unique()}, lambda request, answer, path: created(s3, request, path)),
        ('DeleteObjects', 'Delete', lambda: bool(world.put('abc')) and {'Bucket': BUCKET},
         lambda request, answer, path: path[-1] in ('Objects', 0, 'Key', 'Quiet') or 'Errors' in answer),
        ('CompleteMultipartUpload', 'MultipartUpload', lambda: world.uploaded(world.upload()), lambda request, answer, path: path[-1] in ('Parts', 0, 'PartNumber', 'ETag')),
    ):
        shape = s3.meta.service_model.operation_model(operation).input_shape
        for path in paths_of(shape.members[top], (top,)):
            def send(path=path, prepared=base(), shape=shape, operation=operation):
                request, _ = with_member(prepared, shape, path)
                return request, getattr(s3, botocore.xform_name(operation))(**request)
            report.member(operation, path, send, lambda outcome, path=path, told=told: told(outcome[0], outcome[1], path))


def created(s3, request, path):
    if 'Tags' in path:
        return s3.get_bucket_tagging(Bucket=request['Bucket'])['TagSet'] == request['CreateBucketConfiguration']['Tags']
    return s3.get_bucket_location(Bucket=request['Bucket'])['LocationConstraint'] == request['CreateBucketConfiguration'].get('LocationConstraint')
