import * as z from 'zod/mini';

/** The schema with a description, which the JSON Schema shows in hovers. */
export const described = <T extends z.ZodMiniType>(schema: T, description: string): T => {
  z.globalRegistry.add(schema, { description });
  return schema;
};

/** The description of a schema; empty for none. */
export const descriptionOf = (schema: z.ZodMiniType): string =>
  z.globalRegistry.get(schema)?.description ?? '';
