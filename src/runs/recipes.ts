import type { Recipe } from '../aws/recipes.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import type { SpendFile } from '../guard/journal/spendFile.ts';
import type { SpendLine } from '../guard/spend/spendLine.ts';
import { hasCode } from '../aws/failures/errors.ts';
import { livingEndpoints } from './ourEndpoints.ts';
import type { Session } from './session.ts';

export interface RecipeNeeds {
  readonly ledger: EndpointLedger;
  readonly spend: Pick<SpendFile, 'read'>;
}

/** The run whose model an endpoint served or serves, by its tags, the journal or its config; undefined where none of them names one. */
export async function runOfEndpoint(
  { aws, connectionId }: Session,
  { ledger, spend }: RecipeNeeds,
  endpointName: string,
): Promise<string | undefined> {
  const living = await aws.describeEndpoint(endpointName);
  if (living?.origin.trainingJobName !== undefined) return living.origin.trainingJobName;
  const [{ entries }, { lines }] = await Promise.all([ledger.read(), spend.read()]);
  const recorded =
    entries.find((one) => one.connectionId === connectionId && one.endpointName === endpointName) ??
    lines.find((one) => one.connectionId === connectionId && one.name === endpointName);
  // The record of an endpoint that another tool made names no run.
  const known = recorded?.trainingJobName;
  if (known !== undefined && known !== '') return known;
  return (await aws.findRecipe(endpointName))?.origin.trainingJobName;
}

/** Older endpoints of a run are not looked for: each takes calls. */
const mostConfigs = 10;

/**
 * What the newest deleted endpoint of a run has left; with `endpointName`, that one first. Undefined where there is nothing whole, or
 * what there is belongs to an endpoint that lives or is about to be deleted: two endpoints of one config could not be deleted
 * separately.
 */
export async function findRecipeOfRun(
  session: Session,
  { ledger, spend }: RecipeNeeds,
  { trainingJobName, endpointName }: { readonly trainingJobName: string; readonly endpointName?: string },
): Promise<Recipe | undefined> {
  const { aws, connectionId } = session;
  const [{ entries }, { lines }] = await Promise.all([ledger.read(), spend.read()]);
  const isOfRun = (one: LedgerEntry | SpendLine) =>
    one.connectionId === connectionId && one.trainingJobName === trainingJobName;
  const configs = [
    ...(endpointName === undefined ? [] : [endpointName]),
    ...entries
      .filter(isOfRun)
      .toSorted((a, b) => b.recordedAt.localeCompare(a.recordedAt))
      .map(({ endpointName: name, config }) => config ?? name),
    ...lines
      .filter((line) => line.kind === 'endpoint' && isOfRun(line))
      .toSorted((a, b) => b.startedAtMs - a.startedAtMs)
      .map(({ name }) => name),
  ];
  for (const config of [...new Set(configs)].slice(0, mostConfigs)) {
    const recipe = await aws.findRecipe(config).catch(undefinedIfDenied);
    if (recipe?.origin.trainingJobName !== trainingJobName || willGo(recipe, entries)) continue;
    if (await isUsed(session, ledger, config)) continue;
    return recipe;
  }
  return undefined;
}

/** Whoever may not read what is left can still deploy the run anew. */
function undefinedIfDenied(error: unknown): undefined {
  if (!hasCode(error, 'access-denied')) throw error;
  return undefined;
}

/** Whether a deletion on record still has to delete a part of it. */
const willGo = ({ configName, modelNames }: Recipe, entries: readonly LedgerEntry[]): boolean =>
  entries.some(({ deletion }) =>
    deletion?.left.some(
      ({ kind, name }) =>
        (kind === 'config' && name === configName) || (kind === 'model' && modelNames.includes(name)),
    ),
  );

/** True also where endpoints cannot be read: deploying anew is always safe. */
const isUsed = (session: Session, ledger: EndpointLedger, config: string): Promise<boolean> =>
  livingEndpoints(session, ledger).then(
    ({ living }) => living.some(({ endpointConfigName }) => endpointConfigName === config),
    () => true,
  );
