import type { Signal } from '@preact/signals';
import type { StudyPlan } from '../../../data/shapes/study.ts';
import type { StudyChoices, StudyReady } from '../contract.ts';

export interface FormProps {
  readonly state: StudyReady;
  readonly choices: Signal<StudyChoices>;
  readonly start: (plan: StudyPlan) => void;
}
