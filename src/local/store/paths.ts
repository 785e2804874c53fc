import { join } from 'node:path';

export const databasePath = (stateFolder: string) => join(stateFolder, 'state.db');

/** A file whose presence has the next start check the whole database, however large. */
export const damagedMark = (stateFolder: string) => join(stateFolder, 'state.db.damaged');
