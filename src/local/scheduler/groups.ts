import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';
import type { ScheduleGroup, SchedulerContext } from './schedules.ts';
import { pageOf, type RestOperation } from './pages.ts';

const createSchema = z.object({ Name: z.string() });
const listSchema = z.object({ NamePrefix: z.optional(z.string()) });

export function groupOperations({
  account,
  clock,
  groups,
}: SchedulerContext): Readonly<Record<string, RestOperation>> {
  const arnOf = (name: string) => `arn:aws:scheduler:${account.region}:${account.id}:schedule-group/${name}`;
  const describe = ({ name, createdAt }: ScheduleGroup) => ({
    Arn: arnOf(name),
    Name: name,
    State: 'ACTIVE',
    CreationDate: createdAt,
    LastModificationDate: createdAt,
  });
  return {
    CreateScheduleGroup: async (input) => {
      const { Name } = createSchema.parse(input);
      const isNew =
        Name !== 'default' && (await groups.add({ name: Name, createdAt: clock().getTime() / 1000 }));
      if (!isNew) throw new ServiceError('ConflictException', `Schedule group ${Name} already exists.`, 409);
      return { ScheduleGroupArn: arnOf(Name) };
    },
    ListScheduleGroups: async (input) => {
      const { NamePrefix = '' } = listSchema.parse(input);
      const all = [{ name: 'default', createdAt: 0 }, ...groups.list()];
      const { page, more } = pageOf(
        all.filter(({ name }) => name.startsWith(NamePrefix)),
        input,
      );
      return { ScheduleGroups: page.map(describe), ...more };
    },
  };
}
