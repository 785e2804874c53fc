import * as z from 'zod/mini';
import type { SageMakerContext } from './context.ts';
import { parsed } from './input.ts';
import type { JsonOperation } from '../protocols/json.ts';

const pairs = z.array(z.object({ Key: z.string(), Value: z.string() }));
const arnPattern = 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z\\-]+/[a-zA-Z0-9\\-]{1,63}';
const ResourceArn = z
  .string()
  .check(
    z.regex(new RegExp(`^${arnPattern}$`), `Member must satisfy regular expression pattern: ${arnPattern}`),
  );
const addSchema = z.object({ ResourceArn, Tags: pairs });
const listSchema = z.object({ ResourceArn });
const deleteSchema = z.object({ ResourceArn, TagKeys: z.array(z.string()) });

const asList = (tags: Readonly<Record<string, string>>) => ({
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

export async function rememberTags(
  { tags }: SageMakerContext,
  arn: string,
  given: z.infer<typeof pairs>,
): Promise<void> {
  if (given.length === 0) return;
  const all = { ...tags.get(arn)?.tags, ...Object.fromEntries(given.map(({ Key, Value }) => [Key, Value])) };
  await tags.put({ name: arn, tags: all });
}

export const forgetTags = ({ tags }: SageMakerContext, arn: string): Promise<void> => tags.remove(arn);

export function tagOperations(context: SageMakerContext): Readonly<Record<string, JsonOperation>> {
  const tagsOf = (arn: string) => context.tags.get(arn)?.tags ?? {};
  return {
    AddTags: async (input) => {
      const { ResourceArn, Tags } = parsed(addSchema, input);
      await rememberTags(context, ResourceArn, Tags);
      return asList(tagsOf(ResourceArn));
    },
    ListTags: async (input) => asList(tagsOf(parsed(listSchema, input).ResourceArn)),
    DeleteTags: async (input) => {
      const { ResourceArn, TagKeys } = parsed(deleteSchema, input);
      const kept = Object.entries(tagsOf(ResourceArn)).filter(([key]) => !TagKeys.includes(key));
      await context.tags.put({ name: ResourceArn, tags: Object.fromEntries(kept) });
      return {};
    },
  };
}
