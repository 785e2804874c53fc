import * as z from 'zod/mini';
import { arnOf } from '../account.ts';
import type { SageMakerContext } from './context.ts';
import { parsed } from './input.ts';
import type { JsonOperation } from '../protocols/json.ts';
import { validation } from './names.ts';

const pairs = z.array(z.object({ Key: z.string(), Value: z.string() }));
type Pairs = z.infer<typeof pairs>;
const addSchema = z.object({ ResourceArn: z.string(), Tags: pairs });
const listSchema = z.object({ ResourceArn: z.string(), NextToken: z.optional(z.string()) });
const deleteSchema = z.object({ ResourceArn: z.string(), TagKeys: z.array(z.string()) });

const mostTags = 50;

const asList = (tags: Readonly<Record<string, string>>) => ({
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

/** Adds tags to those of a resource. Throws SageMaker's validation error when the tags are invalid together. */
export async function rememberTags({ tags }: SageMakerContext, arn: string, given: Pairs): Promise<void> {
  if (given.length === 0) return;
  checkKeys(given);
  const all = { ...tags.get(arn)?.tags, ...Object.fromEntries(given.map(({ Key, Value }) => [Key, Value])) };
  if (Object.keys(all).length > mostTags)
    throw validation(`A resource can have at most ${mostTags} tags: ${arn} would have more.`);
  await tags.put({ name: arn, tags: all });
}

function checkKeys(given: Pairs): void {
  const keys = given.map(({ Key }) => Key);
  const reserved = keys.find((key) => /^aws:/i.test(key));
  if (reserved !== undefined)
    throw validation(`Tag keys that begin with aws: are reserved: '${reserved}' cannot be set.`);
  if (new Set(keys).size < keys.length)
    throw validation('Duplicate tag keys found. Tag keys must be unique.');
}

export const forgetTags = ({ tags }: SageMakerContext, arn: string): Promise<void> => tags.remove(arn);

export function tagOperations(context: SageMakerContext): Readonly<Record<string, JsonOperation>> {
  const tagsOf = (arn: string) => context.tags.get(arn)?.tags ?? {};
  return {
    AddTags: async (input) => {
      const { ResourceArn, Tags } = parsed(addSchema, input);
      requireResource(context, ResourceArn);
      await rememberTags(context, ResourceArn, Tags);
      return asList(tagsOf(ResourceArn));
    },
    ListTags: async (input) => {
      const { ResourceArn, NextToken } = parsed(listSchema, input);
      requireResource(context, ResourceArn);
      // All tags of a resource fit into one page, so that no token is ever given out.
      if (NextToken !== undefined) throw validation('The specified NextToken is invalid.');
      return asList(tagsOf(ResourceArn));
    },
    DeleteTags: async (input) => {
      const { ResourceArn, TagKeys } = parsed(deleteSchema, input);
      requireResource(context, ResourceArn);
      const kept = Object.entries(tagsOf(ResourceArn)).filter(([key]) => !TagKeys.includes(key));
      await context.tags.put({ name: ResourceArn, tags: Object.fromEntries(kept) });
      return {};
    },
  };
}

const kinds = {
  'training-job': 'trainingJobs',
  model: 'models',
  'endpoint-config': 'endpointConfigs',
  endpoint: 'endpoints',
} as const;

/** Throws SageMaker's validation error unless the ARN is one of an existing resource. */
function requireResource(context: SageMakerContext, arn: string): void {
  const [kind = '', name = ''] = arn.split(':')[5]?.split('/') ?? [];
  const isKind = (text: string): text is keyof typeof kinds => Object.hasOwn(kinds, text);
  if (isKind(kind) && arnOf(context.account, kind, name) === arn) {
    const resources = context[kinds[kind]];
    if (resources.get(name) !== undefined) return;
    // An ARN holds the name in lower case.
    const all: readonly { readonly name: string }[] = resources.list();
    if (all.some((one) => one.name.toLowerCase() === name)) return;
  }
  throw validation(`Could not find ${kind} "${arn}".`);
}
