import { Fault } from '@orrery/contracts';
import type { PublicOf } from '@orrery/runtime';
import type { DriverType, DriverTypes } from './driver-types.js';

/** One kind of database. For tests. */
export const postgresType: DriverType = {
  type: 'postgres',
  label: 'PostgreSQL',
  defaultPort: 5432,
  available: true,
  extraOptionsSchema: {},
};

/** A query-runner that knows PostgreSQL and MySQL. For tests. */
export class FakeDriverTypes implements PublicOf<DriverTypes> {
  private readonly items = [postgresType, { ...postgresType, type: 'mysql', label: 'MySQL', defaultPort: 3306 } as const];

  list(): Promise<readonly DriverType[]> {
    return Promise.resolve(this.items);
  }

  get(type: string): Promise<DriverType> {
    const found = this.items.find((item) => item.type === type);
    return found ? Promise.resolve(found) : Promise.reject(new Fault('unknown_type', 'No such type.'));
  }
}
