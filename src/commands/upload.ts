import { basename } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { withProgress } from '../platform/progress.ts';
import { ask } from '../platform/prompts.ts';
import { fileIn, tableFilter } from './arguments.ts';
import type { Services } from './services.ts';

const options = z.object({ bucket: z.string(), prefix: z.string() });

/** Uploads a file, making the bucket when it is missing; asks for bucket and prefix unless they are given. */
export async function upload(
  { openSession, changed }: Services,
  given: unknown,
  second: unknown,
): Promise<{ s3Uri: string }> {
  const uri = await fileIn(given, vscode.l10n.t('Upload which file?'), tableFilter());
  const session = await openSession();
  const { aws, clients } = session;
  const parsed = options.safeParse(second);
  const { bucket, prefix } = parsed.success ? parsed.data : await askPlace(session.bucket);
  const key = aws.joinKey(prefix, basename(uri.fsPath));
  await withProgress(vscode.l10n.t('Uploading {0}', basename(uri.fsPath)), async (signal, report) => {
    await aws.ensureBucket(clients, bucket, signal);
    const onProgress = ({ sentBytes, totalBytes }: { sentBytes: number; totalBytes: number }) =>
      report({ message: '', fraction: totalBytes === 0 ? 1 : sentBytes / totalBytes });
    await aws.uploadFiles(clients, [{ path: uri.fsPath, bucket, key }], { signal, onProgress });
  });
  changed();
  return { s3Uri: aws.s3Uri({ bucket, key }) };
}

async function askPlace(suggested: string): Promise<z.infer<typeof options>> {
  const title = vscode.l10n.t('Upload to S3');
  const bucket = await ask({
    title,
    prompt: vscode.l10n.t('Bucket; made when it does not exist'),
    value: suggested,
  });
  const prefix = await ask({ title, prompt: vscode.l10n.t('Prefix'), value: 'linear-learner' });
  return { bucket, prefix };
}
