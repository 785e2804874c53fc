/** What we write on everything we make, so that any machine can tell where it came from. */
export interface Origin {
  /** Name of the experiment file, without its folder. */
  readonly experiment?: string | undefined;
  readonly trainingJobName?: string | undefined;
}

const experimentKey = 'linear-learner:experiment';
const trainingJobKey = 'linear-learner:training-job';

export function tagsOf(origin: Origin): { Key: string; Value: string }[] {
  const pairs: [string, string | undefined][] = [
    [experimentKey, origin.experiment],
    [trainingJobKey, origin.trainingJobName],
  ];
  return pairs.flatMap(([Key, value]) => (value === undefined ? [] : [{ Key, Value: tagValue(value) }]));
}

export function originOf(tags: readonly { Key?: string | undefined; Value?: string | undefined }[]): Origin {
  const value = (key: string) => tags.find((tag) => tag.Key === key)?.Value;
  return { experiment: value(experimentKey), trainingJobName: value(trainingJobKey) };
}

/** Tag values take letters, digits, spaces and _.:/=+-@, at most 256 of them. */
function tagValue(text: string): string {
  return text.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_').slice(0, 256);
}
