import * as z from 'zod/mini';
import { protocolVersion } from '../launch/control.ts';
import { callControl, livingServer, stopServer } from '../launch/controlClient.ts';
import type { LocalCredentials } from '../stateFolder.ts';

const drainSchema = z.object({ runningJobs: z.int() });

/**
 * Stops the server that holds the state folder once its running jobs have ended; until then it still answers, but accepts no new
 * job. Calls `onWaiting` if there is a job to wait for. Resolves with its open ports, to be opened again.
 */
export async function takeOver(
  stateFolder: string,
  credentials: LocalCredentials,
  onWaiting: () => void,
): Promise<readonly number[]> {
  const server = await livingServer(stateFolder, credentials);
  if (server === undefined) return [];
  if (server.protocol < protocolVersion) {
    await stopServer(server, credentials); // too old to be drained
    return server.ports;
  }
  const { runningJobs } = drainSchema.parse(await callControl(server.socketPath, credentials, 'drain'));
  if (runningJobs > 0) await callControl(server.socketPath, credentials, 'drained', { onBegun: onWaiting });
  const ports = (await livingServer(stateFolder, credentials))?.ports ?? server.ports;
  await stopServer(server, credentials);
  return ports;
}
