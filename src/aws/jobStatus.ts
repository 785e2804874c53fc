import type { TrainingJobStatus } from '@aws-sdk/client-sagemaker';

export function hasEnded(status: TrainingJobStatus): boolean {
  return status === 'Completed' || status === 'Failed' || status === 'Stopped';
}
