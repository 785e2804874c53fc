import type { Signal } from '@preact/signals';
import type { RunChoices, RunContract, RunFollowed } from '../contract.ts';
import type { Port } from '../../kit/page/port.ts';

/** What every part of the Run page that shows a job is given. */
export interface RunProps {
  readonly state: RunFollowed;
  readonly port: Port<RunContract>;
  readonly choices: Signal<RunChoices>;
}
