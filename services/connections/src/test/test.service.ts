import { type connectionsDraftTest, type RequestOf, targetTest, type TestResult } from '@orrery/contracts';
import { Bus, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { connectionNotFound } from '../connection/connection.js';
import { ConnectionStore } from '../connection/connection.store.js';
import { DriverTypes } from '../type/driver-types.js';

/** Whether a database can be reached. This service has no way out: it asks query-runner. */
@Injectable()
export class TestService {
  constructor(
    @Inject(ConnectionStore) private readonly connections: PublicOf<ConnectionStore>,
    @Inject(DriverTypes) private readonly types: PublicOf<DriverTypes>,
    @Inject(Bus) private readonly bus: Pick<PublicOf<Bus>, 'call'>,
  ) {}

  /** Tests a connection as it is stored, and nothing but that, and notes the outcome. Throws `connection_not_found`. */
  async saved(userId: string, id: string): Promise<TestResult> {
    const stored = await this.connections.get(userId, id);
    if (!stored) throw connectionNotFound();
    const { type, host, port, dbName, username, extraOptions, passwordEnc, optionsEnc } = stored;
    const result = await this.bus.call(targetTest, {
      draft: { type, host, port, dbName, username, password: '', extraOptions },
      sealed: {
        connectionId: id,
        userId,
        sealedPassword: passwordEnc,
        sealedOptions: optionsEnc,
      },
    });
    await this.connections.tested(stored, result.isValid, new Date());
    return result;
  }

  /** Tests what a person is about to save. Nothing is kept. Throws `unknown_type`. */
  async draft(ask: RequestOf<typeof connectionsDraftTest>): Promise<TestResult> {
    const { defaultPort } = await this.types.get(ask.type);
    return this.bus.call(targetTest, {
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
}
