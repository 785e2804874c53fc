import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { isatty } from 'node:tty';
import * as z from 'zod/mini';
import type { CredentialProvider } from './credentials.ts';
import type { CredentialWaiters } from './credentialWaiters.ts';

const mostBytes = 1024 * 1024;
const mostShown = 500;
/** A process that does not end when it is asked to. */
const graceMs = 1000;

const printedSchema = z.object({
  Version: z.literal(1),
  AccessKeyId: z.string(),
  SecretAccessKey: z.string(),
  SessionToken: z.optional(z.string()),
  Expiration: z.optional(z.iso.datetime({ offset: true })),
  CredentialScope: z.optional(z.string()),
  AccountId: z.optional(z.string()),
});

interface Needs {
  readonly profile: string;
  /** A command line, for a shell. */
  readonly command: string;
  /** How long it may take, in milliseconds. */
  readonly limitMs: number;
  readonly waiters: CredentialWaiters;
}

/**
 * Credentials that a profile's `credential_process` prints. As the SDK's provider, which can neither be cancelled nor ends what hangs:
 * here the process and its children are ended when the last call that can be cancelled was, and at the limit.
 */
export const fromOwnProcess =
  ({ profile, command, limitMs, waiters }: Needs): CredentialProvider =>
  () =>
    waiters.fetch(async (cancelled) => {
      const limit = AbortSignal.timeout(limitMs);
      const text = await printed(command, AbortSignal.any([cancelled, limit])).catch((error: unknown) => {
        if (cancelled.aborted) throw failure(profile, 'was cancelled');
        if (limit.aborted)
          throw failure(profile, `has not answered for ${Math.round(limitMs / 1000)} seconds`);
        throw failure(profile, `failed: ${error instanceof Error ? error.message : String(error)}`);
      });
      return parsed(profile, text);
    });

/** In the SDK's words, by which it is recognised. */
const failure = (profile: string, what: string) =>
  Object.assign(new Error(`The credential_process of profile ${profile} ${what}.`), {
    name: 'CredentialsProviderError',
  });

function parsed(profile: string, text: string) {
  const { data } = printedSchema.safeParse(jsonOf(text));
  if (data === undefined) throw failure(profile, 'did not print credentials of version 1');
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration, CredentialScope, AccountId } = data;
  const expiration = Expiration === undefined ? undefined : new Date(Expiration);
  if (expiration !== undefined && expiration.getTime() < Date.now())
    throw Object.assign(new Error(`Profile ${profile} credential_process returned expired credentials.`), {
      name: 'CredentialsProviderError',
    });
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
    ...(expiration === undefined ? {} : { expiration }),
    ...(CredentialScope === undefined ? {} : { credentialScope: CredentialScope }),
    ...(AccountId === undefined ? {} : { accountId: AccountId }),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the command prints. Aborting ends it and its children, and throws at once. */
async function printed(command: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  // In a terminal a program may ask there, which only the terminal's own processes can.
  const hasGroup = process.platform !== 'win32' && !isatty(0);
  const child = spawn(command, {
    shell: true,
    detached: hasGroup,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const end = () => endTree(child, hasGroup);
  process.once('exit', end);
  const [out, errors] = [collect(child.stdout, end), collect(child.stderr)];
  try {
    return await new Promise<string>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      child.once('error', reject);
      child.once('close', (code, name) => {
        if (code === 0) resolve(out());
        else
          reject(new Error(errors().trim().slice(0, mostShown) || `it ended with ${String(code ?? name)}`));
      });
    });
  } finally {
    process.off('exit', end);
    if (child.exitCode === null && child.signalCode === null) end();
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function collect(stream: NodeJS.ReadableStream, tooMuch?: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostBytes) chunks.push(chunk);
    else tooMuch?.();
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function endTree(child: ChildProcess, hasGroup: boolean): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).once(
      'error',
      () => child.kill(),
    );
    return;
  }
  const send = (name: NodeJS.Signals) => {
    try {
      process.kill(hasGroup ? -pid : pid, name);
    } catch {
      // It has ended.
    }
  };
  send('SIGTERM');
  setTimeout(() => send('SIGKILL'), graceMs).unref();
}
