import { currentCall } from '@orrery/runtime';
import { Inject, Injectable } from '@nestjs/common';
import bcrypt from 'bcrypt';
import { createHmac, randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type AuthConfig, CONFIG } from '../config.js';
import { HashQueue } from './hash-queue.js';

/** bcrypt works in libuv's pool of four threads; more at once would only stand in front of every other use of it. */
const atOnce = Math.min(4, 2 * availableParallelism());
const mayWait = 100;

/**
 * Hashes passwords: bcrypt over base64(HMAC-SHA-384(pepper, NFC(password))). bcrypt ignores what comes after 72 bytes, so that
 * without the HMAC two long passwords with the same beginning would be one; the pepper makes a copy of the table useless by itself.
 */
@Injectable()
export class Passwords {
  private readonly queue = new HashQueue(atOnce, mayWait);
  private dummy: Promise<string> | undefined;

  constructor(@Inject(CONFIG) private readonly config: Pick<AuthConfig, 'PASSWORD_PEPPER' | 'BCRYPT_COST'>) {}

  /** The hash to store. Throws `login_busy`. */
  hash(password: string): Promise<string> {
    return this.inTurn(() => bcrypt.hash(this.seasoned(password), this.config.BCRYPT_COST));
  }

  /**
   * Whether a password is the one that was hashed, and whether its hash is weaker than what is made today. Takes the same time where
   * there is no hash to compare with. Throws `login_busy`.
   */
  verify(password: string, hash: string | undefined): Promise<{ ok: boolean; stale: boolean }> {
    return this.inTurn(async () => {
      const same = await bcrypt.compare(this.seasoned(password), hash ?? (await this.nobodys()));
      return { ok: same && hash !== undefined, stale: hash !== undefined && bcrypt.getRounds(hash) < this.config.BCRYPT_COST };
    });
  }

  /** A hash that no password has. */
  private nobodys(): Promise<string> {
    this.dummy ??= bcrypt.hash(randomBytes(32).toString('base64'), this.config.BCRYPT_COST);
    return this.dummy;
  }

  /** Begins in time what the first unknown name needs, which would take twice as long otherwise, and say so. */
  onModuleInit(): void {
    void this.nobodys();
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.queue.run(work, () => {
      const deadline = currentCall()?.deadline;
      return deadline === undefined || deadline > Date.now();
    });
  }

  private seasoned(password: string): string {
    return createHmac('sha384', this.config.PASSWORD_PEPPER).update(password.normalize('NFC'), 'utf8').digest('base64');
  }
}
