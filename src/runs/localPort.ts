import type { LocalServer } from './session.ts';

/** The embedded server with an open port for other tools. */
export type OpenLocalServer = LocalServer & { readonly endpoint: string };

/** Opens a port of the embedded server once; later calls return it until the server ends. */
export function portOpener(
  connect: () => Promise<LocalServer>,
  openPort: (server: LocalServer) => Promise<string>,
): () => Promise<OpenLocalServer> {
  let last: { readonly pid: number; readonly endpoint: Promise<string> } | undefined;
  return async () => {
    const server = await connect();
    if (last?.pid !== server.pid) last = { pid: server.pid, endpoint: openPort(server) };
    try {
      return { ...server, endpoint: await last.endpoint };
    } catch (error) {
      last = undefined;
      throw error;
    }
  };
}
