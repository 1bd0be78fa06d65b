import { MongoServerError } from 'mongodb';
import { DriverFault, type DriverFaultKind } from '../driver.js';
import { oldest, tooOld } from '../oldest.js';

/** The one switch from error codes (MongoDB "Error Codes", src/mongo/base/error_codes.yml) to what went wrong. */
const kindOf = (code: number, message: string): DriverFaultKind => {
  switch (code) {
    case 2:
    case 9:
    case 14:
    case 15:
    case 17:
    case 28:
    case 34:
    case 40:
    case 52:
    case 54:
    case 57:
    case 66:
    case 72:
    case 73:
    case 168:
    case 15_955:
    case 15_976:
    case 16_410:
    case 16_436:
    case 31_249:
    case 31_250:
    case 31_253:
    case 31_254:
    case 40_323:
    case 40_324:
    case 40_414:
    case 40_415:
    case 51_024:
    case 51_091:
    case 51_108:
      return 'syntax';
    case 26:
    case 27:
    case 43:
      return 'no-such-object';
    case 11:
    case 18:
    case 334:
      return 'login';
    case 13:
    case 31:
    case 8_000:
      return code === 8_000 && /auth/iu.test(message) ? 'login' : 'denied';
    case 48:
    case 68:
    case 85:
    case 86:
    case 112:
    case 121:
    case 11_000:
    case 11_001:
    case 12_582:
      return 'constraint';
    case 50:
    case 262:
      return 'timeout';
    case 11_601:
    case 237:
    case 202:
      return 'cancelled';
    case 6:
    case 7:
    case 89:
    case 91:
    case 189:
    case 11_600:
    case 11_602:
    case 10_107:
    case 13_435:
    case 13_436:
      return 'connection-lost';
    case 59:
    case 115:
    case 139:
    case 20:
    case 263:
    case 303:
    case 323:
    case 166:
    case 238:
      return 'unsupported';
    default:
      // Pipelines and expressions fail with a number for each sentence.
      return code >= 10_000 && /unrecognized|unknown|must be|requires|expected|invalid/iu.test(message) ? 'syntax' : 'unknown';
  }
};

/** A server's error as a fault. */
export const mongoFault = (code: number, message: string): DriverFault =>
  new DriverFault(kindOf(code, message), message === '' ? `The server failed with the code ${String(code)}.` : message, {
    nativeCode: String(code),
  });

/**
 * Whatever the client threw, as a fault. Only a server's own words are passed on: errors of the client can hold its options, with the
 * password in them.
 */
export const faultOf = (error: unknown): DriverFault => {
  if (error instanceof DriverFault) return error;
  if (error instanceof MongoServerError) return mongoFault(Number(error.code ?? 0), messageOf(error));
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'MongoNetworkTimeoutError':
    case 'MongoOperationTimeoutError':
      return new DriverFault('timeout', 'The server did not answer in time.');
    case 'MongoServerSelectionError':
      return new DriverFault('unreachable', 'The server did not take the connection.');
    case 'MongoCompatibilityError':
      return tooOld(oldest.mongodb[0]);
    case 'BSONError':
    case 'BSONVersionError':
    case 'RangeError':
      return new DriverFault('unsupported', 'A value could not be read or written as BSON.');
    default:
      return new DriverFault('connection-lost', 'The connection to the server was lost.');
  }
};

/** Whoever sends such bytes is not to be believed in anything that follows. */
export const unreadable = (cause: unknown): DriverFault =>
  new DriverFault('connection-lost', 'What the server sent can not be read as BSON.', {}, { cause });

const messageOf = (error: MongoServerError): string => {
  const words: unknown = error.errmsg;
  return typeof words === 'string' ? words : error.message;
};
