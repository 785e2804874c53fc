import * as z from 'zod/mini';

const text = z.string();
const tags = z.array(z.object({ Key: text, Value: text }));

/** What CreateTrainingJob is given, as far as it matters here; other members are let through unread. */
export const createTrainingJobSchema = z.object({
  TrainingJobName: text,
  RoleArn: text,
  AlgorithmSpecification: z.object({ TrainingImage: z.optional(text), TrainingInputMode: z.optional(text) }),
  HyperParameters: z._default(z.record(text, text), {}),
  InputDataConfig: z.array(
    z.object({
      ChannelName: text,
      ContentType: z.optional(text),
      DataSource: z.object({
        S3DataSource: z.object({ S3DataType: text, S3Uri: text, S3DataDistributionType: z.optional(text) }),
      }),
    }),
  ),
  OutputDataConfig: z.object({ S3OutputPath: text }),
  ResourceConfig: z.object({
    InstanceType: z.optional(text),
    InstanceCount: z.optional(z.int()),
    VolumeSizeInGB: z.optional(z.int()),
  }),
  StoppingCondition: z._default(z.object({ MaxRuntimeInSeconds: z.optional(z.int()) }), {}),
  Tags: z._default(tags, []),
});

const transition = z.object({
  Status: text,
  StartTime: z.number(),
  EndTime: z.optional(z.number()),
  StatusMessage: text,
});

export const trainingJobSchema = z.object({
  name: text,
  request: createTrainingJobSchema,
  status: z.enum(['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped']),
  secondaryStatus: text,
  transitions: z.array(transition),
  /** Epoch seconds, as all times here. */
  createdAt: z.number(),
  modifiedAt: z.number(),
  trainingStartedAt: z.optional(z.number()),
  trainingEndedAt: z.optional(z.number()),
  failureReason: z.optional(text),
  finalMetrics: z.array(z.object({ MetricName: text, Value: z.number(), Timestamp: z.number() })),
});
export type TrainingJob = z.infer<typeof trainingJobSchema>;

/** Ends the transition under way. */
export function closeLast(transitions: TrainingJob['transitions'], now: number): TrainingJob['transitions'] {
  return transitions.map((entry, index) =>
    index === transitions.length - 1 && entry.EndTime === undefined ? { ...entry, EndTime: now } : entry,
  );
}

export const artifactUriOf = ({ request }: TrainingJob) =>
  `${request.OutputDataConfig.S3OutputPath.replace(/\/$/, '')}/${request.TrainingJobName}/output/model.tar.gz`;

export const createModelSchema = z.object({
  ModelName: text,
  ExecutionRoleArn: z.optional(text),
  PrimaryContainer: z.object({
    Image: z.optional(text),
    ModelDataUrl: z.optional(text),
    Environment: z.optional(z.record(text, text)),
  }),
  Tags: z._default(tags, []),
});
export const modelSchema = z.object({ name: text, request: createModelSchema, createdAt: z.number() });
export type Model = z.infer<typeof modelSchema>;

const variant = z.object({
  VariantName: text,
  ModelName: text,
  InitialInstanceCount: z.optional(z.int()),
  InstanceType: z.optional(text),
  InitialVariantWeight: z.optional(z.number()),
});
export const createEndpointConfigSchema = z.object({
  EndpointConfigName: text,
  ProductionVariants: z.array(variant),
  Tags: z._default(tags, []),
});
export const endpointConfigSchema = z.object({
  name: text,
  request: createEndpointConfigSchema,
  createdAt: z.number(),
});
export type EndpointConfig = z.infer<typeof endpointConfigSchema>;

export const createEndpointSchema = z.object({
  EndpointName: text,
  EndpointConfigName: text,
  Tags: z._default(tags, []),
});
export const endpointSchema = z.object({
  name: text,
  configName: text,
  /** The endpoint's own copy: it outlives its config and its model. */
  variant,
  modelDataUrl: text,
  image: text,
  status: z.enum(['Creating', 'InService', 'Failed']),
  failureReason: z.optional(text),
  createdAt: z.number(),
  modifiedAt: z.number(),
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const tagsSchema = z.object({ name: text, tags: z.record(text, text) });
export type Tags = z.infer<typeof tagsSchema>;
