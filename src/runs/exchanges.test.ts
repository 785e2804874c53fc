import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { boto3Of, curlOf } from './exchanges.ts';

/** A value that would run a command, end a quote or name a file wherever it is not quoted. */
const hostile = `@/etc/passwd $(echo ran) \`echo ran\` "double" 'single' ‘typographic’ \\ %PATH%\n{1,2}`;
const runtimeUrl = `http://localhost:5000/$(echo ran)'"`;
const custom = { kind: 'custom', endpointUrl: runtimeUrl, profile: hostile } as const;
const runtime = { connection: custom, runtimeUrl };
const request = { endpointName: hostile, contentType: 'text/csv', body: hostile } as const;
const path = `/endpoints/${encodeURIComponent(hostile)}/invocations`;

const hasPython = spawnSync('python3', ['--version']).status === 0;

test.skipIf(process.platform === 'win32')(
  'a POSIX shell passes every value of the copied curl to it unchanged',
  () => {
    // A function of this name prints its words, one per line end of its own.
    const script = `curl() { printf '%s\\0' "$@"; }\n${curlOf(runtime, request, 'linux')}`;
    const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0');
    expect(words).toContain(hostile);
    expect(words[words.indexOf('--data-raw') + 1]).toBe(hostile);
    expect(words).toContain(`${runtimeUrl}${path}`);
    expect(words).toContain('aws:amz:us-east-1:sagemaker');
  },
);

test('copied PowerShell doubles every quote in a value, including typographic ones', () => {
  const quoted = (text: string) => `'${text.replaceAll(/['‘’]/g, '$&$&')}'`;
  const text = curlOf(runtime, request, 'win32');
  expect(text).toContain(`${quoted(hostile)} | curl.exe `);
  expect(text).toContain(quoted(`${runtimeUrl}${path}`));
});

test.skipIf(!hasPython)('Python reads every value of the copied boto3 text unchanged', () => {
  const script = boto3Of(runtime, request).replace('import boto3', standIn);
  const answer = execFileSync('python3', ['-c', script], { encoding: 'utf8' });
  expect(JSON.parse(answer)).toEqual([
    { profile_name: hostile },
    { region_name: 'us-east-1', endpoint_url: runtimeUrl },
    { EndpointName: hostile, ContentType: 'text/csv', Accept: 'application/json', Body: hostile },
  ]);
});

test("copied boto3 code sets a profile's own endpoint explicitly, over the environment", () => {
  const connection = { kind: 'aws', profile: 'dev', region: 'eu-west-1' } as const;
  const text = boto3Of({ connection, runtimeUrl: 'https://runtime.example' }, request);
  expect(text).toContain('boto3.Session(profile_name="dev").client(');
  expect(text).toContain('endpoint_url="https://runtime.example"');
});

/** A boto3 whose answer is the arguments that it was given. */
const standIn = `
import json, io
given = []
class Client:
    def invoke_endpoint(self, **words):
        given.append(words)
        return {'Body': io.BytesIO(json.dumps(given).encode())}
class Session:
    def __init__(self, **words):
        given.append(words)
    def client(self, service, **words):
        given.append(words)
        return Client()
class boto3:
    pass
boto3.Session = Session
`;
