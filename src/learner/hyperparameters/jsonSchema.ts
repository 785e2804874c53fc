import { describeRange, valuePatterns } from './spec.ts';
import type { HyperparameterSpec } from './spec.ts';

/** JSON Schema of a hyperparameter's value for completion and validation in an editor; numbers and booleans may also be strings. */
export function hyperparameterJsonSchema(entry: HyperparameterSpec): Readonly<Record<string, unknown>> {
  const standard = entry.default ?? 'none';
  return {
    description: `${entry.meaning} ${autoSentence(entry)}${capitalised(describeRange(entry))}; default ${standard}.`,
    anyOf: [...typed(entry), ...words(entry)],
  };
}

/** The range starts a sentence. */
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What `auto` means, with exceptions by predictor type. */
function autoSentence({ autoMeans, appliesTo }: HyperparameterSpec): string {
  const [first, ...others] = appliesTo;
  if (autoMeans === undefined || first === undefined) return '';
  const usual = autoMeans[first];
  const unusual = others.filter((type) => autoMeans[type] !== usual);
  const exceptions = unusual.map((type) => `; ${type}: ${autoMeans[type]}`).join('');
  return `Auto: ${usual}${exceptions}. `;
}

function typed(entry: HyperparameterSpec): readonly object[] {
  const { minimum, exclusiveMinimum, exclusiveMaximum } = entry;
  const maximum = entry.kind === 'integer' ? (entry.maximum ?? Number.MAX_SAFE_INTEGER) : entry.maximum;
  const bounds = Object.fromEntries(
    Object.entries({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  switch (entry.kind) {
    case 'boolean':
    case 'integer':
    case 'number':
      return [
        { type: entry.kind, ...bounds },
        { type: 'string', pattern: valuePatterns[entry.kind] },
      ];
    case 'choice':
    case 'text':
      return [];
  }
}

function words(entry: HyperparameterSpec): readonly object[] {
  const known = [...(entry.allowsAuto ? ['auto'] : []), ...(entry.choices ?? [])];
  return known.length === 0 ? [] : [{ type: 'string', enum: known }];
}
