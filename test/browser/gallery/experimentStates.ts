import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openCalls } from '../../../src/data/engine/calls.ts';
import { openTables } from '../../../src/data/engine/tables.ts';
import type { Connection } from '../../../src/aws/connections/types.ts';
import type { ExperimentState, TrainingState } from '../../../src/webview/experiment/contract.ts';
import { describeExperiment } from '../../../src/webview/experiment/host/describe.ts';
import type { GalleryEntry } from './gallery.ts';

const local: Connection = { kind: 'local' };
const aws: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };

/** The Experiment page: as the host describes real files, and changes to them. */
export async function experimentStates(examples: string): Promise<readonly GalleryEntry[]> {
  const text = await readFile(join(examples, 'salary-tutorial.linear.json'), 'utf8');
  const salary = JSON.parse(text);
  const changed = (change: object) => JSON.stringify({ ...salary, ...change }, null, 2);
  const unpriced = { training: { instanceType: 'ml.p99.large' }, endpoint: { instanceType: 'ml.p99.large' } };
  const customers = changed({
    dataset: 'customers.csv',
    target: 'Left',
    predictorType: 'binary_classifier',
    features: undefined,
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.m5.large' },
    hyperparameters: {},
  });
  const states = async (name: string, content: string, connection = local) => {
    const shown = await statesOf(join(examples, 'salary.linear.json'), content, connection);
    return shown.map(([which, state]): GalleryEntry => ({
      name: `experiment-${name}${which}`,
      page: 'experiment',
      heading: 'salary.linear.json',
      state,
    }));
  };
  const [last] = (await states('salary', text)).slice(-1);
  const training = (name: string, state: TrainingState): readonly GalleryEntry[] =>
    last === undefined
      ? []
      : [{ ...last, name: `experiment-${name}`, state: { ...Object(last.state), training: state } }];
  const described = await Promise.all([
    states('salary', text),
    states('aws', changed(unpriced), aws),
    states('fails', changed({ hyperparameters: { mini_batch_size: 1000 } })),
    states('classes', customers),
    states('missing-table', changed({ dataset: 'missing.csv' })),
    states('unknown-target', changed({ target: 'Salry' })),
    states('broken', '{\n  "version": 1,\n  "dataset": tru\n}\n'),
  ]);
  return [
    ...described.flat(),
    ...training('starting', { kind: 'starting', message: 'Uploading 4 KiB', fraction: 0.4 }),
    ...training('interrupted', { kind: 'interrupted', mayRun: true }),
  ];
}

/** The state before the table is read, and the last one. */
async function statesOf(
  fileName: string,
  content: string,
  connection: Connection,
): Promise<readonly (readonly [string, ExperimentState])[]> {
  const lines = content.split('\n');
  const document = {
    fileName,
    getText: () => content,
    isDirty: false,
    lineCount: lines.length,
    lineAt: (line: number) => ({ text: lines[line] ?? '' }),
  };
  const services = {
    engine: openCalls(openTables()),
    trust: async () => ({ tableOf: async (_: string, dataset: string) => join(dirname(fileName), dataset) }),
    connection: () => connection,
    destinations: {
      find: async () => ({ bucket: 'linear-learner-us-east-1-000000000000', roleArn: 'role' }),
    },
    records: { newestOf: async () => 'salary-1' },
  };
  const shown: ExperimentState[] = [];
  const first: ExperimentState = { kind: 'loading', fileName: 'salary.linear.json' };
  await describeExperiment(
    services,
    document,
    first,
    (state) => shown.push(state),
    AbortSignal.timeout(60_000),
  );
  const [reading] = shown;
  const last = shown.at(-1);
  return [
    ...(reading?.kind === 'ready' && content.includes('Salary') ? [['-reading', reading] as const] : []),
    ['', last ?? first],
  ];
}
