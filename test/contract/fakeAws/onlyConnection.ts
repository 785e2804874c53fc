import { connectionId } from '../../../src/aws/connections/types.ts';
import type { Connection } from '../../../src/aws/connections/types.ts';
import { openConnectionStates } from '../../../src/runs/connectionStates.ts';
import { openDestinations } from '../../../src/runs/destinations.ts';
import { openSessions } from '../../../src/runs/session.ts';

/** The sessions of a window that has one connection, with what is known of it and the codes that its user was asked for. */
export function openOnly(connection: Connection, folder: string) {
  const states = openConnectionStates();
  const asked: string[] = [];
  let code: string | undefined;
  const sessions = openSessions({
    connection: () => connection,
    connectLocal: () => Promise.reject(new Error('the embedded server is not needed')),
    renewals: () => 0,
    onOpened: () => undefined,
    destinations: openDestinations(folder),
    askDestination: () => Promise.reject(new Error('nobody is asked')),
    states,
    mfaCode: async (_, serialNumber) => {
      asked.push(serialNumber);
      return code;
    },
  });
  return {
    sessions,
    asked,
    enter: (entered: string) => (code = entered),
    state: () => states.of(connectionId(connection)),
  };
}
