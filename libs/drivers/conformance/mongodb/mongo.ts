import { statementOf, type Statement } from '../../src/index.js';

/** A statement of the shell. */
export const mongo = (text: string): Statement => statementOf('mongodb', text);
