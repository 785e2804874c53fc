import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getHomeDir } from '@smithy/shared-ini-file-loader';
import type { ProfilePlace } from '../failures/credentialsHelp.ts';

/** Where the shared config describes a profile; undefined where neither file does. A profile that is in both: where its keys are, if it has some. */
export async function profilePlace(profile: string): Promise<ProfilePlace | undefined> {
  const places = await Promise.all([
    placeIn(
      pathOf('AWS_CONFIG_FILE', 'config'),
      profile,
      profile === 'default' ? /^(?:profile\s+)?/ : /^profile\s+/,
    ),
    placeIn(pathOf('AWS_SHARED_CREDENTIALS_FILE', 'credentials'), profile, /^/),
  ]);
  const found =
    places.find((place) => place?.hasKeys === true) ?? places.find((place) => place !== undefined);
  return found === undefined ? undefined : { file: found.file, line: found.line };
}

const pathOf = (variable: string, name: string): string => {
  const named = process.env[variable];
  if (named === undefined || named === '') return join(getHomeDir(), '.aws', name);
  return named.startsWith('~/') ? join(getHomeDir(), named.slice(2)) : named;
};

async function placeIn(
  file: string,
  profile: string,
  prefix: RegExp,
): Promise<(ProfilePlace & { readonly hasKeys: boolean }) | undefined> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const isHeader = (line: string) => {
    const title = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    return title !== undefined && prefix.test(title) && unquoted(title.replace(prefix, '')) === profile;
  };
  const at = lines.findIndex(isHeader);
  if (at < 0) return undefined;
  const end = lines.findIndex((line, index) => index > at && /^\s*\[/.test(line));
  const settings = lines.slice(at + 1, end < 0 ? undefined : end);
  return { file, line: at + 1, hasKeys: settings.some((line) => /^\s*aws_access_key_id\s*=/.test(line)) };
}

const unquoted = (name: string) => /^(["'])(.*)\1$/.exec(name)?.[2] ?? name;
