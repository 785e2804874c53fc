import type { Explanation } from './explanations/types.ts';

/** What a failure says and offers, for what is shown before anything is clicked: the texts are loaded with the first. */
export async function explained(error: unknown): Promise<Explanation> {
  const { explain } = await import('./messages.ts');
  return explain(error);
}

/** Its message alone. */
export const failureText = async (error: unknown): Promise<string> => (await explained(error)).message;
