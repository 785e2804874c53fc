import { createHash, createHmac } from 'node:crypto';
import { below, bytesOf, oneOf } from './random.ts';
import type { Random } from './random.ts';
import { awsChunked, bytesOfRequest, signed } from './wire.ts';
import type { Credentials, RawRequest } from './wire.ts';

/** What a fuzzed request may refer to on the server. */
export const known = { bucket: 'fuzz-bucket', key: 'known', endpoint: 'fuzz' };

export interface FuzzedRequest {
  readonly bytes: Buffer;
  /** Whether the server cannot know that these are all bytes: the client then stops writing after them. */
  readonly isCut: boolean;
}

const chance = (random: Random, share: number) => random() < share;

const words = [
  '', '0', '1', '-1', '1e9', 'NaN', 'null', 'true', 'a', 'ünï 日本', '..', '../..', '%', '%00', '%zz', '%2F', '__proto__',
  'constructor', '*', '"', "'", '<', '&#0;', '{}', '[]', '\u0001', ' ', 'x'.repeat(300), '9'.repeat(40), 'bytes=0-',
  'bytes=-1', 'bytes=5-2', 'bytes=0-99999999999999999999', known.bucket, known.key, known.endpoint, `${known.bucket}/${known.key}`,
  's3://fuzz-bucket/known', 'arn:aws:sagemaker:us-east-1:111122223333:model/fuzz', '2026-11-30T00:00:00Z',
  'Mon, 30 Nov 2026 00:00:00 GMT', 'AAAA', 'STANDARD', 'REPLACE',
] as const; // prettier-ignore
const word = (random: Random): string => oneOf(random, words);

/** A value of any shape JSON has. */
function anything(random: Random, depth = 0): unknown {
  switch (below(random, depth > 3 ? 4 : 6)) {
    case 0:
      return word(random);
    case 1:
      return oneOf(random, [0, 1, -1, 1e300, 0.5, 2 ** 53]);
    case 2:
      return oneOf(random, [null, true, false]);
    case 3:
      return [];
    case 4:
      return Array.from({ length: below(random, 4) }, () => anything(random, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: below(random, 4) }, () => [word(random), anything(random, depth + 1)]),
      );
  }
}

/** Flips, removes, repeats or inserts some bytes. */
function mutated(random: Random, bytes: Buffer): Buffer {
  let result = Buffer.from(bytes);
  for (let count = 1 + below(random, 4); count > 0; count -= 1) {
    const at = below(random, result.length + 1);
    const length = below(random, oneOf(random, [2, 10, 100]));
    const [before, after] = [result.subarray(0, at), result.subarray(Math.min(result.length, at + length))];
    switch (below(random, 4)) {
      case 0:
        if (at < result.length) result[at] = below(random, 256);
        break;
      case 1:
        result = Buffer.concat([before, after]);
        break;
      case 2:
        result = Buffer.concat([before, result.subarray(at, at + length), result.subarray(at)]);
        break;
      default:
        result = Buffer.concat([before, bytesOf(random, length), result.subarray(at)]);
    }
  }
  return result;
}

const methods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'] as const;
const queryNames = [
  'list-type', 'prefix', 'delimiter', 'marker', 'max-keys', 'encoding-type', 'continuation-token', 'start-after', 'versionId',
  'delete', 'uploads', 'uploadId', 'partNumber', 'location', 'publicAccessBlock', 'tagging', 'acl', 'versioning', 'x-id',
  'response-content-type', 'response-cache-control', 'attributes', 'policy',
] as const; // prettier-ignore
const headerNames = [
  'range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'content-md5', 'content-type',
  'content-encoding', 'x-amz-copy-source', 'x-amz-copy-source-range', 'x-amz-metadata-directive', 'x-amz-meta-a',
  'x-amz-checksum-crc32', 'x-amz-checksum-crc64nvme', 'x-amz-checksum-sha1', 'x-amz-trailer', 'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner', 'x-amz-storage-class', 'x-amz-tagging', 'expires', 'accept', 'x-amz-security-token', 'expect',
  'upgrade', 'connection', 'x-amzn-sagemaker-target-variant', 'x-amzn-sagemaker-custom-attributes',
] as const; // prettier-ignore

