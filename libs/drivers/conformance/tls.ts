import type { Kind } from '@orrery/contracts';
import type { Certificate } from '@orrery/testing';
import { encrypted as mongodb } from './mongodb/encrypted.js';
import { encrypted as mssql } from './mssql/encrypted.js';
import { encrypted as mysql } from './mysql/encrypted.js';
import { encrypted as postgres } from './postgres/encrypted.js';
import type { NotRun, Server } from './subject.js';

/** Starts a server of a kind that speaks TLS with this certificate. */
export type Encrypted = (certificate: Certificate) => Promise<Server | NotRun>;

/** How each kind gets a server that speaks TLS. */
export const encrypted: Readonly<Record<Kind, Encrypted>> = { postgres, mysql, mssql, mongodb };
