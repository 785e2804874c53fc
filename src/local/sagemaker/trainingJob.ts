import * as z from 'zod/mini';
import { tagList } from './resources.ts';

const text = z.string();

/** Loose objects keep members that are echoed but have no meaning here. */
const channelSchema = z.looseObject({
  ChannelName: text,
  ContentType: z.optional(text),
  CompressionType: z.optional(z.enum(['None', 'Gzip'])),
  RecordWrapperType: z.optional(z.enum(['None', 'RecordIO'])),
  InputMode: z.optional(z.enum(['File', 'Pipe', 'FastFile'])),
  DataSource: z.looseObject({
    S3DataSource: z.looseObject({
      S3DataType: z.enum(['S3Prefix', 'ManifestFile', 'AugmentedManifestFile']),
      S3Uri: text,
      S3DataDistributionType: z.optional(z.enum(['FullyReplicated', 'ShardedByS3Key'])),
    }),
  }),
});
export type ChannelRequest = z.infer<typeof channelSchema>;

const metricDefinition = z.object({
  Name: text.check(z.minLength(1), z.maxLength(255)),
  Regex: text.check(z.minLength(1), z.maxLength(500)),
});
export type MetricDefinition = z.infer<typeof metricDefinition>;

const maxMetricDefinitions = 40;

/** A request as it is stored: looser than what is accepted today, so that a stored job stays readable. */
const storedRequest = z.looseObject({
  TrainingJobName: text,
  RoleArn: text,
  AlgorithmSpecification: z.looseObject({
    TrainingImage: z.optional(text),
    TrainingInputMode: z.optional(z.enum(['File', 'Pipe', 'FastFile'])),
    MetricDefinitions: z.optional(z.array(metricDefinition).check(z.maxLength(maxMetricDefinitions))),
  }),
  HyperParameters: z._default(z.record(text, text), {}),
  InputDataConfig: z._default(z.array(channelSchema).check(z.maxLength(20)), []),
  OutputDataConfig: z.looseObject({ S3OutputPath: text, KmsKeyId: z.optional(text) }),
  ResourceConfig: z.looseObject({
    InstanceType: z.optional(text),
    InstanceCount: z.optional(z.int().check(z.minimum(1))),
    VolumeSizeInGB: z.optional(z.int()),
  }),
  StoppingCondition: z._default(
    z.looseObject({ MaxRuntimeInSeconds: z.optional(z.int().check(z.minimum(1))) }),
    {},
  ),
  Tags: z._default(tagList, []),
});

/** Input of CreateTrainingJob, within the service's model. */
export const createTrainingJobSchema = z.extend(storedRequest, {
  StoppingCondition: z._default(
    z.looseObject({
      MaxRuntimeInSeconds: z.optional(z.int()),
      MaxWaitTimeInSeconds: z.optional(z.int()),
    }),
    {},
  ),
  EnableManagedSpotTraining: z.optional(z.boolean()),
});

export type CreateTrainingJobRequest = z.infer<typeof createTrainingJobSchema>;

export const defaultMaxRuntimeSeconds = 86_400;

const transition = z.object({
  Status: text,
  StartTime: z.number(),
  EndTime: z.optional(z.number()),
  StatusMessage: text,
});

export const trainingJobSchema = z.object({
  name: text,
  request: storedRequest,
  status: z.enum(['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped']),
  secondaryStatus: text,
  transitions: z.array(transition),
  /** Epoch seconds, as all times here. */
  createdAt: z.number(),
  modifiedAt: z.number(),
  trainingStartedAt: z.optional(z.number()),
  trainingEndedAt: z.optional(z.number()),
  failureReason: z.optional(text),
  /** Whether the artifact was uploaded: true for a Completed job, and for a Stopped one that had a model. */
  hasArtifact: z._default(z.boolean(), false),
  finalMetrics: z.array(z.object({ MetricName: text, Value: z.number(), Timestamp: z.number() })),
});
export type TrainingJob = z.infer<typeof trainingJobSchema>;

export const artifactUriOf = ({ request }: TrainingJob) =>
  `${request.OutputDataConfig.S3OutputPath.replace(/\/$/, '')}/${request.TrainingJobName}/output/model.tar.gz`;

/** Ends the current transition. */
export function closeLast(transitions: TrainingJob['transitions'], now: number): TrainingJob['transitions'] {
  return transitions.map((entry, index) =>
    index === transitions.length - 1 && entry.EndTime === undefined ? { ...entry, EndTime: now } : entry,
  );
}