/** Header values are bytes of Latin-1 without line ends; others are a matter of `mutated`. */
const headerValue = (random: Random) => word(random).replaceAll(/[^\u0020-\u00ff]/g, '?');

function someHeaders(random: Random): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: below(random, 4) }, () => [oneOf(random, headerNames), headerValue(random)]),
  );
}

const someQuery = (random: Random) =>
  Array.from({ length: below(random, 4) }, (): [string, string] => [oneOf(random, queryNames), word(random)]);

const segment = (random: Random) => encodeURIComponent(word(random));
const s3Path = (random: Random) =>
  oneOf(random, [
    '/',
    `/${known.bucket}`,
    `/${known.bucket}/`,
    `/${known.bucket}/${known.key}`,
    `/${known.bucket}/${segment(random)}`,
    `/${segment(random)}/${segment(random)}`,
    `/${known.bucket}//a/../b%`,
  ]);

const xmlBodies = [
  '<Delete><Object><Key>none</Key></Object><Quiet>true</Quiet></Delete>',
  '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>&quot;a&quot;</ETag></Part></CompleteMultipartUpload>',
  '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>',
  '<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>',
  '<a>'.repeat(3000),
  '<!DOCTYPE a [<!ENTITY b "&b;&b;">]><Delete>&b;</Delete>',
  `<Delete>${'<Object><Key>k</Key></Object>'.repeat(1500)}</Delete>`,
] as const;

const payloadHashes = [
  undefined,
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'none',
  '0'.repeat(64),
] as const;

