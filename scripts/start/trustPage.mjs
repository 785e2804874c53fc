// The page that `npm start` opens first: it gives the samples VS Code's workspace trust, and nothing else, then goes on to them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = 'linear-learner-start.html';

/** Writes the page beside VS Code's own, which its server hands out to who has the connection token. Returns its path there. */
export function writeTrustPage(vscode, folder) {
  writeFileSync(join(vscode, 'out', file), pageOf(folder));
  const { quality, commit } = JSON.parse(readFileSync(join(vscode, 'product.json'), 'utf8'));
  return `/${quality}-${commit}/static/out/${file}`;
}

/** VS Code in the browser keeps what is trusted in the browser, as `content.trust.model.key` of its shared storage. */
function pageOf(folder) {
  return `<!doctype html>
<meta charset="utf-8" />
<title>Linear Learner</title>
<script>
  const folder = ${JSON.stringify(folder).replaceAll('<', '\\u003c')};
  const token = new URLSearchParams(location.search).get('tkn') ?? '';
  const go = () => location.replace('/?' + new URLSearchParams({ tkn: token, folder }));
  const opening = indexedDB.open('vscode-web-state-db-global-shared');
  opening.onupgradeneeded = () => opening.result.createObjectStore('ItemTable');
  // Without it VS Code asks, once.
  opening.onerror = go;
  opening.onsuccess = () => {
    const key = 'content.trust.model.key';
    const transaction = opening.result.transaction('ItemTable', 'readwrite');
    const items = transaction.objectStore('ItemTable');
    const read = items.get(key);
    read.onsuccess = () => {
      const known = JSON.parse(read.result ?? '{}');
      const uri = { $mid: 1, scheme: 'vscode-remote', authority: location.host, path: folder };
      const others = (known.uriTrustInfo ?? []).filter(
        ({ uri: { authority, path } }) => authority !== uri.authority || path !== uri.path,
      );
      items.put(JSON.stringify({ ...known, uriTrustInfo: [...others, { uri, trusted: true }] }), key);
    };
    transaction.oncomplete = () => {
      opening.result.close();
      go();
    };
  };
</script>
`;
}
