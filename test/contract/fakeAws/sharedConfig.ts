import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

export interface SharedConfigFolder {
  readonly home: string;
  /** Writes ~/.aws/config, and ~/.aws/credentials where there is one. */
  write(config: string, credentials?: string): Promise<void>;
  /** Writes a token of the SSO session where the AWS CLI keeps it. */
  writeSsoToken(session: string, token: object): Promise<void>;
  /** Writes a session of `aws login` where the AWS CLI keeps it. */
  writeLogin(session: string, login: object): Promise<void>;
  remove(): Promise<void>;
}

/** A home of its own with an AWS configuration; the environment names no other until `vi.unstubAllEnvs`. */
export async function openSharedConfig(): Promise<SharedConfigFolder> {
  const home = await mkdtemp(join(tmpdir(), 'll-home-'));
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', home);
  vi.stubEnv('AWS_CONFIG_FILE', join(home, '.aws', 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, '.aws', 'credentials'));
  vi.stubEnv('AWS_LOGIN_CACHE_DIRECTORY', join(home, '.aws', 'login', 'cache'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  const put = async (folder: string, name: string, text: string) => {
    await mkdir(join(home, '.aws', folder), { recursive: true });
    await writeFile(join(home, '.aws', folder, name), text, { mode: 0o600 });
  };
  const nameOf = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');
  return {
    home,
    async write(config, credentials) {
      await put('', 'config', config);
      if (credentials !== undefined) await put('', 'credentials', credentials);
    },
    writeSsoToken: (session, token) =>
      put(join('sso', 'cache'), `${nameOf('sha1', session)}.json`, JSON.stringify(token)),
    writeLogin: (session, login) =>
      put(join('login', 'cache'), `${nameOf('sha256', session)}.json`, JSON.stringify(login)),
    remove: () => rm(home, { recursive: true, force: true }),
  };
}
