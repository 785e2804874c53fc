import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { getSSOTokenFilepath } from '@smithy/shared-ini-file-loader';
import * as z from 'zod/mini';
import { replaceFile } from '../../files/writeFiles.ts';
import type { SsoSettings } from '../connections/profileKinds.ts';

/** A token as the AWS CLI keeps it, which other tools and SDKs read too. */
export interface SsoToken {
  readonly accessToken: string;
  readonly expiresAtMs: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly registrationExpiresAtMs: number;
  /** Absent for a sign-in that is not renewed. */
  readonly refreshToken?: string | undefined;
}

/** `~/.aws/sso/cache/SHA1.json`, of the session's name or, for a profile without a session, of its start URL. */
const ssoTokenPath = ({ sessionName, startUrl }: SsoSettings): string =>
  getSSOTokenFilepath(sessionName ?? startUrl);

/** As the CLI writes times: in UTC, to the second. */
const timeText = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Replaces the token of the session, for its owner's eyes only. Throws FileFailure. */
export async function writeSsoToken(sso: SsoSettings, token: SsoToken): Promise<void> {
  const path = ssoTokenPath(sso);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const content = {
    startUrl: sso.startUrl,
    region: sso.region,
    accessToken: token.accessToken,
    expiresAt: timeText(token.expiresAtMs),
    clientId: token.clientId,
    clientSecret: token.clientSecret,
    registrationExpiresAt: timeText(token.registrationExpiresAtMs),
    ...(token.refreshToken === undefined ? {} : { refreshToken: token.refreshToken }),
  };
  await replaceFile(path, JSON.stringify(content), { mode: 0o600, sweeps: false });
}

const keptSchema = z.object({ expiresAt: z.string(), refreshToken: z.optional(z.string()) });

export interface KeptSignIn {
  readonly expiresAtMs: number;
  /** Its access token is renewed until an end that only the service knows. */
  readonly renewsItself: boolean;
}

/** Reads what is known of the kept sign-in without a call; undefined when there is none. The file is read again when it has changed. */
export function keptSignInReader(sso: SsoSettings): () => Promise<KeptSignIn | undefined> {
  const path = ssoTokenPath(sso);
  let known: { readonly stamp: string; readonly kept: KeptSignIn | undefined } | undefined;
  return async () => {
    try {
      const { ino, mtimeMs, size } = await stat(path);
      const stamp = [ino, mtimeMs, size].join(' ');
      if (known?.stamp !== stamp) known = { stamp, kept: parsed(await readFile(path, 'utf8')) };
      return known.kept;
    } catch {
      return undefined;
    }
  };
}

function parsed(text: string): KeptSignIn | undefined {
  const { data } = keptSchema.safeParse(JSON.parse(text));
  const expiresAtMs = data === undefined ? Number.NaN : Date.parse(data.expiresAt);
  return Number.isNaN(expiresAtMs)
    ? undefined
    : { expiresAtMs, renewsItself: data?.refreshToken !== undefined };
}
