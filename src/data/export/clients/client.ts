import type { CodeFacts } from '../request.ts';
import type { Section } from '../section.ts';

/** What one client does with the matrices of features and labels. */
export interface ClientCode {
  /** As people call it. */
  readonly name: string;
  /** What pip installs. */
  readonly packages: readonly string[];
  readonly sections: readonly Section[];
}

/** Training on SageMaker; without held-out rows there is nothing to evaluate or to predict. */
export const trainedCode = (
  { split }: CodeFacts,
  { name, packages }: Omit<ClientCode, 'sections'>,
  steps: Readonly<Record<'train' | 'evaluate' | 'deploy', Section>>,
): ClientCode => ({
  name,
  packages: [...packages, 'pandas', 'scikit-learn'],
  sections: split.test.length === 0 ? [steps.train] : [steps.train, steps.evaluate, steps.deploy],
});
