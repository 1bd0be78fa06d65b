import {
  type connectionsDraftTest,
  type RequestIn,
  type RequestOf,
  targetTest,
  type TestLine,
  type TestResult,
} from '@orrery/contracts';
import { Bus, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { connectionNotFound } from '../connection/connection.js';
import { ConnectionStore } from '../connection/connection.store.js';
import { DriverTypes } from '../type/driver-types.js';
import { linesIn } from './lines-in.js';

/** A test under way: its lines as they come, the last of which holds its result. */
export type RunningTest = AsyncGenerator<TestLine, void, undefined>;

/** Whether a database can be reached. This service has no way out: it asks query-runner. */
@Injectable()
export class TestService {
  constructor(
    @Inject(ConnectionStore) private readonly connections: PublicOf<ConnectionStore>,
    @Inject(DriverTypes) private readonly types: PublicOf<DriverTypes>,
    @Inject(Bus) private readonly bus: Pick<PublicOf<Bus>, 'stream'>,
  ) {}

  /** Tests a connection as it is stored, and nothing but that, and notes the outcome. Throws `connection_not_found`. */
  async saved(userId: string, id: string): Promise<RunningTest> {
    const stored = await this.connections.get(userId, id);
    if (!stored) throw connectionNotFound();
    const { type, host, port, dbName, username, extraOptions, passwordEnc, optionsEnc } = stored;
    const lines = await this.ask({
      draft: { type, host, port, dbName, username, password: '', extraOptions },
      sealed: { connectionId: id, userId, sealedPassword: passwordEnc, sealedOptions: optionsEnc },
    });
    return this.noting(lines, (result) => this.connections.tested(stored, result.isValid, new Date()));
  }

  /** Tests what a person is about to save. Nothing is kept. Throws `unknown_type`. */
  async draft(ask: RequestOf<typeof connectionsDraftTest>): Promise<RunningTest> {
    const { defaultPort } = await this.types.get(ask.type);
    return this.ask({
      draft: {
        type: ask.type,
        host: ask.host,
        port: ask.port ?? defaultPort,
        dbName: ask.dbName,
        username: ask.username,
        password: ask.password,
        extraOptions: ask.extraOptions,
      },
    });
  }

  private async ask(request: RequestIn<typeof targetTest>): Promise<RunningTest> {
    return linesIn(await this.bus.stream(targetTest, request));
  }

  private async *noting(lines: RunningTest, note: (result: TestResult) => Promise<void>): RunningTest {
    for await (const line of lines) {
      if (line.type === 'done') await note(line.result);
      yield line;
    }
  }
}
