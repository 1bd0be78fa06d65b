import type { SecretOption } from '@orrery/contracts';
import { KeyRing, optionContext, passwordContext, type SecretTarget } from '@orrery/runtime';
import { Injectable } from '@nestjs/common';
import type { Seals } from './connection.js';

/** Seals with the key ring. Nothing here opens what is sealed: that is query-runner's, and only query-runner's, to do. */
@Injectable()
export class RingSeals implements Seals {
  constructor(private readonly keys: KeyRing) {}

  password(secret: string, target: SecretTarget): string {
    return this.keys.seal(secret, passwordContext(target));
  }

  option(option: SecretOption, secret: string, target: SecretTarget): string {
    return this.keys.seal(secret, optionContext(target, option));
  }
}
