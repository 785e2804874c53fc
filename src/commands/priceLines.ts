import * as vscode from 'vscode';
import { costUsd } from '../aws/costs.ts';
import type { KnownRate, Rate, Use } from '../aws/costs.ts';
import type { CapVerdict } from '../guard/spend/caps.ts';
import { usdText } from '../views/endpointCosts.ts';
import { dayText } from './prices.ts';

/** Instances that are about to bill. */
export interface Instances {
  readonly use: Use;
  readonly instanceType: string;
  readonly instanceCount: number;
  /** When they end at the latest; undefined for what runs until deleted. */
  readonly mostSeconds: number | undefined;
}

/** Rate × count, the most it can cost, source and day of the price. */
export function priceLines(rate: Rate, instances: Instances): readonly string[] {
  const { mostSeconds } = instances;
  switch (rate.kind) {
    case 'free':
      return rateTexts(rate, instances);
    case 'unknown':
      return [...rateTexts(rate, instances), endText(instances)];
    case 'known': {
      const most = mostSeconds === undefined ? undefined : costUsd(rate, mostSeconds);
      return [
        ...rateTexts(rate, instances),
        ...(most === undefined ? [] : [vscode.l10n.t('At most ${0} in total.', usdText(most))]),
        endText(instances),
        sourceText(rate),
      ];
    }
  }
}

/** What runs already: rate × count, source and day of the price. */
export const rateLines = (rate: Rate, running: Running): readonly string[] => [
  ...rateTexts(rate, running),
  ...(rate.kind === 'known' ? [sourceText(rate)] : []),
];

type Running = Pick<Instances, 'instanceType' | 'instanceCount'>;

function rateTexts(rate: Rate, { instanceType, instanceCount }: Running): readonly string[] {
  const named = `${instanceCount} × ${instanceType}`;
  switch (rate.kind) {
    case 'free':
      return [vscode.l10n.t('Free.')];
    case 'unknown':
      return [named, vscode.l10n.t('The price of {0} is unknown here.', instanceType)];
    case 'known': {
      const each = usdText(rate.usdPerHour / instanceCount);
      return [
        vscode.l10n.t('{0} × ${1} = ${2} per hour (on demand).', named, each, usdText(rate.usdPerHour)),
      ];
    }
  }
}

function endText({ use, mostSeconds }: Instances): string {
  if (mostSeconds === undefined) return vscode.l10n.t('It is billed until the endpoint is deleted.');
  const minutes = Math.floor(mostSeconds / 60);
  return use === 'training'
    ? vscode.l10n.t('It is stopped after {0} minutes.', minutes)
    : vscode.l10n.t('Its lease ends after {0} minutes unless you extend it.', minutes);
}

function sourceText({ source, publishedOn }: KnownRate): string {
  const day = dayText(publishedOn);
  switch (source) {
    case 'shipped':
      return vscode.l10n.t('Price: shipped with this extension, {0}.', day);
    case 'price-file':
    case 'pricing-api':
      return vscode.l10n.t('Price: published by AWS, {0}.', day);
    case 'typed':
      return vscode.l10n.t('Price: entered by you, {0}.', day);
  }
}

/** Verdicts that lead to a confirmation; all others are refusals. */
export type AllowedVerdict = Extract<CapVerdict, { readonly kind: 'within' | 'shortened' | 'rate-unknown' }>;

/** What the spend caps change. */
export function capLines(verdict: AllowedVerdict): readonly string[] {
  switch (verdict.kind) {
    case 'within':
      return [];
    case 'rate-unknown':
      return [
        vscode.l10n.t(
          'A spend cap is set, so the price must be known first: refresh the prices, or set the rate.',
        ),
      ];
    case 'shortened': {
      const { cap, capUsd, leftUsd } = verdict.sum;
      return [
        cap === 'run'
          ? vscode.l10n.t(
              'Its time limit is shortened to stay within the spend cap per run, ${0}.',
              usdText(capUsd),
            )
          : vscode.l10n.t(
              'Its time limit is shortened to stay within the monthly spend cap, ${0}, of which ${1} is left.',
              usdText(capUsd),
              usdText(leftUsd),
            ),
      ];
    }
  }
}

/** "2 × ml.m5.large × $0.115 per hour × 60 minutes = $0.230" */
export function arithmeticText(rate: Rate, { instanceType, instanceCount, mostSeconds }: Instances): string {
  const each = rate.kind === 'known' ? usdText(rate.usdPerHour / instanceCount) : '0';
  const wantedUsd = mostSeconds === undefined ? undefined : costUsd(rate, mostSeconds);
  if (mostSeconds === undefined || wantedUsd === undefined)
    return vscode.l10n.t('{0} × {1} × ${2} per hour, with no end', instanceCount, instanceType, each);
  return vscode.l10n.t(
    '{0} × {1} × ${2} per hour × {3} minutes = ${4}',
    instanceCount,
    instanceType,
    each,
    Math.round(mostSeconds / 60),
    usdText(wantedUsd),
  );
}
