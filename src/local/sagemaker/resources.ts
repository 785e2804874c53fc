import * as z from 'zod/mini';

const text = z.string();
export const tagList = z.array(z.object({ Key: text, Value: text }));

/** Requests are stored whole; these schemas name only the members that mean something here. */
const container = z.looseObject({
  Image: z.optional(text),
  Mode: z.optional(text),
  ModelDataUrl: z.optional(text),
  ModelDataSource: z.optional(
    z.looseObject({
      S3DataSource: z.optional(
        z.looseObject({ S3Uri: text, S3DataType: z.optional(text), CompressionType: z.optional(text) }),
      ),
    }),
  ),
});
export type Container = z.infer<typeof container>;

export const createModelSchema = z.looseObject({
  ModelName: text,
  PrimaryContainer: z.optional(container),
  Containers: z.optional(z.array(container)),
  Tags: z._default(tagList, []),
});
export type CreateModelRequest = z.infer<typeof createModelSchema>;
export const modelSchema = z.object({ name: text, request: createModelSchema, createdAt: z.number() });
export type Model = z.infer<typeof modelSchema>;

const variant = z.looseObject({
  VariantName: text,
  ModelName: text,
  InitialInstanceCount: z.optional(z.int()),
  InstanceType: z.optional(text),
  InitialVariantWeight: z.optional(z.number()),
  ServerlessConfig: z.optional(
    z.looseObject({
      MemorySizeInMB: z.int(),
      MaxConcurrency: z.int(),
      ProvisionedConcurrency: z.optional(z.int()),
    }),
  ),
});
export type Variant = z.infer<typeof variant>;
export const createEndpointConfigSchema = z.looseObject({
  EndpointConfigName: text,
  ProductionVariants: z.array(variant),
  DataCaptureConfig: z.optional(z.looseObject({ EnableCapture: z.optional(z.boolean()) })),
  Tags: z._default(tagList, []),
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
  Tags: z._default(tagList, []),
});
export const updateEndpointSchema = z.object({ EndpointName: text, EndpointConfigName: text });
export const endpointSchema = z.object({
  name: text,
  configName: text,
  /** The endpoint's own copy: it outlives its config and its model. */
  variant,
  modelDataUrl: text,
  image: text,
  /** The file that it serves, once it has passed the health check. */
  artifact: z.optional(text),
  status: z.enum(['Creating', 'Updating', 'InService', 'Failed']),
  failureReason: z.optional(text),
  createdAt: z.number(),
  modifiedAt: z.number(),
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const tagsSchema = z.object({ name: text, tags: z.record(text, text) });
export type Tags = z.infer<typeof tagsSchema>;
