import type { Call, SignedCall } from './calls.ts';
import type { Need } from './denials.ts';
import { meets } from './faults.ts';
import type { Fault } from './faults.ts';

interface Met {
  readonly fault: Fault;
  /** By which the fault meets the call. */
  readonly need: Need;
}

export interface ActiveFaults {
  set(faults: readonly Fault[]): void;
  /** The fault that a call meets, which then has one time less. */
  take(call: Call | SignedCall, needs: readonly Need[]): Met | undefined;
  /** Whether a fault denies the caller this need, without taking it. */
  denies(call: SignedCall, need: Need): boolean;
}

export function openActiveFaults(): ActiveFaults {
  let active: { readonly fault: Fault; left: number }[] = [];
  const find = (call: Call | SignedCall, needs: readonly Need[]) => {
    for (const one of active) {
      const need = one.left > 0 ? meets(one.fault, call, needs) : undefined;
      if (need !== undefined) return { one, need };
    }
    return undefined;
  };
  return {
    set(faults) {
      active = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
    },
    take(call, needs) {
      const found = find(call, needs);
      if (found === undefined) return undefined;
      found.one.left -= 1;
      return { fault: found.one.fault, need: found.need };
    },
    denies: (call, need) => find(call, [need])?.one.fault.name === 'denied',
  };
}
