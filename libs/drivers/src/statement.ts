import type { Kind } from '@orrery/contracts';
import { parseStatement, StatementError, type Param, type Statement } from '@orrery/dialects';
import { DriverFault } from './driver.js';

/** One statement's text as a driver of this kind takes it. Throws a `syntax` DriverFault where it can't be understood. */
export const statementOf = (kind: Kind, text: string, params: readonly Param[] = []): Statement => {
  try {
    return parseStatement(kind, text, params);
  } catch (error) {
    if (error instanceof StatementError) throw new DriverFault('syntax', error.message, { position: error.position });
    throw error;
  }
};
