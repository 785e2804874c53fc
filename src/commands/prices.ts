import * as vscode from 'vscode';
import { connectionRegion, hasPublishedPrices } from '../aws/connections/types.ts';
import type { Use } from '../aws/costs.ts';
import { mostUsdPerHour } from '../aws/prices/bounds.ts';
import type { CommandResult } from '../contributions/commands.ts';
import { withProgress } from '../platform/progress.ts';
import { ask, pick, tell } from '../platform/prompts.ts';
import { fetchAndSave } from '../runs/prices/fetchAndSave.ts';
import type { Session } from '../runs/session.ts';
import type { TypedRate } from '../runs/prices/prices.ts';
import type { Given } from './arguments.ts';
import type { Services } from './services.ts';
import { proxySettings, refreshesPricesMonthly } from './settings.ts';

export type PriceServices = Pick<Services, 'aws' | 'prices' | 'changed' | 'connection' | 'openSession'> & {
  readonly log: Pick<Services['log'], 'warn'>;
};

/** Reads what AWS publishes of a region, by default that of the connection. */
export async function refreshPrices(
  services: PriceServices,
  { region = connectionRegion(services.connection()) }: NonNullable<Given<'refreshPrices'>> = {},
): Promise<CommandResult<'refreshPrices'>> {
  const refreshed = await refreshRegion(services, region);
  const { prices, publishedOn } = refreshed;
  tell(vscode.l10n.t('{0} prices for {1}, published on {2}.', prices, region, dayText(publishedOn)));
  return refreshed;
}

/**
 * Refreshes the prices of a region without a prompt when they are a month old, if the setting allows. Shows nothing; offline, the
 * saved prices are kept. A server other than AWS has other prices.
 */
export async function refreshMonthly(
  services: Omit<PriceServices, 'connection' | 'openSession'>,
  session: Pick<Session, 'aws' | 'connection' | 'configuredEndpoints' | 'region'>,
): Promise<void> {
  const { prices, changed } = services;
  const { connection, configuredEndpoints, region } = session;
  const isAws = hasPublishedPrices(connection) && configuredEndpoints.sagemaker === undefined;
  if (!isAws || !refreshesPricesMonthly() || !(await prices.takeRefresh(region))) return;
  const signal = AbortSignal.timeout(longestRefreshMs);
  await fetchAndSave({ ...sourcesOf(services), session: async () => session }, region, {
    proxies: proxySettings(),
    signal,
  });
  changed();
}

const longestRefreshMs = 5 * 60_000;

const sourcesOf = ({ aws, prices, log }: Pick<PriceServices, 'aws' | 'prices' | 'log'>) => ({
  aws,
  prices,
  onSecondFailed: (error: unknown) => log.warn(`Pricing API: ${String(error)}`),
});

/** As refreshPrices, without the final message. */
export async function refreshRegion(
  services: PriceServices,
  region: string,
): Promise<NonNullable<CommandResult<'refreshPrices'>>> {
  const title = vscode.l10n.t('Refreshing prices for {0}', region);
  const { hosting, training, publishedOn } = await withProgress(title, async (signal, report) =>
    fetchAndSave({ ...sourcesOf(services), session: () => sessionWithPrices(services, signal) }, region, {
      proxies: proxySettings(),
      signal,
      onProgress: (read, total) =>
        report({
          message: vscode.l10n.t('{0} MB', (read / 1e6).toFixed(1)),
          ...(total === undefined ? {} : { fraction: read / total }),
        }),
    }),
  );
  services.changed();
  return { region, prices: Object.keys(hosting).length + Object.keys(training).length, publishedOn };
}

/** The session of a connection to AWS, the only one that has a Pricing API. */
const sessionWithPrices = async (
  { connection, openSession }: Pick<PriceServices, 'connection' | 'openSession'>,
  signal: AbortSignal,
) => (hasPublishedPrices(connection()) ? openSession(signal) : undefined);

/** Saves a rate that the user knows, such as a contract price or that of an instance type without a published price. */
export async function setRate(
  { prices, connection, changed }: Pick<Services, 'prices' | 'connection' | 'changed'>,
  given: NonNullable<Given<'setRate'>> = {},
): Promise<void> {
  const { region = connectionRegion(connection()) } = given;
  const use = given.use ?? (await chooseUse(region));
  const instanceType = given.instanceType ?? (await askInstanceType(region));
  const usdPerHour = given.usdPerHour ?? (await askRate({ region, use, instanceType }));
  await prices.setRate({ region, use, instanceType, usdPerHour });
  changed();
}

const chooseUse = async (region: string): Promise<Use> =>
  pick(
    [
      { label: vscode.l10n.t('Training'), value: 'training' },
      { label: vscode.l10n.t('Hosting'), value: 'hosting' },
    ],
    { title: vscode.l10n.t('Set Rate'), placeHolder: vscode.l10n.t('What is the rate in {0} for?', region) },
  );

const askInstanceType = async (region: string): Promise<string> =>
  ask({
    title: vscode.l10n.t('Set Rate'),
    prompt: vscode.l10n.t('Instance type in {0}', region),
    placeHolder: 'ml.m5.xlarge',
    problem: (text) =>
      /^ml\.[a-z0-9-]+\.[a-z0-9-]+$/.test(text)
        ? undefined
        : vscode.l10n.t('An instance type looks like ml.m5.xlarge.'),
  });

/** What the user pays per hour for one instance. Throws Cancelled on Esc. */
export async function askRate({ region, use, instanceType }: Omit<TypedRate, 'usdPerHour'>): Promise<number> {
  const text = await ask({
    title: vscode.l10n.t('Set Rate'),
    prompt:
      use === 'training'
        ? vscode.l10n.t('US dollars per hour for training on one {0} in {1}', instanceType, region)
        : vscode.l10n.t('US dollars per hour for hosting on one {0} in {1}', instanceType, region),
    placeHolder: '0.23',
    problem: (typed) =>
      parseRate(typed) === undefined ? vscode.l10n.t('Enter a number above 0, such as 0.23.') : undefined,
  });
  return parseRate(text) ?? Number.NaN;
}

/** A decimal comma counts as a point. */
function parseRate(text: string): number | undefined {
  const [, digits] = /^\$?\s*(\d+(?:[.,]\d+)?|[.,]\d+)$/.exec(text.trim()) ?? [];
  const rate = Number(digits?.replace(',', '.'));
  return rate > 0 && rate <= mostUsdPerHour ? rate : undefined;
}

/** A day of the ISO calendar in the user's language. */
export const dayText = (day: string): string =>
  new Date(day).toLocaleDateString(vscode.env.language, { dateStyle: 'medium', timeZone: 'UTC' });
