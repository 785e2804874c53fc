import * as z from 'zod/mini';

const remedySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('showLog') }),
  z.object({ kind: z.literal('signIn'), connectionId: z.optional(z.string()) }),
  z.object({ kind: z.literal('switchConnection') }),
  z.object({ kind: z.literal('chooseDestination') }),
  z.object({ kind: z.literal('agreeToOwner'), bucket: z.string() }),
  z.object({ kind: z.literal('refresh') }),
  z.object({ kind: z.literal('deleteAllEndpoints') }),
  z.object({ kind: z.literal('copyStatement'), action: z.string(), resource: z.string() }),
  z.object({ kind: z.literal('openExperiment'), file: z.string() }),
  z.object({ kind: z.literal('editProfile'), file: z.string(), line: z.int().check(z.minimum(1)) }),
  z.object({ kind: z.literal('openFile'), file: z.string(), line: z.int().check(z.minimum(1)) }),
]);

/** What a button beside a failure does; plain data, so that a page can send it back. */
export type Remedy = z.infer<typeof remedySchema>;

export function parseRemedy(text: string): Remedy | undefined {
  try {
    return remedySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
