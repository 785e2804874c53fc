import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectionRegion, needsLocalServer, parseConnection } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';

/** Which connection this window uses. */
export interface ChosenConnection {
  readonly current: () => Connection;
  readonly choose: (connection: Connection) => Promise<void>;
  /** Regions of earlier choices, the last one first. */
  readonly recentRegions: () => readonly string[];
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

/** The choice of a workspace is kept in its storage folder; without a workspace it is the setting. */
export function openChosenConnection({
  folder,
  setting,
  saveSetting,
  save,
}: ConnectionPlaces): ChosenConnection {
  const path = folder === undefined ? undefined : join(folder, 'connection.json');
  let { connection, regions } = keptAt(path);
  return {
    current: () => connection ?? setting(),
    recentRegions: () => regions,
    async choose(chosen) {
      const region = needsLocalServer(chosen) ? [] : [connectionRegion(chosen)];
      regions = [...new Set([...region, ...regions])].slice(0, mostRegions);
      if (path === undefined) {
        await saveSetting(chosen);
        return;
      }
      await save(path, { version: 1, connection: chosen, regions });
      connection = chosen;
    },
  };
}

interface Kept {
  readonly connection: Connection | undefined;
  readonly regions: readonly string[];
}

/** Read at once, as everything that is shown depends on it; a file that does not parse counts as none. */
function keptAt(path: string | undefined): Kept {
  try {
    const kept: unknown = path === undefined ? undefined : JSON.parse(readFileSync(path, 'utf8'));
    if (typeof kept !== 'object' || kept === null) return { connection: undefined, regions: [] };
    const regions = 'regions' in kept && Array.isArray(kept.regions) ? kept.regions : [];
    return {
      connection: 'connection' in kept ? parseConnection(kept.connection) : undefined,
      regions: regions.filter((region) => typeof region === 'string'),
    };
  } catch {
    return { connection: undefined, regions: [] };
  }
}
