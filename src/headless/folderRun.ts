import { readdir } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import type { Engine } from '../data/engine/calls.ts';
import { hyperparameterStrings } from '../data/shapes/experiment.ts';
import { fingerprintFile, heldOutRowsFile } from '../data/shapes/fingerprint.ts';
import type { HeldOutSide } from '../data/shapes/heldOutComparison.ts';
import { preparationSchema } from '../data/shapes/preparation.ts';
import { fileFailure } from '../files/errors.ts';
import { readJsonFile } from '../files/jsonFiles.ts';

/** What a folder that --out has made has for a comparison of models, or the names of the files that it lacks. */
export type FolderSide =
  | { readonly kind: 'whole'; readonly side: HeldOutSide }
  | { readonly kind: 'lacking'; readonly files: readonly string[] };

const modelFile = 'model.tar.gz';
const preparationFile = 'preparation.json';

/** Throws DataFailure for an experiment that cannot be read. */
export async function folderSide(
  folder: string,
  engine: Pick<Engine, 'readExperiment'>,
  signal: AbortSignal,
): Promise<FolderSide> {
  const at = (name: string) => join(resolve(folder), name);
  const names = await readdir(resolve(folder)).catch((error: unknown) => {
    throw fileFailure(folder, error);
  });
  const test = names.find((name) => name === 'test.pbr' || name === 'test.csv');
  const experimentFile = names.find((name) => name.endsWith('.linear.json'));
  const preparation = await readJsonFile(at(preparationFile), preparationSchema);
  const needed = [modelFile, fingerprintFile, heldOutRowsFile];
  const files = [
    ...needed.filter((name) => !names.includes(name)),
    ...(preparation === undefined ? [preparationFile] : []),
    ...(test === undefined ? ['test.pbr or test.csv'] : []),
    ...(experimentFile === undefined ? ['the experiment (*.linear.json)'] : []),
  ];
  if (preparation === undefined || test === undefined || experimentFile === undefined || files.length > 0)
    return { kind: 'lacking', files };
  const experiment = await engine.readExperiment({ path: at(experimentFile) }, { signal });
  return {
    kind: 'whole',
    side: {
      modelPath: at(modelFile),
      testPath: at(test),
      format: extname(test) === '.csv' ? 'csv' : 'recordio',
      preparation,
      hyperparameters: hyperparameterStrings(experiment),
      // A folder does not say of which table it is: common rows are found by their cells.
      datasetSha256: '',
      fingerprintPath: at(fingerprintFile),
      heldOutRowsPath: at(heldOutRowsFile),
    },
  };
}
