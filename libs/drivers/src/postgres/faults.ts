import { DriverFault, type DriverFaultKind } from '../driver.js';

/** The one switch from SQLSTATE (PostgreSQL, appendix A) to what went wrong. */
const kindOf = (state: string, message: string): DriverFaultKind => {
  switch (state) {
    case '57014':
      return message.includes('timeout') ? 'timeout' : 'cancelled';
    case '42501':
      return 'denied';
    case '42P01':
    case '42703':
    case '42883':
    case '42704':
    case '3F000':
    case '26000':
    case '34000':
      return 'no-such-object';
    case '25006':
      return 'read-only';
    case '3D000':
      return 'no-such-database';
    case '28P01':
    case '28000':
      return 'login';
    case '53300':
      return 'too-many-connections';
    case '55P03':
      return 'timeout';
    case '57P01':
    case '57P02':
    case '57P03':
    case '57P04':
    case '57P05':
    case '25P03':
    case '25P04':
      return 'connection-lost';
    case '0A000':
      return 'unsupported';
    default:
  }
  switch (state.slice(0, 2)) {
    case '42':
      return 'syntax';
    case '23':
      return 'constraint';
    case '28':
      return 'login';
    case '08':
      return 'connection-lost';
    default:
      return 'unknown';
  }
};

/** An ErrorResponse as a fault. `text`: the statement, to turn the server's position (in characters) into an offset of the text. */
export const postgresFault = (fields: ReadonlyMap<string, string>, text?: string): DriverFault => {
  const state = fields.get('C') ?? '';
  const message = fields.get('M') ?? 'The server reported an error without a message.';
  const position = text === undefined ? undefined : positionIn(text, fields.get('P'));
  const hint = fields.get('H');
  const detail = [fields.get('D'), fields.get('W')].filter((part) => part !== undefined).join('\n');
  // Several statements where one is taken: the routine is named since the message may be in any language.
  const several = state === '42601' && fields.get('R') === 'exec_parse_message';
  return new DriverFault(several ? 'unsupported' : kindOf(state, message), message, {
    sqlState: state,
    nativeCode: state,
    ...(position === undefined ? {} : { position, line: lineAt(text ?? '', position) }),
    ...(hint === undefined ? {} : { hint }),
    ...(detail === '' ? {} : { detail }),
  });
};

/** The server counts code points; editors count UTF-16 units. Both from 1. */
const positionIn = (text: string, given: string | undefined): number | undefined => {
  const wanted = Number(given);
  if (given === undefined || !Number.isInteger(wanted) || wanted < 1) return undefined;
  let offset = 0;
  for (let count = 1; count < wanted && offset < text.length; count += 1) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset + 1;
};

const lineAt = (text: string, position: number): number => text.slice(0, position - 1).split('\n').length;

/** Whether an error ends the connection. */
export const isFatal = (fields: ReadonlyMap<string, string>): boolean => {
  const severity = fields.get('V') ?? fields.get('S');
  return severity === 'FATAL' || severity === 'PANIC';
};
