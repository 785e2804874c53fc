import type { ComparedState } from '../contract.ts';
import type { RunName } from './names.ts';

/** What every section of the page is given. */
export interface SectionProps {
  readonly state: ComparedState;
  /** By run. */
  readonly names: readonly RunName[];
}

/** A run in a head or a sentence: its letter where there is no room for more. */
export const letterIn = (names: readonly RunName[], run: number): string => names[run]?.letter ?? '';
