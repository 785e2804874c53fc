import type { StudyPlan } from '../../../data/shapes/study.ts';
import type { StudyChoices, Variable, VariationsForm } from '../contract.ts';

type Form<Kind extends keyof StudyChoices> = NonNullable<StudyChoices[Kind]>;

export const firstCrossValidation: Form<'crossValidation'> = { folds: '5', repeats: '1', seed: '0' };
export const firstLearningCurve: Form<'learningCurve'> = {
  shares: '10, 20, 40, 60, 80, 100',
  repeats: '5',
  seed: '0',
};

/** The proposed values of a variable, as its field has them. */
export const textOf = ({ proposed }: Pick<Variable, 'proposed'>): string => proposed.map(String).join(', ');

/** The two settings that matter most often, where the problem has them. */
export function firstVariations(variables: readonly Variable[]): VariationsForm {
  const usual = variables.filter(({ path }) => usualPaths.includes(path.join('.')));
  return {
    method: 'grid',
    vary: usual.map((variable) => ({ path: [...variable.path], text: textOf(variable) })),
    trials: '50',
    seed: '0',
  };
}

const usualPaths = ['hyperparameters.wd', 'hyperparameters.learning_rate'];

/** What the forms hold for a plan. */
export function formsOf(plan: StudyPlan): StudyChoices {
  switch (plan.kind) {
    case 'cross-validation':
      return {
        crossValidation: {
          folds: String(plan.folds),
          repeats: String(plan.repeats),
          seed: String(plan.seed),
        },
      };
    case 'learning-curve':
      return {
        learningCurve: {
          shares: plan.shares.map((share) => String(Number((share * 100).toPrecision(6)))).join(', '),
          repeats: String(plan.repeats),
          seed: String(plan.seed),
        },
      };
    case 'variations':
      return {
        variations: {
          method: plan.method,
          vary: plan.vary.map((one) => ({
            path: [...one.path],
            text: 'values' in one ? one.values.map(String).join(', ') : `${one.low} to ${one.high}`,
          })),
          trials: String(plan.trials ?? 50),
          seed: String(plan.seed),
        },
      };
  }
}
