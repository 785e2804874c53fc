import { bindOperations, identityReader } from '../../src/aws/index.ts';
import type { EndpointLedger } from '../../src/guard/journal/endpointLedger.ts';
import { openJournal } from '../../src/guard/journal/openJournal.ts';
import { openAbsences } from '../../src/runs/absences.ts';
import { openConnectionStates } from '../../src/runs/connectionStates.ts';
import { openDeletionKeeper } from '../../src/runs/deletionKeeper.ts';
import { ourEndpoints, type TagCache } from '../../src/runs/ourEndpoints.ts';
import type { RecipeNeeds } from '../../src/runs/recipes.ts';
import type { Session } from '../../src/runs/session.ts';
import { type IdleSettings, openIdleKeeper } from '../../src/views/idleKeeper.ts';
import { openLeaseKeeper } from '../../src/views/leaseKeeper.ts';
import { type Calls, simulatedClients } from './clients.ts';
import { region } from './cloud.ts';
import { openDisk } from './disk.ts';
import type { Machine, Program, World } from './world.ts';

export type Part = 'a' | 'b' | 'c' | 'journal';

const connectionId = `aws:default@${region}`;
const pollIntervalMs = 5000;
/** The folder of the journal of a machine, which its windows share. */
export const journalOfMachine = '/home/ada/journal';

export interface Window extends RecipeNeeds {
  readonly program: Program;
  readonly openedAtMs: number;
  readonly session: Session;
  readonly ledger: EndpointLedger;
  /** Whether its last look shows an endpoint of this name, or says that it could not look. */
  shows(endpointName: string): boolean;
  /** What a command does once it has changed something. */
  refresh(): void;
}

const minuteMs = 60_000;
/** As long as the longest wait of the lease keeper. */
const searchEveryMs = 5 * minuteMs;

/** The journal on the disk of the machine of a program; without it, nothing is recorded. */
function journalFor(without: Part | undefined): RecipeNeeds {
  const { endpoints, spend } = openJournal({ shared: journalOfMachine, own: '/home/ada/editor' });
  if (without !== 'journal') return { ledger: endpoints, spend };
  const ledger: EndpointLedger = {
    ...endpoints,
    record: async () => undefined,
    admit: (_, check) => check(),
    change: async (_, change) => change(undefined),
    end: async () => undefined,
  };
  return { ledger, spend };
}

function sessionOf(calls: Calls): Session {
  const clients = simulatedClients(calls);
  const session: Partial<Session> = {
    aws: bindOperations(clients),
    connectionId,
    region,
    pollIntervalMs,
    identity: identityReader(clients),
  };
  // SAFETY: leases need no more of a session.
  return session as Session;
}

/** Opens a window of the product on a machine: its keepers, and the look behind its status bar. */
export function openWindow(calls: Calls, without: Part | undefined, idle: IdleSettings): Window {
  const { world, program } = calls;
  const session = sessionOf(calls);
  const journal = journalFor(without);
  const { ledger } = journal;
  const absences = openAbsences(() => world.nowMs());
  const tags: TagCache = new Map();
  let shown: readonly string[] | undefined;
  let searchedAtMs = -Infinity;
  const look = async () => {
    const searches = world.nowMs() - searchedAtMs >= searchEveryMs;
    if (searches) searchedAtMs = world.nowMs();
    const found = await ourEndpoints(session, ledger, { absences, ...(searches ? { tags } : {}) }).catch(
      () => undefined,
    );
    shown = found?.standings.map(({ entry }) => entry.endpointName);
    await world.sleep(minuteMs);
    void look();
  };
  const needs = {
    ledger,
    sessionOf: () => async () => session,
    states: openConnectionStates(),
    log: { error: () => undefined, warn: () => undefined },
    changed: () => undefined,
    deletionFailed: () => undefined,
    idle: () => idle,
  };
  const keeper = openLeaseKeeper(needs);
  const idleKeeper = openIdleKeeper(needs);
  const deletions = openDeletionKeeper({ ...needs, onFailed: () => undefined, onDeleted: () => undefined });
  const check = async (by: 'start-up' | 'window') => {
    await Promise.all([keeper.check(by), deletions.look(), idleKeeper.check()]);
    if (without !== 'a') return;
    keeper.dispose();
    deletions.dispose();
    idleKeeper.dispose();
  };
  world.as(program, () => {
    void look();
    if (without === 'b') setTimeout(() => void check('window'), searchEveryMs);
    else void check('start-up');
  });
  return {
    ...journal,
    program,
    openedAtMs: world.nowMs(),
    session,
    shows: (name) => shown === undefined || shown.includes(name),
    refresh: () => void (without === 'a' || world.as(program, () => check('window'))),
  };
}

export const newMachine = (world: World): Machine => ({
  skewMs: 0,
  sleepsUntilMs: 0,
  disk: openDisk(world),
  programs: [],
});
