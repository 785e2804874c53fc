import * as vscode from 'vscode';

const s3Scheme = 's3';

/** An S3 URI as commands take it, with reserved characters encoded. */
export function uriOfS3(s3Uri: string): vscode.Uri {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(s3Uri) ?? [];
  return vscode.Uri.from({ scheme: s3Scheme, authority: bucket, path: `/${key}` });
}

/** The S3 URI of a table; undefined for a file. */
export const s3UriOf = ({ scheme, authority, path }: vscode.Uri): string | undefined =>
  scheme === s3Scheme ? `s3://${authority}${path}` : undefined;
