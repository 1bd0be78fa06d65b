import { DriverFault, type DriverFaultKind } from '../driver.js';

/** The one switch from error numbers (MySQL "Server Error Message Reference", MariaDB "Error Codes") to what went wrong. */
const kindOf = (number: number, message: string): DriverFaultKind => {
  switch (number) {
    case 1064:
      return /near '(?:MATERIALIZED VIEW|RETURNING)\b/i.test(message) ? 'unsupported' : 'syntax';
    case 1065:
    case 1149:
    case 1060:
    case 1061:
    case 1050:
    case 1052:
    case 1055:
    case 1111:
      return 'syntax';
    case 1054:
    case 1051:
    case 1072:
    case 1091:
    case 1109:
    case 1146:
    case 1176:
    case 1243:
    case 1305:
    case 1347:
      return 'no-such-object';
    case 1049:
      return 'no-such-database';
    case 1044:
    case 1095:
    case 1142:
    case 1143:
    case 1227:
    case 1370:
    case 1410:
      return 'denied';
    case 1045:
    case 1130:
    case 1251:
    case 1698:
    case 1820:
    case 1862:
    case 3118:
    case 3955:
    case 4151:
      return 'login';
    case 3159:
      return 'tls';
    case 1040:
    case 1203:
    case 1226:
      return 'too-many-connections';
    case 1048:
    case 1062:
    case 1169:
    case 1216:
    case 1217:
    case 1364:
    case 1451:
    case 1452:
    case 1557:
    case 1586:
    case 1761:
    case 1762:
    case 3105:
    case 3819:
    case 4025:
      return 'constraint';
    case 1290:
      return message.includes('read-only') || message.includes('read_only') ? 'read-only' : 'unsupported';
    case 1223:
    case 1792:
    case 1836:
      return 'read-only';
    case 1205:
    case 1969:
    case 3024:
    case 3572:
      return 'timeout';
    case 1317:
    case 1968:
      return 'cancelled';
    case 1053:
    case 1077:
    case 1079:
    case 1152:
    case 1927:
    case 4031:
      return 'connection-lost';
    case 1148:
    case 1235:
    case 1295:
    case 3948:
    case 4166:
      return 'unsupported';
    default:
      return 'unknown';
  }
};

/** A fault from an error's parts. `text`: the statement, in which the place is looked for that the message only quotes. */
export const mysqlFault = (number: number, state: string, message: string, text?: string): DriverFault => {
  const place = text === undefined ? undefined : placeOf(text, message);
  return new DriverFault(kindOf(number, message), message, {
    nativeCode: String(number),
    ...(state === '' ? {} : { sqlState: state }),
    ...(place ?? {}),
    ...(isHourly(number, message)
      ? { hint: `Wait until the hour is over, or have the limit of this user raised: ALTER USER … WITH ${hourly}` }
      : {}),
  });
};

/** A limit of what a user may do in an hour; the one of connections at once has the same number. */
const isHourly = (number: number, message: string): boolean => number === 1226 && !message.includes('max_user_connections');
const hourly = 'MAX_QUERIES_PER_HOUR, MAX_UPDATES_PER_HOUR or MAX_CONNECTIONS_PER_HOUR.';

/** An ERR packet as a fault. */
export const faultOf = (buffer: Buffer, start: number, end: number, text?: string): DriverFault => {
  const number = buffer.readUInt16LE(start + 1);
  // Before the login is through there is no SQLSTATE, and no # that announces it.
  const stated = buffer[start + 3] === 35;
  const state = stated ? buffer.toString('latin1', start + 4, start + 9) : '';
  return mysqlFault(number, state, buffer.toString('utf8', start + (stated ? 9 : 3), end), text);
};

/** `… near 'FORM t' at line 2`: the server quotes up to 80 characters from where it stopped. */
const placeOf = (text: string, message: string): { line: number; position?: number } | undefined => {
  const match = /near '([\s\S]*)' at line (\d+)$/.exec(message);
  if (match === null) return undefined;
  const line = Number(match[2]);
  let lineStart = 0;
  for (let count = 1; count < line; count += 1) {
    const next = text.indexOf('\n', lineStart);
    if (next < 0) break;
    lineStart = next + 1;
  }
  const quoted = match[1] ?? '';
  if (quoted === '') return { line, position: text.length + 1 };
  const at = text.indexOf(quoted, lineStart);
  return at < 0 ? { line } : { line, position: at + 1 };
};
