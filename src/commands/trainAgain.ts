import * as vscode from 'vscode';
import { billsMoney, connectionId } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { Trained } from '../contributions/results.ts';
import type { RunRow } from '../data/shapes/runRow.ts';
import { pick } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import { runFailure } from '../runs/errors.ts';
import type { Given } from './arguments.ts';
import { chooseRunAnywhere } from './chooseRun.ts';
import { profileChoice } from './connectionChoices.ts';
import type { Services } from './services.ts';
import { trainRecorded } from './train.ts';

/** Trains the experiment of a run once more, as it was recorded and on the run's connection. */
export async function trainAgain(services: Services, given: Given<'trainAgain'> = {}): Promise<Trained> {
  const placeHolder = vscode.l10n.t('Train which run again?');
  const run = await chooseRunAnywhere(services, given, { placeHolder });
  return trainOn(services, run, run.connectionId, given);
}

/** As trainAgain, on a connection to AWS that the user picks. */
export async function trainAgainOnAws(
  services: Services,
  given: Given<'trainAgainOnAws'> = {},
): Promise<Trained> {
  const placeHolder = vscode.l10n.t('Train which run again on AWS?');
  const run = await chooseRunAnywhere(services, given, { placeHolder });
  const connection = await chooseAws(services, given.confirmed === true);
  return trainOn(services, run, connectionId(connection), given);
}

async function trainOn(
  services: Services,
  { connectionId: madeOn, trainingJobName }: RunRow,
  id: string,
  { wait = false, confirmed = false }: NonNullable<Given<'trainAgain'>>,
): Promise<Trained> {
  const record = await services.records.find(madeOn, trainingJobName);
  if (record === undefined)
    throw runFailure('run-gone', { trainingJobName }, `${trainingJobName} is not on this machine`);
  const { experiment, experimentPath } = record;
  const recorded = { experiment, openSession: services.sessionOf(id) };
  return trainRecorded(services, experimentPath, recorded, { wait, confirmed });
}

/** The profile that trains; the connection in use is first. */
async function chooseAws(services: Services, confirmed: boolean): Promise<Connection> {
  const current = services.connection();
  // The caller has shown what it costs there.
  if (confirmed && billsMoney(current)) return current;
  const title = vscode.l10n.t('Train Again on AWS');
  const choices = services
    .listProfiles()
    .then((profiles) =>
      profiles.map(profileChoice(services, title)).toSorted((a, b) => rankOf(b) - rankOf(a)),
    );
  const choose = await pick(choices, {
    title,
    placeHolder: vscode.l10n.t('With which profile?'),
    whenEmpty: {
      message: vscode.l10n.t('There is no profile in ~/.aws/config.'),
      act: vscode.l10n.t('Switch Connection…'),
      command: 'switchConnection',
    },
  });
  return choose();
}

const rankOf = ({ description }: Choice<unknown>) => (description === undefined ? 0 : 1);
