// The embedded server as a cloud that bills: behind a port of its own, where a test can refuse deletions and move the end of leases.
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';

const expiresTag = 'linear-learner:expires';
const bodyOf = async (stream) => Buffer.concat(await Array.fromAsync(stream));

/** Forwards to the server of `stateFolder`, whose clients sign with `accessKeyId` and `secretAccessKey`. */
export async function openGuardedCloud(stateFolder) {
  const read = (name) => JSON.parse(readFileSync(join(stateFolder, name), 'utf8'));
  const { accessKeyId, secretAccessKey } = read('credentials.json');
  const cloud = { leaseEndsAtMs: undefined, refusesDeletion: false };
  const forwarded = async (incoming, body) => {
    const { method, url: path, headers } = incoming;
    const outgoing = request({ socketPath: read('server.json').socketPath, method, path, headers });
    const answer = new Promise((resolve, reject) => outgoing.on('response', resolve).on('error', reject));
    outgoing.end(body);
    return answer;
  };
  const server = createServer(async (incoming, response) => {
    const operation = String(incoming.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1);
    const body = await bodyOf(incoming);
    if (operation === 'DeleteEndpoint' && cloud.refusesDeletion) {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      const action = 'sagemaker:DeleteEndpoint';
      const Message = `User: arn:aws:iam::111122223333:user/ada is not authorized to perform: ${action} on resource: *`;
      response.end(JSON.stringify({ __type: 'AccessDeniedException', Message }));
      return;
    }
    // An extended lease is the server's again.
    if (operation === 'AddTags') cloud.leaseEndsAtMs = undefined;
    const answer = await forwarded(incoming, body);
    if (operation !== 'ListTags') {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
      return;
    }
    const { 'transfer-encoding': _, ...headers } = answer.headers;
    const shown = withLease(await bodyOf(answer), cloud.leaseEndsAtMs);
    response.writeHead(answer.statusCode, { ...headers, 'content-length': shown.length });
    response.end(shown);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A step that fails must not keep the process alive.
  server.unref();
  return Object.assign(cloud, {
    url: `http://127.0.0.1:${server.address().port}`,
    credentials: { accessKeyId, secretAccessKey },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** Tags in which a lease ends at another time. */
function withLease(body, endsAtMs) {
  if (endsAtMs === undefined) return body;
  const Value = `${new Date(endsAtMs).toISOString().slice(0, 19)}Z`;
  const { Tags = [], ...rest } = JSON.parse(body.toString());
  const moved = Tags.map((tag) => (tag.Key === expiresTag ? { ...tag, Value } : tag));
  return Buffer.from(JSON.stringify({ Tags: moved, ...rest }));
}
