import type { ExperimentContract, ExperimentReady } from '../contract.ts';
import type { Port } from '../../kit/page/port.ts';

/** What every section of the form is given. */
export interface SectionProps {
  readonly state: ExperimentReady;
  readonly port: Port<ExperimentContract>;
  readonly run: (request: Promise<unknown>) => void;
}
