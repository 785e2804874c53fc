import { join } from 'node:path';
import type { Evaluation } from '../learner/metrics/evaluation.ts';
import { evaluationSchema } from './evaluationSchema.ts';
import { readJsonFile } from '../files/jsonFiles.ts';

/** The evaluation in the folder of a run; undefined before it is evaluated. */
export const keptEvaluation = (folder: string): Promise<Evaluation | undefined> =>
  readJsonFile<Evaluation>(join(folder, 'evaluation.json'), evaluationSchema);
