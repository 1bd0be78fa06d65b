import type { Kind } from '@orrery/contracts';
import type { Certificate } from '@orrery/testing';
import { encrypted as mongodb } from './mongodb/encrypted.js';
import { encrypted as mssql } from './mssql/encrypted.js';
import { encrypted as mysql } from './mysql/encrypted.js';
import { encrypted as postgres } from './postgres/encrypted.js';
import type { Language, NotRun, Server } from './subject.js';

/** Starts a server of a kind that speaks TLS with this certificate. */
export type Encrypted = (certificate: Certificate) => Promise<Server | NotRun>;

/** One server product that speaks TLS. */
export interface EncryptedEngine {
  readonly name: string;
  readonly start: Encrypted;
  /** What it is asked where that is not the language of its kind. */
  readonly language?: Language;
}

/** How each kind gets servers that speak TLS. */
export const encrypted: Readonly<Record<Kind, readonly EncryptedEngine[]>> = {
  postgres: [{ name: 'PostgreSQL', start: postgres }],
  mysql,
  mssql: [{ name: 'SQL Server', start: mssql }],
  mongodb: [{ name: 'MongoDB', start: mongodb }],
};
