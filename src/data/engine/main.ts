import { Failure } from '../../learner/errors.ts';
import { openCalls } from './calls.ts';
import { callMessageSchema } from './messages.ts';
import type { AnswerMessage } from './messages.ts';
import { openTables } from './tables.ts';

const calls = openCalls(openTables());

process.on('message', (raw) => {
  const { id, name, request } = callMessageSchema.parse(raw);
  void answer(name, request).then(
    (found) => send({ id, answer: found }),
    (error: unknown) => send({ id, failure: failureOf(error) }),
  );
});
process.on('disconnect', () => process.exit());

async function answer(name: string, request: unknown): Promise<unknown> {
  const call = Object.hasOwn(calls, name)
    ? Object.entries(calls).find(([known]) => known === name)?.[1]
    : undefined;
  if (call === undefined) throw new Error(`The data engine has no call ${name}`);
  // SAFETY: requests come from createEngine of the same build, typed by EngineCalls.
  return (call as (given: unknown) => Promise<unknown>)(request);
}

function failureOf(error: unknown): Extract<AnswerMessage, { failure: object }>['failure'] {
  if (error instanceof Failure)
    return { code: error.code, facts: { ...error.facts }, message: error.message };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function send(message: AnswerMessage): void {
  process.send?.(message);
}
