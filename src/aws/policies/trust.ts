import * as z from 'zod/mini';

/** A trust policy has at most 8,192 characters; in a URL each may become nine. */
const mostCharacters = 80_000;

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const statementSchema = z.object({
  Effect: z.string(),
  Action: z.optional(oneOrMore),
  Principal: z.optional(z.union([z.string(), z.object({ Service: z.optional(oneOrMore) })])),
});
const trustSchema = z.object({ Statement: z.union([z.array(z.unknown()), z.unknown()]) });

/** Whether SageMaker may assume the role of a trust policy as IAM returns it, JSON in the encoding of URLs. */
export function isTrustedBySageMaker(encoded: string | undefined): boolean {
  const trust = trustSchema.safeParse(jsonOf(encoded ?? '')).data;
  if (trust === undefined) return false;
  // What one statement says does not depend on whether another can be read.
  const statements = [trust.Statement].flat().flatMap((one) => statementSchema.safeParse(one).data ?? []);
  return statements.some(
    ({ Effect, Action = [], Principal }) =>
      Effect === 'Allow' &&
      [Action].flat().some((action) => /^(\*|sts:(\*|AssumeRole))$/i.test(action)) &&
      typeof Principal === 'object' &&
      [Principal.Service ?? []].flat().some((service) => service === 'sagemaker.amazonaws.com'),
  );
}

function jsonOf(encoded: string): unknown {
  if (encoded.length > mostCharacters) return undefined;
  try {
    const value: unknown = JSON.parse(decodeURIComponent(encoded));
    return value;
  } catch {
    return undefined;
  }
}
