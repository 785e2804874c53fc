import type { Section } from '../section.ts';

/** What one client does with the matrices of features and labels. */
export interface ClientCode {
  /** As people call it. */
  readonly name: string;
  /** What pip installs. */
  readonly packages: readonly string[];
  readonly sections: readonly Section[];
}
