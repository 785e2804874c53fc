import { isPartText, pandasReading, partsText } from '../convert/pandasOf.ts';
import { isInS3 } from '../experiment/datasetPath.ts';
import { pythonLiteral } from '../preparation/python/literal.ts';
import { formatOf } from '../shapes/tableFiles.ts';
import type { CodeFacts } from './request.ts';
import { codeOf } from './section.ts';
import type { Section } from './section.ts';

/** Reads the table, and says so when it is not the one that the run was trained on. */
export async function tableSection({
  table,
  experiment,
  dataset,
  datasetSha256,
  parts,
}: CodeFacts): Promise<Section> {
  const { definitions, reading } = await pandasReading(
    table,
    parts === undefined ? { path: 'TABLE' } : { files: partsText(dataset, 'TABLE', parts) },
    { keepsWords: true, columns: experiment.columns },
  );
  // Hashes of compressed files and folders are of what is in them.
  const isHashed = parts === undefined && formatOf(dataset).compression === undefined;
  return {
    id: 'table',
    title: 'Table',
    prose:
      'The separators, types and markers of missing values are those that the run was trained with. Dates, and truth values written as words, stay text: the preparation reads them.',
    imports: [
      'import pandas as pd',
      ...(isHashed ? ['import hashlib', 'import warnings'] : []),
      ...(isInS3(dataset) ? ['import boto3', 'import tempfile'] : []),
    ],
    code: codeOf(
      isInS3(dataset) ? downloadText(dataset, parts) : '',
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
function downloadText(s3Uri: string, parts: CodeFacts['parts']): string {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/(.*)$/s.exec(s3Uri) ?? [];
  const client = [
    's3 = boto3.Session(profile_name=PROFILE, region_name=REGION).client("s3")',
    'TABLE = Path(tempfile.mkdtemp())',
  ];
  if (parts === undefined)
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
    `    if ${isPartText('name', parts)}:`,
    `        s3.download_file(${pythonLiteral(bucket)}, found["Key"], str(TABLE / name))`,
  ].join('\n');
}
