import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import type { ServiceResponse } from '../../src/local/protocols/service.ts';
import { needsOf } from './actions.ts';
import { openActiveFaults } from './activeFaults.ts';
import { answerOf } from './answering.ts';
import type { Answering } from './answering.ts';
import { errorAnswer, send, sendHalf } from './answers.ts';
import { isUnsigned, principalOf } from './authentication.ts';
import { callOf } from './calls.ts';
import type { Call, ServiceName, SignedCall } from './calls.ts';
import type { Need } from './denials.ts';
import { contentTypeOf, isDenial, treatmentOf } from './faults.ts';
import type { Fault, Treatment } from './faults.ts';

/** One call as the cloud saw it. */
export interface Logged {
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
  /** Of the caller; empty where nobody signed. */
  readonly accountId: string;
  /** ARN of the caller. */
  readonly principal: string;
  /** ARN of what the call is about first, or `*`. */
  readonly resource: string;
  /** Of IAM: the rights that the call needs. */
  readonly actions: readonly string[];
}

export interface Serving {
  createListener(): Server;
  /** Also forgets the log. */
  setFaults(faults: readonly Fault[]): void;
  release(): void;
  met(): Promise<void>;
  readonly log: readonly Logged[];
}

/** Who calls what, which fault the call meets, and what it is answered with. */
export function openServing(parts: Omit<Answering, 'faults' | 'denial'>): Serving {
  const faults = openActiveFaults();
  const answering: Answering = { ...parts, faults };
  const { keys, now } = parts.cloud;
  let log: Logged[] = [];
  const events = new EventEmitter().setMaxListeners(0);

  const meet = async (reply: ServerResponse, call: Call | SignedCall, needs: readonly Need[]) => {
    const requestId = randomUUID();
    const met = faults.take(call, needs);
    if (met === undefined) return send(reply, await answerOf(answering, call, requestId));
    const { fault, need } = met;
    const treatment = treatmentOf(fault.name);
    const denial = fault.name === 'denied' ? { denial: fault } : {};
    const real = () => answerOf({ ...answering, ...denial }, call, requestId);
    if (fault.delayMs !== undefined) await wait(fault.delayMs);
    const early = treatment.takesEffect ? await real() : undefined;
    events.emit('met');
    if (treatment.answer.kind === 'held') await once(events, 'release');
    return treat(reply, { treatment, call, need, requestId, real: async () => early ?? (await real()) });
  };
  const serve = async (message: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const unknown = callOf(message, await buffer(message));
    let call: Call | SignedCall = unknown;
    try {
      if (!isUnsigned(unknown)) call = { ...unknown, principal: principalOf(unknown, keys, now()) };
    } catch (error) {
      log.push(loggedOf(unknown, []));
      return send(reply, errorAnswer(unknown, error, randomUUID()));
    }
    const needs = 'principal' in call ? needsOf(call) : [];
    log.push(loggedOf(call, needs));
    return meet(reply, call, needs);
  };
  return {
    createListener: () =>
      createServer((message, reply) => {
        // A client that has gone needs no answer.
        serve(message, reply).catch(() => reply.destroy());
      }),
    setFaults(next) {
      faults.set(next);
      log = [];
    },
    release: () => void events.emit('release'),
    met: async () => void (await once(events, 'met')),
    get log() {
      return log;
    },
  };
}

function loggedOf(call: Call | SignedCall, needs: readonly Need[]): Logged {
  const { service, operation, region } = call;
  const { accountId, arn: principal } = 'principal' in call ? call.principal : { accountId: '', arn: '' };
  const actions = needs.map(({ action }) => action);
  const resource = needs[0]?.resource ?? '*';
  return { service, operation, region, accountId, principal, resource, actions };
}

interface Treated {
  readonly treatment: Treatment;
  readonly call: Call | SignedCall;
  readonly need: Need;
  readonly requestId: string;
  readonly real: () => Promise<ServiceResponse>;
}

async function treat(reply: ServerResponse, treated: Treated): Promise<void> {
  const { treatment, call, need, requestId, real } = treated;
  const { answer } = treatment;
  switch (answer.kind) {
    case 'lost':
      reply.destroy();
      return;
    case 'cut off':
      return sendHalf(reply, await real());
    case 'held':
    case 'real':
      return send(reply, await real());
    case 'refused':
      // A denied deletion of several objects is reported key by key.
      if (call.operation === 'DeleteObjects' && isDenial(answer)) return send(reply, await real());
      return send(reply, errorAnswer(call, answer.error(call, need), requestId));
    case 'body': {
      const headers = { 'content-type': contentTypeOf(call) };
      return send(reply, { status: 200, headers, body: answer.text });
    }
  }
}
