import type { Kind } from '@orrery/contracts';
import { mongodb } from './mongodb/index.js';
import { mssql } from './mssql/index.js';
import { mysql } from './mysql/index.js';
import { postgres } from './postgres/index.js';
import type { Subject } from './subject.js';

/** Every kind of database as the suite meets it. A kind that is not here does not compile. */
export const subjects: Readonly<Record<Kind, Subject>> = { postgres, mysql, mssql, mongodb };
