import { errorFields, LOGGER, type Logger, type PublicOf } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { readFile } from 'node:fs/promises';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG, type ConnectionsConfig } from '../config.js';
import { created, type Seals } from '../connection/connection.js';
import { ConnectionStore } from '../connection/connection.store.js';
import { RingSeals } from '../connection/ring-seals.js';
import { type Sample, sampleFile } from './sample.js';

const remembersAtMost = 10_000;

/** Gives each user, once, a database to try. Who removes it does not get it again. */
@Injectable()
export class SampleOffer {
  private readonly offered = new Set<string>();

  constructor(
    @Inject(ConnectionStore) private readonly connections: Pick<PublicOf<ConnectionStore>, 'offer'>,
    @Inject(RingSeals) private readonly seals: Seals,
    @Inject(LOGGER) private readonly log: Pick<Logger, 'warn'>,
    @Inject(CONFIG) private readonly config: Pick<ConnectionsConfig, 'SAMPLE_CONNECTION_FILE'>,
  ) {}

  /** Offers the sample to a user who never had it. Never throws: what they asked for goes on without it. */
  async offerTo(userId: string): Promise<void> {
    if (this.offered.has(userId)) return;
    try {
      const samples = await this.samples();
      if (samples === undefined) return;
      const now = new Date();
      await this.connections.offer(userId, () => samples.map((sample) => created(uuidv7(), userId, sample, this.seals, now)));
      if (this.offered.size >= remembersAtMost) this.offered.clear();
      this.offered.add(userId);
    } catch (error) {
      this.log.warn({ error: errorFields(error) }, 'The sample connection could not be offered');
    }
  }

  /** Undefined where there is none, or none yet: the sample database is made while people sign up already. */
  private async samples(): Promise<readonly Sample[] | undefined> {
    const file = this.config.SAMPLE_CONNECTION_FILE;
    if (file === undefined) return undefined;
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
    return sampleFile.parse(JSON.parse(text));
  }
}
