import type { Certificate } from '@orrery/testing';
import type { Server } from '../subject.js';
import { started } from './index.js';

/** A scripted server that takes encrypted connections, inside of its packets as SQL Server does. */
export const encrypted = (certificate: Certificate): Promise<Server> => started(certificate);
