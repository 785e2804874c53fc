/** In the tags of every resource that we create, so that any machine knows where it comes from. */
export interface Origin {
  /** Name of the experiment file, without its folder. */
  readonly experiment?: string | undefined;
  readonly trainingJobName?: string | undefined;
}

const experimentKey = 'linear-learner:experiment';
const trainingJobKey = 'linear-learner:training-job';
const attemptKey = 'linear-learner:attempt';

type Tags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];

/** `attempt` is the token of the create call. */
export function tagsOf(origin: Origin, attempt?: string): { Key: string; Value: string }[] {
  const pairs: [string, string | undefined][] = [
    [experimentKey, origin.experiment],
    [trainingJobKey, origin.trainingJobName],
    [attemptKey, attempt],
  ];
  return pairs.flatMap(([Key, value]) => (value === undefined ? [] : [{ Key, Value: tagValue(value) }]));
}

export function originOf(tags: Tags): Origin {
  return { experiment: valueOf(tags, experimentKey), trainingJobName: valueOf(tags, trainingJobKey) };
}

/** The token of the create call; undefined when the resource is not ours. */
export const attemptOf = (tags: Tags): string | undefined => valueOf(tags, attemptKey);

const valueOf = (tags: Tags, key: string) => tags.find((tag) => tag.Key === key)?.Value;

/** Tag values are limited to 256 letters, digits, spaces and _.:/=+-@. */
function tagValue(text: string): string {
  return text.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_').slice(0, 256);
}
