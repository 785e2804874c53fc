import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import type { Experiment } from '../data/shapes/experiment.ts';
import { fingerprintFile, heldOutRowsFile } from '../data/shapes/fingerprint.ts';
import { exists } from '../files/exists.ts';
import { isMissing, systemCode } from '../files/errors.ts';
import { createFiles } from '../files/writeFiles.ts';
import type { Evaluation } from '../learner/metrics/evaluation.ts';
import { heldOutCsv } from '../runs/heldOutCsv.ts';
import type { RunRecord } from '../runs/runRecords.ts';
import { experimentPathOf, experimentText, writeExperiment } from '../runs/writeExperiment.ts';

/** A finished run. */
export interface Finished {
  readonly record: RunRecord;
  readonly evaluation: Evaluation | undefined;
  readonly modelPath: string;
  /** Absolute path of the table. */
  readonly datasetPath: string;
}

/**
 * Writes the experiment, the channels, the model and its records into `out`, all or none and over no other file. Returns the path of
 * the experiment. Throws FileFailure.
 */
export async function writeOutputs(
  out: string,
  { record, evaluation, modelPath, datasetPath }: Finished,
  signal: AbortSignal,
): Promise<string> {
  const { title, experiment, preparation } = record;
  const dataset = relative(out, datasetPath).replaceAll('\\', '/');
  const copyOf = (path: string) => createReadStream(path, { signal });
  const files = [
    { name: title, ending: '.linear.json', data: experimentText({ ...experiment, dataset }) },
    ...channelPaths(record).map(({ name, path }) => ({ name, ending: extname(path), data: copyOf(path) })),
    { name: 'model', ending: '.tar.gz', data: copyOf(modelPath) },
    { name: 'preparation', ending: '.json', data: jsonOf(preparation) },
    ...(await fingerprintPaths(record)).map(({ name, path }) => ({
      name,
      ending: extname(path),
      data: copyOf(path),
    })),
    ...(evaluation === undefined
      ? []
      : [
          { name: 'evaluation', ending: '.json', data: jsonOf(evaluation) },
          { name: `${title}.held-out`, ending: '.csv', data: heldOutCsv(evaluation) },
        ]),
  ];
  const [experimentPath = ''] = await createFiles(
    files.map(({ name, ending, data }) => ({
      pathOf: (number) => join(out, `${name}${number}${ending}`),
      data,
    })),
  );
  return experimentPath;
}

const jsonOf = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** What models are compared by on the held-out rows that both runs have. */
async function fingerprintPaths({ trainPath }: RunRecord) {
  const paths = [fingerprintFile, heldOutRowsFile].map((name) => join(dirname(trainPath), name));
  const found = await Promise.all(paths.map(exists));
  return paths
    .filter((_, at) => found[at] === true)
    .map((path) => ({ name: basename(path, extname(path)), path }));
}

/** The channels of a run lie beside each other, named for what they are. */
function channelPaths({ trainPath, testPath, rowCounts }: RunRecord) {
  const validationPath = join(dirname(trainPath), `validation${extname(trainPath)}`);
  return [
    { name: 'train', path: trainPath },
    ...(rowCounts.validation === 0 ? [] : [{ name: 'validation', path: validationPath }]),
    ...(testPath === undefined ? [] : [{ name: 'test', path: testPath }]),
  ];
}

/**
 * Writes the experiment of a table beside it, unless the same is there already. Returns its path; undefined where the folder cannot
 * be written. Throws FileFailure.
 */
export async function keepExperiment(tablePath: string, experiment: Experiment): Promise<string | undefined> {
  const path = experimentPathOf(tablePath);
  if ((await textAt(path)) === experimentText(experiment)) return path;
  try {
    return await writeExperiment(tablePath, experiment);
  } catch (error) {
    // A folder of others, or a disk that can only be read.
    if (systemCode(error) === 'file-unreadable') return undefined;
    throw error;
  }
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
