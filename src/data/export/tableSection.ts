import { pandasReading } from '../convert/pandasOf.ts';
import { isInS3 } from '../experiment/datasetPath.ts';
import { pythonLiteral } from '../preparation/python/literal.ts';
import type { CodeFacts } from './request.ts';
import { codeOf } from './section.ts';
import type { Section } from './section.ts';

/** Reads the table, and says so when it is not the one that the run was trained on. */
export async function tableSection({
  table,
  experiment,
  dataset,
  datasetSha256,
  isFolder,
}: CodeFacts): Promise<Section> {
  const { definitions, reading } = await pandasReading(
    table,
    isFolder ? { pattern: /[*?]/.test(dataset) ? 'str(TABLE)' : 'str(TABLE / "*")' } : { path: 'TABLE' },
    { keepsWords: true, columns: experiment.columns },
  );
  // Hashes of compressed files and folders are of what is in them.
  const isHashed = !isFolder && !/\.(?:gz|zst|zip|bz2|xz)$/i.test(dataset);
  return {
    id: 'table',
    title: 'Table',
    prose:
      'The separators, types and markers of missing values are those that the run was trained with. Dates, and truth values written as words, stay text: the preparation reads them.',
    imports: [
      'import pandas as pd',
      ...(isFolder ? ['import glob'] : []),
      ...(isHashed ? ['import hashlib', 'import warnings'] : []),
      ...(isInS3(dataset) ? ['import boto3', 'import tempfile'] : []),
    ],
    code: codeOf(
      isInS3(dataset) ? downloadText(dataset, isFolder) : '',
      definitions.trim(),
      [
        reading,
        ...(isHashed
          ? [
              `if hashlib.sha256(TABLE.read_bytes()).hexdigest() != ${pythonLiteral(datasetSha256)}:`,
              '    warnings.warn("The table is not the one that the run was trained on, so the numbers will differ.")',
            ]
          : []),
        'print(f"{len(table):,} rows, {table.shape[1]} columns")',
      ].join('\n'),
    ),
  };
}

/** TABLE, downloaded into a temporary folder. */
function downloadText(s3Uri: string, isFolder: boolean): string {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/(.*)$/s.exec(s3Uri) ?? [];
  const client = [
    's3 = boto3.Session(profile_name=PROFILE, region_name=REGION).client("s3")',
    'TABLE = Path(tempfile.mkdtemp())',
  ];
  if (!isFolder)
    return [
      ...client,
      `TABLE = TABLE / ${pythonLiteral(key.slice(key.lastIndexOf('/') + 1))}`,
      `s3.download_file(${pythonLiteral(bucket)}, ${pythonLiteral(key)}, str(TABLE))`,
    ].join('\n');
  return [
    ...client,
    `pages = s3.get_paginator("list_objects_v2").paginate(Bucket=${pythonLiteral(bucket)}, Prefix=${pythonLiteral(key)}, Delimiter="/")`,
    'for found in (one for page in pages for one in page.get("Contents", [])):',
    '    name = found["Key"].rsplit("/", 1)[-1]',
    '    if found["Size"] > 0 and not name.startswith(("_", ".")):',
    `        s3.download_file(${pythonLiteral(bucket)}, found["Key"], str(TABLE / name))`,
  ].join('\n');
}
