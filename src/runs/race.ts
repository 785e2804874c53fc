import { Failure } from '../learner/errors.ts';
import { parseHyperparameters } from '../learner/hyperparameters/parse.ts';
import { loggedOfModel } from '../learner/hyperparameters/table.ts';
import { modelGrid } from '../learner/trainer/modelGrid.ts';
import type { ModelSettings } from '../learner/hyperparameters/modelSettings.ts';
import type { TrainingProgress } from './progress.ts';

/** The hyperparameter in which the models of a job differ most. */
interface RacingModel {
  readonly learningRate: number;
  readonly wd: number;
}

export interface Race {
  /** In log order. */
  readonly models: readonly RacingModel[];
  /** The model whose hyperparameters the log names as best; of several, the one with the lowest loss. */
  readonly winner: number | undefined;
}

/** Hyperparameters of each model, which the log does not contain; undefined when the job's models do not match our grid. */
export function raceOf(
  hyperparameters: Readonly<Record<string, string>>,
  { losses, best }: Pick<TrainingProgress, 'losses' | 'best'>,
): Race | undefined {
  const grid = gridOf(hyperparameters, losses.length);
  if (grid === undefined) return undefined;
  const winners = [...grid.keys()].filter((model) => best !== undefined && isNamed(grid[model], best));
  const lowest = (model: number) =>
    (losses[model] ?? []).reduce(
      (low, loss) => (Number.isFinite(loss) ? Math.min(low, loss) : low),
      Infinity,
    );
  return {
    models: grid.map(({ learningRate, wd }) => ({ learningRate, wd })),
    winner: winners.toSorted((a, b) => lowest(a) - lowest(b))[0],
  };
}

/** Limited to the models in the log: a failed job may have requested any number. */
function gridOf(
  hyperparameters: Readonly<Record<string, string>>,
  modelCount: number,
): readonly ModelSettings[] | undefined {
  try {
    const settings = parseHyperparameters(hyperparameters);
    return settings.numModels === modelCount ? modelGrid(settings) : undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** Whether the log names these hyperparameters; it may round them. */
function isNamed(model: ModelSettings | undefined, best: Readonly<Record<string, string | number>>): boolean {
  if (model === undefined) return false;
  return loggedOfModel(model, 'regressor').every(({ name, value }) => {
    const named = best[name];
    if (typeof value !== 'number' || typeof named !== 'number') return named === undefined || named === value;
    return Math.abs(value - named) <= 1e-6 * Math.abs(value);
  });
}
