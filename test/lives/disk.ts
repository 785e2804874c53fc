import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { programHere, type World, whenKilled } from './world.ts';

/**
 * The file system of a simulated machine, in memory. It loses in a power cut what Linux may lose: what was not synced of a file's
 * content, and every name that was made, changed or removed in a folder since the folder was synced.
 */
export interface Disk {
  /** Awaited before every change; may kill the program that makes it, or cut the power. */
  beforeChange: (change: string) => Promise<void>;
  powerCut(): void;
  /** Contents of the records of a folder. */
  recordsIn(folder: string): readonly string[];
  readonly calls: Calls;
}

interface File {
  readonly ino: bigint;
  content: string;
  synced: string;
}

interface Folder {
  readonly ino: bigint;
  names: Map<string, Node>;
  synced: Map<string, Node>;
}

type Node = File | Folder;

/** The calls of node:fs/promises that the journal makes, and src/files for it. */
interface Calls {
  open(path: string, flags: string): Promise<unknown>;
  rename(from: string, to: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  rm(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  mkdir(path: string): Promise<string | undefined>;
  readdir(path: string): Promise<readonly string[]>;
  readFile(path: string): Promise<string>;
  stat(path: string): Promise<unknown>;
  access(path: string): Promise<void>;
}

const failed = (code: string, path: string) => Object.assign(new Error(`${code}: ${path}`), { code });
const partsOf = (path: string) => path.split(/[\\/]/).filter((part) => part !== '');
const isFolder = (node: Node | undefined): node is Folder => node !== undefined && 'names' in node;

export function openDisk(world: World): Disk {
  let inodes = 0n;
  const newFolder = (): Folder => ({ ino: (inodes += 1n), names: new Map(), synced: new Map() });
  const root = newFolder();
  const find = (parts: readonly string[]): Node | undefined => {
    let node: Node | undefined = root;
    for (const part of parts) node = isFolder(node) ? node.names.get(part) : undefined;
    return node;
  };
  const folderOf = (path: string): readonly [Folder, string] => {
    const parts = partsOf(path);
    const folder = find(parts.slice(0, -1));
    if (!isFolder(folder)) throw failed('ENOENT', path);
    return [folder, parts.at(-1) ?? ''];
  };
  const fileAt = (path: string): File => {
    const node = find(partsOf(path));
    if (node === undefined) throw failed('ENOENT', path);
    if (isFolder(node)) throw failed('EISDIR', path);
    return node;
  };
  const disk: Disk = {
    beforeChange: async () => undefined,
    powerCut: () => loseUnsynced(root, world),
    recordsIn(path) {
      const folder = find(partsOf(path));
      const names = isFolder(folder) ? [...folder.names] : [];
      return names.flatMap(([name, node]) =>
        isFolder(node) || !name.endsWith('.json') ? [] : [node.content],
      );
    },
    calls: {
      async open(path, flags) {
        if (flags !== 'r') await changes('open');
        const node = find(partsOf(path));
        if (flags === 'wx' && node !== undefined) throw failed('EEXIST', path);
        if (node !== undefined) return handleOf(node);
        if (flags === 'r') throw failed('ENOENT', path);
        const [folder, name] = folderOf(path);
        const file: File = { ino: (inodes += 1n), content: '', synced: '' };
        folder.names.set(name, file);
        return handleOf(file);
      },
      async rename(from, to) {
        await changes('rename');
        const [source, name] = folderOf(from);
        const file = fileAt(from);
        const [target, newName] = folderOf(to);
        source.names.delete(name);
        target.names.set(newName, file);
      },
      async link(from, to) {
        await changes('link');
        const file = fileAt(from);
        const [target, name] = folderOf(to);
        if (target.names.has(name)) throw failed('EEXIST', to);
        target.names.set(name, file);
      },
      async rm(path) {
        await changes('rm');
        const parts = partsOf(path);
        const folder = find(parts.slice(0, -1));
        if (isFolder(folder)) folder.names.delete(parts.at(-1) ?? '');
      },
      async rmdir(path) {
        await changes('rmdir');
        const [folder, name] = folderOf(path);
        const node = folder.names.get(name);
        if (isFolder(node) && node.names.size > 0) throw failed('ENOTEMPTY', path);
        folder.names.delete(name);
      },
      async mkdir(path) {
        await changes('mkdir');
        let [folder, created]: [Folder, string | undefined] = [root, undefined];
        for (const [index, part] of partsOf(path).entries()) {
          const node = folder.names.get(part) ?? newFolder();
          if (!isFolder(node)) throw failed('EEXIST', path);
          if (!folder.names.has(part))
            created ??= `/${partsOf(path)
              .slice(0, index + 1)
              .join('/')}`;
          folder.names.set(part, node);
          folder = node;
        }
        return created;
      },
      async readdir(path) {
        await whenKilled(programHere());
        const folder = find(partsOf(path));
        if (!isFolder(folder)) throw failed('ENOENT', path);
        return [...folder.names.keys()];
      },
      async readFile(path) {
        await whenKilled(programHere());
        const [first, pid] = partsOf(path);
        return first === 'proc' ? statusOf(Number(pid)) : fileAt(path).content;
      },
      async stat(path) {
        await whenKilled(programHere());
        const node = find(partsOf(path));
        if (node === undefined) throw failed('ENOENT', path);
        return { dev: 1n, ino: node.ino, mtimeMs: Date.now() };
      },
      async access(path) {
        await disk.calls.stat(path);
      },
    },
  };
  const changes = async (change: string) => {
    await whenKilled(programHere());
    await disk.beforeChange(change);
  };
  const sync = async (node: Node) => {
    await changes('sync');
    // Slow enough for others to come in between.
    await world.sleep(world.between(1, 10));
    if (isFolder(node)) node.synced = new Map(node.names);
    else node.synced = node.content;
  };
  const handleOf = (node: Node) => ({
    async writeFile(data: string) {
      await changes('write');
      if (!isFolder(node)) node.content = data;
    },
    async write(bytes: Uint8Array, from: number) {
      await changes('write');
      if (!isFolder(node)) node.content += Buffer.from(bytes.subarray(from)).toString();
      return { bytesWritten: bytes.length - from };
    },
    sync: () => sync(node),
    datasync: () => sync(node),
    stat: async () => ({ ino: node.ino }),
    close: async () => undefined,
  });
  /** As /proc/PID/stat: the state is the first field after the name, the start the twentieth. */
  const statusOf = (pid: number) => {
    const startedAt = world.startOf(pid);
    if (startedAt === undefined) throw failed('ENOENT', `/proc/${pid}/stat`);
    return `${pid} (node) S ${'0 '.repeat(18)}${startedAt} 0`;
  };
  return disk;
}

/** Whatever was not synced is there or not, each by chance. */
function loseUnsynced(folder: Folder, world: World): void {
  const kept = new Map(folder.synced);
  for (const name of new Set([...folder.names.keys(), ...folder.synced.keys()])) {
    const now = folder.names.get(name);
    if (now === folder.synced.get(name) || world.chance(0.5)) continue;
    if (now === undefined) kept.delete(name);
    else kept.set(name, now);
  }
  folder.names = kept;
  folder.synced = new Map(kept);
  for (const node of kept.values()) {
    if (isFolder(node)) loseUnsynced(node, world);
    else if (node.content !== node.synced) {
      const written = Math.floor(world.between(0, node.content.length + 1));
      node.content = world.chance(0.5) ? node.synced : node.content.slice(0, written);
      node.synced = node.content;
    }
  }
}

const replaced = [
  'open',
  'rename',
  'link',
  'rm',
  'rmdir',
  'mkdir',
  'readdir',
  'readFile',
  'stat',
  'access',
] as const;

/** Inside a program, the file system is the disk of its machine. Elsewhere nothing changes. Undone by the result. */
export function takeOverDisks(): () => void {
  const real = Object.fromEntries(replaced.map((name) => [name, fs[name]]));
  const calls: readonly (readonly [string, (path: string, other: string) => unknown])[] = replaced.map(
    (name) => [
      name,
      (...given) => {
        const disk = programHere()?.machine.disk;
        // SAFETY: the parameters are those of the real function.
        return disk === undefined
          ? (real[name] as (...all: unknown[]) => unknown)(...given)
          : disk.calls[name](...given);
      },
    ],
  );
  Object.assign(fs, Object.fromEntries(calls));
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, real);
    syncBuiltinESMExports();
  };
}
