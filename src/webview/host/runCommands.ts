import { runCommand } from '../../contributions/runCommand.ts';
import type { RunCommandId } from '../contract/runColumns.ts';

interface NamedRun {
  readonly trainingJobName: string;
  readonly connectionId: string;
}

/** Runs a command about a run from a page, which names the run; what it would delete is still for the user to confirm. */
export async function runOnRun(id: RunCommandId, run: NamedRun): Promise<void> {
  await (id === 'deleteRun' ? runCommand(id, { ...run, confirmed: false }) : runCommand(id, run));
}
