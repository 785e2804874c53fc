// Which operations of AWS the sources call: by command, by paginator, and by the library that uploads in parts.

const uploadInParts = [
  'AbortMultipartUpload',
  'CompleteMultipartUpload',
  'CreateMultipartUpload',
  'PutObject',
  'UploadPart',
];

/** What is wrong between the sources (`{ name, text }`) and the operations that the table has. */
export function operationProblems(sources, listed) {
  const called = new Map();
  for (const { name, text } of sources)
    for (const operation of operationsIn(text)) if (!called.has(operation)) called.set(operation, name);
  const missing = [...called]
    .filter(([operation]) => !listed.includes(operation))
    .map(([operation, name]) => `${name}: ${operation} has no row in src/aws/permissions/operations.ts`);
  const unused = listed
    .filter((operation) => !called.has(operation))
    .map((operation) => `src/aws/permissions/operations.ts: nothing calls ${operation}`);
  const twice = listed
    .filter((operation, index) => listed.indexOf(operation) !== index)
    .map((operation) => `src/aws/permissions/operations.ts: ${operation} has two rows`);
  return [...missing, ...unused, ...twice];
}

function operationsIn(text) {
  if (!/from '@aws-sdk\//.test(text)) return [];
  const commands = [...text.matchAll(/\bnew (?:\w+\.)?([A-Z]\w*)Command\(/g)];
  const paginators = [...text.matchAll(/\bpaginate([A-Z]\w*)\(/g)];
  const names = [...commands, ...paginators].map(([, name]) => name);
  return /\bnew Upload\(/.test(text) ? [...names, ...uploadInParts] : names;
}
