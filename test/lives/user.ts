import { deleteOnRecord } from '../../src/runs/deleteOnRecord.ts';
import { deployOnRecord } from '../../src/runs/deploy.ts';
import { extendLease } from '../../src/runs/extendLease.ts';
import { findRecipeOfRun } from '../../src/runs/recipes.ts';
import { endpointIn, guardIn } from './cloud.ts';
import {
  type Act,
  type Mine,
  minuteMs,
  ownEndpoint,
  type Scene,
  type Seat,
  startMs,
  usable,
} from './scene.ts';
import type { Window } from './window.ts';

const never = new AbortController().signal;
const trainingJobName = 'job-1';
const first = 'salary-8f3a';
const second = 'salary-91cc';

interface Plan {
  readonly leaseMinutes: number;
  /** Whether AWS itself is to end the leases. */
  readonly isScheduled: boolean;
  /** As the plan says, unless the simulation goes without it. */
  readonly withDeleter: boolean;
}

/** What the user does: deploys, and may extend, invoke, delete, and deploy the same again. */
export function planUser(scene: Scene, plan: Plan): void {
  const { world, home, away, dueMs, lastMs } = scene;
  world.at(startMs + minuteMs, () => {
    const window = home.windows[0];
    if (window !== undefined) void deploy(scene, plan, { name: first, window, minutes: plan.leaseMinutes });
  });
  if (world.chance(0.4)) {
    const seat = world.chance(0.3) ? away : home;
    world.at(world.between(startMs + 3 * minuteMs, dueMs + 10 * minuteMs), () => extend(scene, seat));
  }
  if (world.chance(0.15))
    world.at(world.between(startMs + 3 * minuteMs, dueMs), () => remove(scene, 'delete'));
  if (world.chance(0.2)) {
    const atMs = world.between(startMs + 3 * minuteMs, dueMs);
    world.at(atMs, () => remove(scene, 'save-and-delete'));
    const againMs = Math.min(atMs + world.between(5, 40) * minuteMs, lastMs - 50 * minuteMs);
    if (world.chance(0.8)) {
      scene.lastLivedMs = againMs;
      world.at(againMs, async () => {
        const window = usable(home, scene);
        if (window === undefined || ownEndpoint(scene, first) !== undefined) return;
        scene.life.acts.add('redeploy');
        await deploy(scene, plan, { name: second, window, minutes: 10 });
      });
    }
  }
  const requests = Math.floor(world.between(0, 4));
  for (let index = 0; index < requests; index += 1)
    world.at(world.between(startMs + 10 * minuteMs, dueMs), () => {
      ownEndpoint(scene, first)?.invokedAtMs.push(world.nowMs());
    });
}

async function deploy(
  scene: Scene,
  { isScheduled, withDeleter }: Plan,
  { name, window, minutes }: { readonly name: string; readonly window: Window; readonly minutes: number },
): Promise<void> {
  const { world, note } = scene;
  const one: Mine = { name, isScheduled, triesExtension: false };
  scene.mine.set(name, one);
  await world.as(window.program, async () => {
    const { session, ledger } = window;
    const compute = { instanceType: 'ml.m5.large', instanceCount: 1 };
    const terms = {
      endpointName: name,
      ...compute,
      origin: { trainingJobName },
      leaseMinutes: minutes,
      deleter: withDeleter ? { roleArn: 'arn:aws:iam::111122223333:role/deleter' } : undefined,
      onUnscheduled: () => {
        one.isScheduled = false;
      },
    };
    const anew = {
      imageUri: 'image',
      modelS3Uri: 's3://bucket/model.tar.gz',
      roleArn: 'arn:aws:iam::111122223333:role/execution',
    };
    try {
      const recipe = name === first ? undefined : await findRecipeOfRun(session, window, { trainingJobName });
      note(`deploying ${name}${recipe === undefined ? '' : ` from ${recipe.configName}`}`);
      await deployOnRecord(
        session,
        ledger,
        { ...terms, ...(recipe === undefined ? anew : { recipe }) },
        never,
      );
    } catch (error) {
      note(`deploying failed: ${String(error)}`);
    }
    window.refresh();
  });
}

async function extend(scene: Scene, seat: Seat): Promise<void> {
  const { world, cloud, note } = scene;
  const window = usable(seat, scene);
  const endpoint = endpointIn(cloud, first, world.nowMs());
  const before = endpoint === undefined ? undefined : guardIn(endpoint).expiresAtMs;
  const one = scene.mine.get(first);
  if (window === undefined || before === undefined || one === undefined) return;
  one.triesExtension = true;
  scene.life.acts.add('extend');
  await world.as(window.program, async () => {
    const wanted = { endpointName: first, minutes: Math.round(world.between(10, 60)) };
    const lease = await extendLease(window.session, window.ledger, wanted).catch(() => undefined);
    if (lease === undefined) return;
    if (ownEndpoint(scene, first) !== undefined)
      one.promised = { untilMs: lease.expiresAtMs, writtenMs: world.nowMs(), beforeMs: before };
    note(`extended to ${(lease.expiresAtMs - startMs) / minuteMs}`);
  });
}

/** Nobody confirms the deletion of what is shown to be a colleague's. */
function remove(scene: Scene, act: Extract<Act, 'delete' | 'save-and-delete'>): void {
  const window = usable(scene.home, scene);
  if (window === undefined || ownEndpoint(scene, first) === undefined) return;
  scene.life.acts.add(act);
  scene.note(act);
  const isAll = act === 'delete';
  const request = { endpointName: first, also: { config: isAll, model: isAll }, by: 'user' as const };
  void scene.world.as(window.program, () =>
    deleteOnRecord(window.session, window.ledger, request, { signal: never }).catch(() => undefined),
  );
}
