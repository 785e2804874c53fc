import type { MiddlewareStack } from '@smithy/types';
import { recognise } from '../failures/errors.ts';
import { type CredentialsHelp, isOfCredentials, withHelp } from '../failures/credentialsHelp.ts';
import { readSharedConfig } from './endpoints.ts';
import { signInSourceOf } from './profileKinds.ts';
import { profilePlace } from './profilePlace.ts';
import { type Connection, connectionId, profileOf, signInProfileOf } from './types.ts';

/** What helps where the credentials of this connection fail, looked up with the first failure. */
export function helpOfConnection(connection: Connection): () => Promise<CredentialsHelp> {
  let known: Promise<CredentialsHelp> | undefined;
  return () => (known ??= lookUp(connection));
}

async function lookUp(connection: Connection): Promise<CredentialsHelp> {
  const id = connectionId(connection);
  const profile = signInProfileOf(connection);
  if (profile === undefined) return { connectionId: id, signsIn: false };
  const [config, place] = await Promise.all([
    readSharedConfig().catch(() => undefined),
    profilePlace(profile),
  ]);
  return {
    connectionId: id,
    signsIn: config !== undefined && signInSourceOf(config, profile) !== undefined,
    ...(place === undefined ? {} : { profile: place }),
    ...(place === undefined && profileOf(connection) === profile ? { missingProfile: profile } : {}),
  };
}

/** Notes on failures of credentials what helps; whatever fails otherwise stays as it is. */
export function noteHelp<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
  help: () => Promise<CredentialsHelp>,
): void {
  stack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw await helped(error, help);
      }
    },
    { step: 'initialize', name: 'noteHelp', priority: 'high' },
  );
}

/** The error, with what helps if it is about credentials. */
export async function helped(error: unknown, help: () => Promise<CredentialsHelp>): Promise<unknown> {
  if (!isOfCredentials(recognise(error, 'GetCredentials'))) return error;
  if (isOfCredentials(error)) return withHelp(error, await help());
  // What the SDK notes on its error is still needed.
  return error instanceof Error ? Object.assign(error, { credentialsHelp: await help() }) : error;
}
