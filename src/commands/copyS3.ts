import * as vscode from 'vscode';
import { s3Arn } from '../aws/connections/partitions.ts';
import { needsLocalServer } from '../aws/connections/types.ts';
import { parseS3Uri } from '../aws/s3/s3Uri.ts';
import { ask, pick, tell } from '../platform/prompts.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import { requireS3Uri, requireTargets } from './s3Targets.ts';
import type { Services } from './services.ts';

/** One a line. */
export async function copyS3Uri(
  _: Services,
  given: Given<'copyS3Uri'>,
  several?: readonly string[],
): Promise<{ text: string }> {
  const uris = (several ?? []).length > 1 ? several : undefined;
  const text = uris?.join('\n') ?? (await requireS3Uri(given?.s3Uri, vscode.l10n.t('Copy S3 URI')));
  await vscode.env.clipboard.writeText(text);
  return { text };
}

/** Of buckets, objects, or all objects below a prefix, as policies name them; one a line. */
export async function copyS3Arn(
  services: Pick<Services, 'openSession'>,
  given: Given<'copyS3Arn'>,
  several?: readonly string[],
): Promise<{ text: string }> {
  const targets = await requireTargets(given?.s3Uri, several, {
    title: vscode.l10n.t('Copy ARN'),
    takesBuckets: true,
  });
  const { region } = await services.openSession();
  const text = targets
    .map(({ bucket, key, kind }) =>
      s3Arn(region, key === '' ? bucket : `${bucket}/${key}${kind === 'prefix' ? '*' : ''}`),
    )
    .join('\n');
  await vscode.env.clipboard.writeText(text);
  return { text };
}

const mostMinutes = 7 * 24 * 60;

/** Copies a link that reads an object without credentials. The link is a secret: it is neither shown nor logged. */
export async function copyPresignedUrl(
  services: Pick<Services, 'openSession' | 'sessionOf' | 'openLocalPort'>,
  given: Given<'copyPresignedUrl'>,
): Promise<{ url: string; expiresAt: string }> {
  const title = vscode.l10n.t('Copy Presigned Link');
  const uri = await requireS3Uri(given?.s3Uri, title);
  const minutes = given?.minutes ?? (await askMinutes(title));
  const session = await givenSession(services, given);
  // Local listens at no port until someone else is to reach it.
  const { endpoint: endpointUrl } = needsLocalServer(session.connection)
    ? await services.openLocalPort()
    : { endpoint: undefined };
  const link = await session.aws.presignGet(parseS3Uri(uri), {
    seconds: minutes * 60,
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
  });
  await vscode.env.clipboard.writeText(link.url);
  const end = new Date(link.endsAtMs);
  const endText = end.toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
  tell(
    link.endsWithSession
      ? vscode.l10n.t(
          'The link is on the clipboard. It works until {0}, when your session ends. Everyone who has it can read {1}.',
          endText,
          uri,
        )
      : vscode.l10n.t(
          'The link is on the clipboard. It works until {0}. Everyone who has it can read {1}.',
          endText,
          uri,
        ),
  );
  return { url: link.url, expiresAt: end.toISOString() };
}

async function askMinutes(title: string): Promise<number> {
  const choice = (label: string, minutes: number) => ({ label, value: async () => minutes });
  const other = async () =>
    Number(
      await ask({
        title,
        prompt: vscode.l10n.t('Minutes that the link works, 1 to {0}', mostMinutes),
        value: '60',
        problem: (value) =>
          /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= mostMinutes
            ? undefined
            : vscode.l10n.t('A whole number from 1 to {0}', mostMinutes),
      }),
    );
  const chosen = await pick(
    [
      choice(vscode.l10n.t('15 minutes'), 15),
      choice(vscode.l10n.t('1 hour'), 60),
      choice(vscode.l10n.t('12 hours'), 720),
      choice(vscode.l10n.t('7 days'), mostMinutes),
      { label: vscode.l10n.t('Another time…'), value: other },
    ],
    { title, placeHolder: vscode.l10n.t('How long does the link work?') },
  );
  return chosen();
}
