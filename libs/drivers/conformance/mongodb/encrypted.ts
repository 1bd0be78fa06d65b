import type { Encrypted } from '../tls.js';
import { started } from './index.js';

/** A scripted server that takes encrypted connections only. */
export const encrypted: Encrypted = (certificate) => started(certificate);
