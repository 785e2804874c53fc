import type { Services } from './services.ts';

/** Opens the Spending page. */
export async function showSpend(services: Services): Promise<void> {
  (await services.panels()).openSpendPanel(services);
}
