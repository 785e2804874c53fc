import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownerTagOf } from '../../aws/tags.ts';
import { isOurs } from './ownership.ts';

const arn = 'arn:aws:sagemaker:us-east-1:111122223333:endpoint/salary-8f3a';
const ada = 'arn:aws:iam::111122223333:user/ada, R&D';
const bob = 'arn:aws:iam::111122223333:user/bob';
const entry = { arn, createdAtMs: 5, owner: ada };

describe('an endpoint is ours', () => {
  it('when its tag names exactly the caller, not somebody whose name is like it', () => {
    const long = `arn:aws:iam::111122223333:user/${'path/'.repeat(60)}`;
    for (const [mine, theirs] of [
      ['arn:aws:iam::111122223333:user/a,b', 'arn:aws:iam::111122223333:user/a_b'],
      [`${long}ada`, `${long}bob`],
    ] as const) {
      const endpoint = { arn, createdAtMs: 5, owner: ownerTagOf(theirs) };
      expect(endpoint.owner.length).toBeLessThanOrEqual(256);
      expect(isOurs(endpoint, [], mine)).toBe(false);
      expect(isOurs(endpoint, [], theirs)).toBe(true);
    }
  });
  it('when its tag names the caller, even without a journal', () =>
    expect(isOurs({ arn, createdAtMs: 5, owner: ownerTagOf(ada) }, [], ada)).toBe(true));
  it('when it is in the journal, whoever the caller is now', () => {
    expect(isOurs({ arn, createdAtMs: 5, owner: ownerTagOf(ada) }, [entry], bob)).toBe(true);
    expect(isOurs({ arn, createdAtMs: 5, owner: undefined }, [entry], undefined)).toBe(true);
  });
});

describe('an endpoint is not ours', () => {
  it('when it only shares its name with one in the journal', () => {
    expect(isOurs({ arn, createdAtMs: 6, owner: undefined }, [entry], ada)).toBe(false);
    const elsewhere = arn.replace('111122223333', '444455556666');
    expect(isOurs({ arn: elsewhere, createdAtMs: 5, owner: undefined }, [entry], ada)).toBe(false);
  });
  it('when the journal does not know when it was created', () =>
    expect(isOurs({ arn, createdAtMs: 5, owner: undefined }, [{ arn }], ada)).toBe(false));
  it('when its tag names someone else', () =>
    expect(isOurs({ arn, createdAtMs: 5, owner: ownerTagOf(bob) }, [entry], ada)).toBe(false));
  it('when the caller is unknown and it is not in the journal', () =>
    expect(isOurs({ arn, createdAtMs: 5, owner: ownerTagOf(bob) }, [], undefined)).toBe(false));
});

it('is never claimed without a tag or the journal', () => {
  const names = fc.constantFrom(ada, bob, undefined);
  const times = fc.constantFrom(5, 6);
  fc.assert(
    fc.property(names, times, names, names, (tagged, createdAtMs, caller, recorded) => {
      const owner = tagged === undefined ? undefined : ownerTagOf(tagged);
      const taken = isOurs({ arn, createdAtMs, owner }, [{ arn, createdAtMs: 5, owner: recorded }], caller);
      const byTag = tagged !== undefined && tagged === caller;
      const byJournal = createdAtMs === 5 && (tagged === undefined || tagged === recorded);
      expect(taken).toBe(byTag || byJournal);
    }),
  );
});
