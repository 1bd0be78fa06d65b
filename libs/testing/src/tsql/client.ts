import { ask, DriverFault, driverOf, type Session } from '@orrery/drivers';
import type { SqlServerStandIn } from './server.js';

/** What was answered: rows, or the number of an error. */
export interface Answer {
  readonly rows: unknown[][];
  readonly error: number | undefined;
}

/** Somebody who asks a stand-in through our driver. */
export class Client {
  private constructor(readonly session: Session) {}

  static async open(server: SqlServerStandIn): Promise<Client> {
    const { host, port, user: username, password } = server;
    const target = { host, port, dbName: 'shop', username, password, extraOptions: { ssl: { mode: 'disable' as const } } };
    const session = await driverOf('mssql')?.connect(target, { connectMs: 5_000, applicationName: 'test', guard: () => true });
    if (!session) throw new Error('no driver of SQL Server');
    return new Client(session);
  }

  async run(text: string): Promise<Answer> {
    try {
      const { rows } = await ask(this.session, { language: 'sql', text });
      return { rows: rows.map((row) => row.map((cell) => JSON.parse(cell) as unknown)), error: undefined };
    } catch (error) {
      if (!(error instanceof DriverFault)) throw error;
      return { rows: [], error: Number(error.native.nativeCode) };
    }
  }

  close(): Promise<void> {
    return this.session.close();
  }
}