function s3Request(random: Random, credentials: Credentials): RawRequest {
  const kind = below(random, 4);
  const plain = bytesOf(random, below(random, 5000));
  const framed = awsChunked(
    [plain],
    oneOf(random, [[], ['x-amz-checksum-crc32:AAAAAA=='], ['x'], ['a:b', 'a:b']]),
  );
  const body =
    kind === 0
      ? Buffer.alloc(0)
      : kind === 1
        ? plain
        : kind === 2
          ? chance(random, 0.5)
            ? framed
            : mutated(random, framed)
          : chance(random, 0.5)
            ? Buffer.from(oneOf(random, xmlBodies))
            : mutated(random, Buffer.from(oneOf(random, xmlBodies)));
  const request = {
    method: oneOf(random, methods),
    path: s3Path(random),
    query: someQuery(random),
    headers: {
      ...someHeaders(random),
      ...(kind === 2 && chance(random, 0.7)
        ? { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': String(plain.length) }
        : {}),
    },
    body,
  };
  const hash = kind === 2 ? payloadHashes[2 + below(random, 2)] : oneOf(random, payloadHashes);
  return signed(request, credentials, 's3', hash);
}

const jsonOperations = [
  'CreateTrainingJob', 'DescribeTrainingJob', 'StopTrainingJob', 'ListTrainingJobs', 'CreateModel', 'DescribeModel', 'ListModels',
  'DeleteModel', 'CreateEndpointConfig', 'DescribeEndpointConfig', 'ListEndpointConfigs', 'DeleteEndpointConfig', 'CreateEndpoint',
  'DescribeEndpoint', 'ListEndpoints', 'UpdateEndpoint', 'AddTags', 'ListTags', 'DeleteTags', 'DescribeLogGroups',
  'DescribeLogStreams', 'GetLogEvents', 'FilterLogEvents', 'constructor', 'toString',
] as const; // prettier-ignore
const members = [
  'TrainingJobName', 'RoleArn', 'AlgorithmSpecification', 'HyperParameters', 'InputDataConfig', 'OutputDataConfig',
  'ResourceConfig', 'StoppingCondition', 'Tags', 'ModelName', 'PrimaryContainer', 'ExecutionRoleArn', 'EndpointConfigName',
  'ProductionVariants', 'EndpointName', 'ResourceArn', 'TagKeys', 'NextToken', 'MaxResults', 'NameContains', 'SortBy',
  'logGroupName', 'logStreamName', 'logStreamNamePrefix', 'filterPattern', 'nextToken', 'limit', 'startTime', 'logGroupNamePrefix',
] as const; // prettier-ignore

function jsonRequest(random: Random, credentials: Credentials): RawRequest {
  const isLogs = chance(random, 0.3);
  const input = Object.fromEntries(
    Array.from({ length: below(random, 8) }, () => [
      oneOf(random, members),
      chance(random, 0.5) ? word(random) : anything(random),
    ]),
  );
  const text = Buffer.from(chance(random, 0.05) ? '['.repeat(10_000) : JSON.stringify(input));
  const request = {
    method: 'POST',
    path: '/',
    query: [],
    headers: {
      ...someHeaders(random),
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${isLogs ? 'Logs_20140328' : 'SageMaker'}.${oneOf(random, jsonOperations)}`,
    },
    body: chance(random, 0.7) ? text : mutated(random, text),
  };
  return signed(request, credentials, isLogs ? 'logs' : 'sagemaker');
}

/** A sparse and a dense record of the SageMaker Python SDK, two features each. */
const record = Buffer.from('0a23d7ce180000000a160a0676616c756573120c120a0a080000803f00000040', 'hex');
const payloads: readonly [readonly [string, string | Buffer], ...(readonly [string, string | Buffer])[]] = [
  ['text/csv', '1,2\n3,4\n'],
  ['text/csv', `${'9'.repeat(5000)}x,1`],
  [
    'application/json',
    '{"instances":[{"features":[1,2]},{"data":{"features":{"keys":[0],"shape":[2],"values":[1]}}}]}',
  ],
  [
    'application/jsonlines',
    '{"features":[1,2]}\n{"data":{"features":{"keys":[1],"shape":[2],"values":[1]}}}',
  ],
  ['application/x-recordio-protobuf', record],
  ['image/png', 'x'],
];
const accepts = [
  '',
  'application/json',
  'application/jsonlines',
  'application/x-recordio-protobuf',
  'text/csv',
  '*/*',
] as const;

function runtimeRequest(random: Random, credentials: Credentials): RawRequest {
  const [contentType, text] = oneOf(random, payloads);
  const body = Buffer.from(text);
  const name = chance(random, 0.8) ? known.endpoint : segment(random);
  const request = {
    method: chance(random, 0.9) ? 'POST' : oneOf(random, methods),
    path: chance(random, 0.9) ? `/endpoints/${name}/invocations` : `/endpoints/${name}/%zz/invocations`,
    query: [],
    headers: { ...someHeaders(random), 'content-type': contentType, accept: oneOf(random, accepts) },
    body: chance(random, 0.4) ? body : mutated(random, body),
  };
  return signed(request, credentials, 'sagemaker');
}

function queryRequest(random: Random, credentials: Credentials): RawRequest {
  const form = new URLSearchParams({
    Action: oneOf(random, ['GetCallerIdentity', 'GetRole', 'AssumeRole', '<a>']),
    Version: '2011-06-15',
    RoleName: word(random),
  });
  const request = {
    method: 'POST',
    path: '/',
    query: [],
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
  };
  return signed(request, credentials, oneOf(random, ['sts', 'iam', 'none', '__proto__']));
}

/** A presigned URL of either version, right or wrong. */
function presignedRequest(random: Random, { accessKeyId, secretAccessKey }: Credentials): RawRequest {
  const path = `/${known.bucket}/${known.key}`;
  const expires = oneOf(random, [String(Math.floor(Date.now() / 1000) + 60), '0', 'abc', word(random)]);
  const signature = createHmac('sha1', chance(random, 0.7) ? secretAccessKey : 'wrong')
    .update(`GET\n\n\n${expires}\n${path}`)
    .digest('base64');
  const second: [string, string][] = [
    ['AWSAccessKeyId', chance(random, 0.9) ? accessKeyId : word(random)],
    ['Signature', signature],
    ['Expires', expires],
  ];
  const fourth: [string, string][] = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${accessKeyId}/${word(random)}/us-east-1/s3/aws4_request`],
    ['X-Amz-Date', oneOf(random, ['20261130T000000Z', word(random)])],
    ['X-Amz-Expires', word(random)],
    ['X-Amz-SignedHeaders', oneOf(random, ['host', word(random)])],
    ['X-Amz-Signature', createHash('sha256').update(word(random)).digest('hex')],
  ];
  const query = [...(chance(random, 0.5) ? second : fourth), ...someQuery(random)];
  return { method: oneOf(random, ['GET', 'HEAD', 'PUT']), path, query, headers: {}, body: Buffer.alloc(0) };
}

/** The body in HTTP's own chunks; the framing is right, or not. */
function httpChunked(random: Random, request: RawRequest): RawRequest {
  const framed = awsChunked([Buffer.from(request.body)]);
  const { 'content-length': _, ...headers } = request.headers;
  return {
    ...request,
    headers: { ...headers, 'transfer-encoding': 'chunked' },
    body: chance(random, 0.5) ? framed : mutated(random, framed),
  };
}

/** One request of any kind: right, almost right, or nonsense. The same `random` gives the same one, but for its date. */
export function fuzzedRequest(random: Random, credentials: Credentials): FuzzedRequest {
  const make = oneOf(random, [
    s3Request,
    s3Request,
    jsonRequest,
    runtimeRequest,
    queryRequest,
    presignedRequest,
  ]);
  const made = make(random, credentials);
  const kind = below(random, 10);
  if (kind === 0) return { bytes: bytesOfRequest(httpChunked(random, made)), isCut: true };
  if (kind === 1) {
    const headers = {
      ...made.headers,
      authorization: mutated(random, Buffer.from(made.headers['authorization'] ?? '')).toString('latin1'),
    };
    return { bytes: bytesOfRequest({ ...made, headers }), isCut: true };
  }
  if (kind === 2) {
    const length = oneOf(random, [
      '0',
      '1',
      '100000',
      '-1',
      'x',
      '99999999999999999999',
      String(made.body.length),
    ]);
    return {
      bytes: bytesOfRequest({ ...made, headers: { ...made.headers, 'content-length': length } }),
      isCut: true,
    };
  }
  const bytes = bytesOfRequest(made);
  if (kind === 3) return { bytes: mutated(random, bytes), isCut: true };
  if (kind === 4) return { bytes: bytes.subarray(0, below(random, bytes.length)), isCut: true };
  return { bytes, isCut: false };
}

/** A good upload, whole, in one of the ways that clients have. */
export function fuzzedUpload(random: Random, credentials: Credentials): Buffer {
  const chunks = Array.from({ length: 1 + below(random, 4) }, () =>
    Buffer.alloc(1 + below(random, 200_000), 'x'),
  );
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const isFramed = chance(random, 0.6);
  const request = {
    method: 'PUT',
    path: `/${known.bucket}/aborted-${below(random, 20)}`,
    query: [],
    headers: isFramed
      ? {
          'content-encoding': 'aws-chunked',
          'x-amz-decoded-content-length': String(size),
          'x-amz-trailer': 'x-amz-checksum-crc32',
        }
      : {},
    body: isFramed ? awsChunked(chunks) : Buffer.concat(chunks),
  };
  return bytesOfRequest(signed(request, credentials, 's3', isFramed ? payloadHashes[2] : 'UNSIGNED-PAYLOAD'));
}
