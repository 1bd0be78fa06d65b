import type { Document } from './document.js';

/** A command that fails, as a server says it. */
export class MongoFailure extends Error {
  constructor(
    readonly code: number,
    readonly codeName: string,
    message: string,
  ) {
    super(message);
  }

  get reply(): Document {
    return { ok: 0, errmsg: this.message, code: this.code, codeName: this.codeName };
  }
}

/** Whatever went wrong, as a server says it. What mingo throws gets the code that the server has for it. */
export const failureOf = (error: unknown): MongoFailure => {
  if (error instanceof MongoFailure) return error;
  const message = error instanceof Error ? error.message : 'unknown';
  const [, operator] = /unknown query operator (\S+)/u.exec(message) ?? [];
  if (operator !== undefined) return new MongoFailure(2, 'BadValue', `unknown operator: ${operator}`);
  if (message.startsWith('unregistered pipeline')) return new MongoFailure(40_324, 'Location40324', message);
  if (message.includes('cannot convert')) return new MongoFailure(241, 'ConversionFailure', message);
  return new MongoFailure(2, 'BadValue', message);
};
