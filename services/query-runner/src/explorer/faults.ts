import { Fault } from '@orrery/contracts';
import { BadFilter, BadValue, DriverFault } from '@orrery/drivers';
import { faultCodeOf } from '../query/lines.js';

/** What a failed read is told as. A database's own words stay as they are. */
export function faultOfRead(error: unknown): unknown {
  if (error instanceof BadFilter)
    return new Fault(error.missing === undefined ? 'filter_invalid' : 'column_not_found', error.message, {
      errors: [{ path: error.path, message: error.message }],
      ...(error.missing === undefined ? {} : { details: { column: error.missing } }),
    });
  if (error instanceof BadValue)
    return new Fault('filter_invalid', `A value for “${error.column}” ${error.message}.`, {
      details: { column: error.column },
    });
  if (error instanceof DriverFault) return faultOfDriver(error);
  return error;
}

/** A driver's fault as ours, with the database's own code, hint and detail. */
export const faultOfDriver = (error: DriverFault, details: Readonly<Record<string, unknown>> = {}): Fault => {
  const { sqlState, nativeCode, hint, detail } = error.native;
  return new Fault(faultCodeOf(error), error.message, {
    details: {
      ...(sqlState === undefined ? {} : { sqlState }),
      ...(nativeCode === undefined ? {} : { nativeCode }),
      ...(hint === undefined ? {} : { hint }),
      ...(detail === undefined ? {} : { databaseDetail: detail }),
      ...details,
    },
    cause: error,
  });
};
