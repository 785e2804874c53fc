import { metricDefinitionsOf } from './metrics.ts';
import { describedMembers } from '../protocol.ts';
import { arnOf } from '../../account.ts';
import type { Account } from '../../account.ts';
import { artifactUriOf } from '../trainingJob.ts';
import type { TrainingJob } from '../trainingJob.ts';

/** A job in ListTrainingJobs. */
export function summarizeTrainingJob(account: Account, job: TrainingJob) {
  return {
    TrainingJobName: job.name,
    TrainingJobArn: arnOf(account, 'training-job', job.name),
    CreationTime: job.createdAt,
    LastModifiedTime: job.modifiedAt,
    TrainingJobStatus: job.status,
    SecondaryStatus: job.secondaryStatus,
    ...(job.trainingEndedAt === undefined ? {} : { TrainingEndTime: job.trainingEndedAt }),
  };
}

/** The output of DescribeTrainingJob. */
export function describeTrainingJob(account: Account, job: TrainingJob) {
  const { request, trainingStartedAt, failureReason } = job;
  const hasArtifact = job.hasArtifact || job.status === 'Completed';
  return {
    ...describedMembers('DescribeTrainingJob', request),
    ...summarizeTrainingJob(account, job),
    AlgorithmSpecification: {
      ...request.AlgorithmSpecification,
      MetricDefinitions: metricDefinitionsOf(request),
    },
    // The Python SDK's attach reads KmsKeyId unconditionally.
    OutputDataConfig: { KmsKeyId: '', ...request.OutputDataConfig },
    EnableManagedSpotTraining: request['EnableManagedSpotTraining'] === true,
    ModelArtifacts: { S3ModelArtifacts: hasArtifact ? artifactUriOf(job) : '' },
    SecondaryStatusTransitions: job.transitions,
    FinalMetricDataList: job.finalMetrics,
    ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
    ...(trainingStartedAt === undefined ? {} : { TrainingStartTime: trainingStartedAt }),
    ...billing(job),
  };
}

/** Whole seconds since the download began, at least one. */
function billing({ trainingStartedAt: started, trainingEndedAt: ended }: TrainingJob) {
  if (started === undefined || ended === undefined) return {};
  const seconds = Math.max(1, Math.round(ended - started));
  return { TrainingTimeInSeconds: seconds, BillableTimeInSeconds: seconds };
}
