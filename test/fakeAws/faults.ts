import type { ServerResponse } from 'node:http';

/** What the proxy does with a call that a fault meets. */
interface Treatment {
  /** Whether the call reaches AWS and takes effect there. */
  readonly takesEffect: boolean;
  /** 'lost': the connection breaks. 'held': no answer until the client gives up. 'real': AWS's own. */
  readonly answer: 'lost' | 'held' | 'real' | ((reply: ServerResponse, isXml: boolean) => void);
}

const refuse =
  (status: number, code: string, message: string) =>
  (reply: ServerResponse, isXml: boolean): void => {
    const type = isXml ? 'application/xml' : 'application/x-amz-json-1.1';
    const error = `<Code>${code}</Code><Message>${message}</Message>`;
    reply.writeHead(status, { 'content-type': type });
    reply.end(isXml ? `<Error>${error}</Error>` : JSON.stringify({ __type: code, message }));
  };
const answer = (body: string) => (reply: ServerResponse, isXml: boolean) => {
  reply.writeHead(200, { 'content-type': isXml ? 'application/xml' : 'application/x-amz-json-1.1' });
  reply.end(body);
};
const denied = refuse(400, 'AccessDeniedException', 'User is not authorized to perform: this action');
const expired = refuse(400, 'ExpiredTokenException', 'The security token included in the request is expired');

/** Every fault, by name. What happens to the client at that moment, if anything, is up to the test. */
const faults = {
  'lost before': { takesEffect: false, answer: 'lost' },
  'lost after': { takesEffect: true, answer: 'lost' },
  throttled: { takesEffect: false, answer: refuse(400, 'ThrottlingException', 'Rate exceeded') },
  'internal error': { takesEffect: false, answer: refuse(500, 'InternalFailure', 'Internal failure') },
  'internal error after': { takesEffect: true, answer: refuse(500, 'InternalFailure', 'Internal failure') },
  denied: { takesEffect: false, answer: denied },
  expired: { takesEffect: false, answer: expired },
  'empty answer': { takesEffect: false, answer: answer('') },
  'empty answer after': { takesEffect: true, answer: answer('') },
  '{}': { takesEffect: false, answer: answer('{}') },
  '{} after': { takesEffect: true, answer: answer('{}') },
  'held before': { takesEffect: false, answer: 'held' },
  'held after': { takesEffect: true, answer: 'held' },
  /** Tags lag behind creates. */
  'no tags': { takesEffect: false, answer: answer('{"Tags":[]}') },
  /** Describes lag behind creates. */
  missing: { takesEffect: false, answer: refuse(400, 'ValidationException', 'Could not find the resource.') },
  /** Only something at the client's side happens. */
  none: { takesEffect: true, answer: 'real' },
} satisfies Record<string, Treatment>;

export type FaultName = keyof typeof faults;

export interface Fault {
  readonly operation: string;
  readonly name: FaultName;
  /** How many calls of the operation it meets, from the next one on. */
  readonly times: number;
}

export const treatmentOf = (name: FaultName): Treatment => faults[name];
