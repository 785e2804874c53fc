import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  connectionId,
  connectionRegion,
  needsLocalServer,
  parseConnection,
} from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';

/** Which connection this window uses. */
export interface ChosenConnection {
  readonly current: () => Connection;
  readonly choose: (connection: Connection) => Promise<void>;
  /** Regions of earlier choices, the last one first. */
  readonly recentRegions: () => readonly string[];
  /** Ids of the connections that this workspace has used, the last one first. */
  readonly seen: () => readonly string[];
  /** Removes a connection from `seen` until it is used again. */
  readonly forget: (connectionId: string) => Promise<void>;
}

export interface ConnectionPlaces {
  /** The workspace's folder in VS Code's storage, which nothing in the workspace can write; undefined without a workspace. */
  readonly folder: string | undefined;
  /** The default of workspaces without a choice. */
  readonly setting: () => Connection;
  readonly saveSetting: (connection: Connection) => Promise<void>;
  readonly save: (path: string, value: unknown) => Promise<void>;
}

const mostRegions = 8;
const mostSeen = 8;

/** The choice of a workspace is kept in its storage folder; without a workspace it is the setting. */
export function openChosenConnection({
  folder,
  setting,
  saveSetting,
  save,
}: ConnectionPlaces): ChosenConnection {
  const path = folder === undefined ? undefined : join(folder, 'connection.json');
  let { connection, regions, seen } = keptAt(path);
  const current = () => connection ?? setting();
  return {
    current,
    recentRegions: () => regions,
    seen: () => seen,
    async choose(chosen) {
      const region = needsLocalServer(chosen) ? [] : [connectionRegion(chosen)];
      regions = [...new Set([...region, ...regions])].slice(0, mostRegions);
      // The setting's connection was used without having been chosen.
      seen = [...new Set([chosen, current()].map(connectionId).concat(seen))].slice(0, mostSeen);
      if (path === undefined) {
        await saveSetting(chosen);
        return;
      }
      await save(path, { version: 1, connection: chosen, regions, seen });
      connection = chosen;
    },
    async forget(id) {
      seen = seen.filter((one) => one !== id);
      if (path !== undefined)
        await save(path, { version: 1, ...(connection === undefined ? {} : { connection }), regions, seen });
    },
  };
}

interface Kept {
  readonly connection: Connection | undefined;
  readonly regions: readonly string[];
  readonly seen: readonly string[];
}

const nothing: Kept = { connection: undefined, regions: [], seen: [] };

/** Read at once, as everything that is shown depends on it; a file that does not parse counts as none. */
function keptAt(path: string | undefined): Kept {
  try {
    const kept: unknown = path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'));
    if (typeof kept !== 'object' || kept === null) return nothing;
    return {
      connection: 'connection' in kept ? parseConnection(kept.connection) : undefined,
      regions: textsIn('regions' in kept ? kept.regions : undefined),
      seen: textsIn('seen' in kept ? kept.seen : undefined),
    };
  } catch {
    return nothing;
  }
}

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
