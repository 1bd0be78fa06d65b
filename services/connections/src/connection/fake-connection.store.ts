import { Fault, type SecretOption } from '@orrery/contracts';
import type { PublicOf, SecretTarget } from '@orrery/runtime';
import type { Seals, StoredConnection } from './connection.js';
import type { ConnectionStore } from './connection.store.js';

/** A connection with valid values. For tests. */
export const aConnection = (change: Partial<StoredConnection> = {}): StoredConnection => ({
  id: '01890a5d-ac96-774b-bcce-b302099a8001',
  userId: '01890a5d-ac96-774b-bcce-b302099a8057',
  name: 'Production',
  type: 'postgres',
  host: 'db.example.org',
  port: 5432,
  dbName: 'shop',
  username: 'app',
  passwordEnc: 'sealed password',
  optionsEnc: {},
  extraOptions: {},
  isValid: true,
  lastTestedAt: new Date('2026-01-02T00:00:00Z'),
  version: 1,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  updatedAt: new Date('2026-01-01T00:00:00Z'),
  ...change,
});

/** Seals that can be read: what was sealed, and for where. For tests. */
export const plainSeals: Seals = {
  password: (secret: string, target: SecretTarget) =>
    `password ${secret} for ${target.username}@${target.host} ${target.sslMode}`,
  option: (option: SecretOption, secret: string, target: SecretTarget) => `${option} ${secret} for ${target.host}`,
};

/** The connections in memory. For tests. */
export class FakeConnectionStore implements PublicOf<ConnectionStore> {
  readonly rows = new Map<string, StoredConnection>();
  readonly offered = new Set<string>();
  readonly deletedUsers = new Set<string>();

  constructor(...rows: StoredConnection[]) {
    for (const row of rows) this.rows.set(row.id, row);
  }

  list(userId: string, before: string | undefined, limit: number): Promise<StoredConnection[]> {
    const all = [...this.rows.values()].filter((row) => row.userId === userId && (before === undefined || row.id < before));
    return Promise.resolve(all.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit));
  }

  get(userId: string, id: string): Promise<StoredConnection | undefined> {
    const row = this.rows.get(id);
    return Promise.resolve(row?.userId === userId ? row : undefined);
  }

  add(connection: StoredConnection): Promise<void> {
    if (this.deletedUsers.has(connection.userId)) return Promise.reject(new Fault('unauthenticated', 'Sign in first.'));
    this.rows.set(connection.id, connection);
    return Promise.resolve();
  }

  offer(userId: string, make: () => readonly StoredConnection[]): Promise<void> {
    if (this.offered.has(userId) || this.deletedUsers.has(userId)) return Promise.resolve();
    this.offered.add(userId);
    for (const row of make()) this.rows.set(row.id, row);
    return Promise.resolve();
  }

  async change(
    userId: string,
    id: string,
    rule: (before: StoredConnection) => StoredConnection,
  ): Promise<StoredConnection | undefined> {
    const before = await this.get(userId, id);
    if (!before) return undefined;
    const after = rule(before);
    this.rows.set(id, after);
    return after;
  }

  tested(of: Pick<StoredConnection, 'userId' | 'id' | 'version'>, isValid: boolean, at: Date): Promise<void> {
    const row = this.rows.get(of.id);
    if (row?.version === of.version) this.rows.set(of.id, { ...row, isValid, lastTestedAt: at });
    return Promise.resolve();
  }

  async remove(userId: string, id: string): Promise<boolean> {
    return (await this.get(userId, id)) !== undefined && this.rows.delete(id);
  }

  removeUser(_em: unknown, userId: string): Promise<void> {
    for (const row of [...this.rows.values()]) if (row.userId === userId) this.rows.delete(row.id);
    this.deletedUsers.add(userId);
    return Promise.resolve();
  }
}
