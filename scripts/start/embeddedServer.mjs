// The embedded server of a profile, as scripts see it: by its state folder, whoever started it.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** The state folder under a user-data folder of VS Code. */
export const stateFolderIn = (userData) =>
  join(userData, 'User', 'globalStorage', 'linear-learner.linear-learner-sagemaker', 'local');

/** Asks the server to stop and waits until it has hung up. The token proves that it is ours: a pid alone may be anybody's by now. */
export function stopEmbeddedServer(userData) {
  const folder = stateFolderIn(userData);
  let socketPath, controlToken;
  try {
    ({ socketPath } = readJson(join(folder, 'server.json')));
    ({ controlToken } = readJson(join(folder, 'credentials.json')));
  } catch {
    return Promise.resolve(); // none was ever started
  }
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${controlToken}`, connection: 'close' };
    const ask = request({ socketPath, path: '/-/stop', method: 'POST', agent: false, headers });
    ask.on('response', (reply) => reply.resume());
    ask.on('error', () => resolve()); // it had ended before
    ask.on('close', resolve);
    ask.end();
  });
}
