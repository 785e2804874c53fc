import { createHash } from 'node:crypto';

export interface Quota {
  readonly code: string;
  readonly name: string;
  readonly default: number;
  /** What holds in the account; undefined: nothing was ever applied. */
  applied: number | undefined;
}

/** SageMaker's quotas of an account in a region. */
export interface Quotas {
  readonly all: readonly Quota[];
  /** By code, or by a name such as `ml.m5.large for endpoint usage`. */
  find(codeOrName: string): Quota | undefined;
  set(codeOrName: string, applied: number | undefined): void;
}

const uses = ['endpoint', 'training job', 'transform job', 'processing job'] as const;
export type Use = (typeof uses)[number];
export const quotaNameOf = (instanceType: string, use: Use) => `${instanceType} for ${use} usage`;

/** AWS's codes, in the order of the uses; none where SageMaker does not offer the type. */
const codes: Readonly<Record<string, readonly [string, string, string, string]>> = {
  't2.medium': ['L-29C181D7', '', '', ''],
  't3.medium': ['', '', '', 'L-0CE343FE'],
  'm4.xlarge': ['L-97CF11BE', 'L-A373146E', 'L-DAB6AA41', 'L-F97C6864'],
  'c4.xlarge': ['L-F8C60E1D', 'L-85D4BAF3', 'L-E3C0D615', 'L-2BAB231B'],
  'm5.large': ['L-614B09FD', 'L-611FA074', 'L-236AE59F', 'L-8541302D'],
  'm5.xlarge': ['L-2F737F8D', 'L-CCE2AFA6', 'L-7939E4EC', 'L-0307F515'],
  'm5.2xlarge': ['L-C88C8F13', 'L-AD0A282D', 'L-F5689004', 'L-1D84B9D2'],
  'c5.large': ['L-4D27DFDD', '', '', ''],
  'c5.xlarge': ['L-E9EE5599', 'L-E2BB44FE', 'L-09C9B23C', 'L-486519E6'],
  'c5.2xlarge': ['L-E091038E', 'L-49679826', 'L-9215A13F', 'L-C1EBA9C5'],
  'm7i.large': ['L-3E715088', 'L-C5747110', 'L-7B177AC5', 'L-659C9942'],
  'm7i.xlarge': ['L-E793924B', 'L-E84ADEB3', 'L-7B952AC7', 'L-7E675D8C'],
  'c7i.xlarge': ['L-9A5FC4CF', 'L-194981EA', 'L-8C2C8B44', 'L-719822E7'],
  'c6i.xlarge': ['L-28FF72CA', 'L-D526E050', 'L-CE772A48', 'L-88193F03'],
  'g4dn.xlarge': ['L-B67CFA0C', 'L-3F53BF0F', 'L-4C5C5CA8', 'L-2F1EB012'],
  'p3.2xlarge': ['L-1623D0BE', 'L-D438008E', 'L-45F58E7E', 'L-0323EDB4'],
};
const otherQuotas: Readonly<Record<string, readonly [code: string, value: number]>> = {
  'Number of instances across active endpoints': ['L-7A3DF611', 20],
  'Number of instances for an endpoint': ['L-ED8DEE9B', 20],
  'Number of instances across training jobs': ['L-00C91CB5', 20],
  'Number of instances for a training job': ['L-622CFD70', 20],
  'Longest run time for a training job': ['L-33A961FD', 432_000],
  'Maximum number of serverless endpoints per Region': ['L-99AD19BF', 50],
  'Total concurrency you can allocate across all serverless endpoints per Region': ['L-96300102', 200],
};
/** Types of other algorithms, of which AWS has hundreds: lists have pages. */
const strangers = Array.from({ length: 60 }, (_, index) => `ml.x${index}.large`);

const defaultInstances = 4;

export function openQuotas(): Quotas {
  const quota = (code: string, name: string, value: number): Quota => ({
    code,
    name,
    default: value,
    applied: value,
  });
  const madeUp = (name: string) =>
    `L-${createHash('sha256').update(name).digest('hex').slice(0, 8).toUpperCase()}`;
  const ofTypes = Object.entries(codes).flatMap(([type, ofUses]) =>
    uses.flatMap((use, index) => {
      const code = ofUses[index] ?? '';
      return code === '' ? [] : [quota(code, quotaNameOf(`ml.${type}`, use), defaultInstances)];
    }),
  );
  const ofStrangers = strangers.flatMap((type) =>
    uses
      .slice(0, 2)
      .map((use) => quotaNameOf(type, use))
      .map((name) => quota(madeUp(name), name, 0)),
  );
  const others = Object.entries(otherQuotas).map(([name, [code, value]]) => quota(code, name, value));
  const all = [...ofTypes, ...ofStrangers, ...others].toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const find = (wanted: string) => all.find(({ code, name }) => code === wanted || name === wanted);
  return {
    all,
    find,
    set(codeOrName, applied) {
      const found = find(codeOrName);
      if (found === undefined) throw new Error(`there is no quota ${codeOrName}`);
      found.applied = applied;
    },
  };
}
