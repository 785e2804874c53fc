import * as z from 'zod/mini';
import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import { lossesOf } from '../../../learner/hyperparameters/spec.ts';
import type { PredictorType } from '../../../learner/hyperparameters/spec.ts';
import type { RefusedEdit } from '../contract.ts';
import { predictorTypes } from '../../contract/predictorTypes.ts';
import { withKey } from '../../host/withKey.ts';

/** The text of an experiment after an edit, or why the edit cannot be made. */
export type EditedText = { readonly text: string } | { readonly refused: RefusedEdit };

/** Makes one edit after the other, each of the text that the one before has left. */
export function editsInTurn(document: { readonly read: () => string; write(text: string): Promise<void> }) {
  let last: Promise<unknown> = Promise.resolve();
  const make = async (change: (text: string) => EditedText): Promise<RefusedEdit | undefined> => {
    const edited = change(document.read());
    if ('refused' in edited) return edited.refused;
    await document.write(edited.text);
    return undefined;
  };
  return {
    /** Answers why the edit cannot be made, if it cannot. */
    edit(change: (text: string) => EditedText): Promise<RefusedEdit | undefined> {
      const turn = last.then(() => make(change));
      last = turn.catch(() => undefined);
      return turn;
    },
    /** Once no edit is under way. */
    settled: async (): Promise<void> => void (await last),
  };
}

/** The text with one key set, or removed when `value` is undefined. A problem takes the loss with it that does not go with it. */
export function withEdit(text: string, file: string, path: readonly string[], value: unknown): EditedText {
  const problem = path.join() === 'predictorType' ? predictorTypes.find((type) => type === value) : undefined;
  return checked(problem === undefined ? withKey(text, path, value) : withProblem(text, file, problem), file);
}

/** The text with another target and its problem; the target is taken off the features. */
export function withTarget(
  text: string,
  file: string,
  target: string,
  predictorType: PredictorType,
): EditedText {
  const { features } = parseExperiment(text, file);
  const others = features?.filter(({ column }) => column !== target);
  const changed = withProblem(withKey(text, ['target'], target), file, predictorType);
  return checked(
    others === undefined || others.length === features?.length
      ? changed
      : withKey(changed, ['features'], others.length === 0 ? undefined : others),
    file,
  );
}

const refusalSchema = z.object({
  code: z.literal('experiment-value'),
  facts: z.object({ key: z.string(), found: z.string(), expected: z.string() }),
});

/** A value that the experiment cannot have is refused; any other failure is thrown. */
function checked(text: string, file: string): EditedText {
  try {
    parseExperiment(text, file);
    return { text };
  } catch (error) {
    const refusal = refusalSchema.safeParse(error);
    if (!refusal.success) throw error;
    return { refused: refusal.data.facts };
  }
}

/** The text with another problem; a loss that does not go with it is left to SageMaker, a positive class goes. */
function withProblem(text: string, file: string, predictorType: PredictorType): string {
  const { loss } = parseExperiment(text, file).hyperparameters;
  const allowed: readonly unknown[] = ['auto', ...lossesOf[predictorType]];
  const changed = withKey(withKey(text, ['positiveClass'], undefined), ['predictorType'], predictorType);
  return loss === undefined || allowed.includes(loss)
    ? changed
    : withKey(changed, ['hyperparameters', 'loss'], undefined);
}
