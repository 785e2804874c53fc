import * as z from 'zod/mini';

const text = z.string();
export const tagList = z.array(z.object({ Key: text, Value: text }));

export const createModelSchema = z.object({
  ModelName: text,
  ExecutionRoleArn: z.optional(text),
  PrimaryContainer: z.looseObject({ Image: z.optional(text), ModelDataUrl: z.optional(text) }),
  Tags: z._default(tagList, []),
});
export const modelSchema = z.object({ name: text, request: createModelSchema, createdAt: z.number() });
export type Model = z.infer<typeof modelSchema>;

const variant = z.looseObject({
  VariantName: text,
  ModelName: text,
  InitialInstanceCount: z.optional(z.int()),
  InstanceType: z.optional(text),
  InitialVariantWeight: z.optional(z.number()),
});
export const createEndpointConfigSchema = z.object({
  EndpointConfigName: text,
  ProductionVariants: z.array(variant),
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
  status: z.enum(['Creating', 'Updating', 'InService', 'Failed']),
  failureReason: z.optional(text),
  createdAt: z.number(),
  modifiedAt: z.number(),
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const tagsSchema = z.object({ name: text, tags: z.record(text, text) });
export type Tags = z.infer<typeof tagsSchema>;
