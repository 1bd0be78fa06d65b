import { DriverFault, type DriverFaultKind } from '../driver.js';
import type { Message } from './tokens.js';

/** The one switch from error numbers (sys.messages) to what went wrong. */
const kindOf = (number: number, text: string): DriverFaultKind => {
  switch (number) {
    case 102:
    case 103:
    case 104:
    case 105:
    case 110:
    case 111:
    case 113:
    case 119:
    case 120:
    case 121:
    case 128:
    case 134:
    case 137:
    case 139:
    case 141:
    case 145:
    case 156:
    case 160:
    case 170:
    case 178:
    case 205:
    case 206:
    case 209:
    case 213:
    case 252:
    case 319:
    case 325:
    case 336:
    case 343:
    case 1033:
    case 2714:
    case 8117:
    case 8118:
    case 8120:
    case 8121:
    case 8155:
    case 8156:
    case 10713:
      return 'syntax';
    case 195:
    case 201:
    case 207:
    case 208:
    case 214:
    case 218:
    case 243:
    case 2706:
    case 2715:
    case 2760:
    case 2812:
    case 3701:
    case 4121:
    case 4701:
    case 4902:
    case 4924:
    case 7202:
    case 15151:
    case 15225:
      return 'no-such-object';
    case 911:
    case 4060:
    case 4063:
      return 'no-such-database';
    case 229:
    case 230:
    case 262:
    case 297:
    case 300:
    case 371:
    case 916:
    case 1088:
      return 'denied';
    case 3906:
    case 3908:
    case 3915:
    case 978:
      return 'read-only';
    case 18401:
    case 18450:
    case 18451:
    case 18452:
    case 18456:
    case 18458:
    case 18459:
    case 18460:
    case 18461:
    case 18463:
    case 18464:
    case 18465:
    case 18466:
    case 18467:
    case 18468:
    case 18470:
    case 18486:
    case 18487:
    case 18488:
      return 'login';
    case 17809:
    case 10928:
    case 10929:
    case 10936:
      return 'too-many-connections';
    case 515:
    case 547:
    case 550:
    case 1505:
    case 2601:
    case 2627:
    case 334:
    case 544:
    case 8101:
      return 'constraint';
    case 1222:
    case 8645:
    case 5245:
      return 'timeout';
    case 596:
    case 6005:
    case 10054:
    case 233:
    case 40613:
    case 40197:
    case 40501:
      return 'connection-lost';
    case 40510:
    case 40515:
      return 'unsupported';
    default:
      return kindByWords(text);
  }
};

/** Servers that speak the protocol without being SQL Server have numbers of their own, and often the words of another. */
const kindByWords = (text: string): DriverFaultKind => {
  if (/^Incorrect syntax near|syntax error (?:at|near)/iu.test(text)) return 'syntax';
  if (/^Invalid (?:object|column) name|^Could not find (?:stored procedure|object)|^Cannot find the object/iu.test(text)) {
    return 'no-such-object';
  }
  if (/^(?:relation|table|column|function|procedure|schema|type|object|view) .* does not exist/iu.test(text)) {
    return 'no-such-object';
  }
  if (/^Cannot open database|database ".*" does not exist/iu.test(text)) return 'no-such-database';
  if (/^Login failed|authentication failed/iu.test(text)) return 'login';
  if (/permission (?:was )?denied/iu.test(text)) return 'denied';
  if (/is not (?:currently )?supported|not yet supported/iu.test(text)) return 'unsupported';
  if (/duplicate key|violat(?:es|ion of) .*(?:constraint|key)/iu.test(text)) return 'constraint';
  return 'unknown';
};

/** An error of the server as a fault. `text`: the batch, in which the place is looked for. */
export const faultOf = (message: Message, text?: string): DriverFault => {
  const { number, state, level, procedure, line } = message;
  const inBatch = text !== undefined && procedure === '' && line > 0;
  return new DriverFault(kindOf(number, message.text), message.text, {
    nativeCode: String(number),
    ...(inBatch ? placeOf(text, line, message.text) : {}),
    ...(procedure === ''
      ? {}
      : { detail: `In ${procedure}, line ${String(line)} (level ${String(level)}, state ${String(state)})` }),
  });
};

/** A message names a line, and quotes what it is about: `Incorrect syntax near 'FORM'`. */
const placeOf = (text: string, line: number, message: string): { line: number; position?: number } => {
  let start = 0;
  for (let count = 1; count < line; count += 1) {
    const next = text.indexOf('\n', start);
    if (next < 0) return { line };
    start = next + 1;
  }
  const lineEnd = text.indexOf('\n', start);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const quoted = /'([^']+)'/u.exec(message)?.[1] ?? '';
  const found = quoted === '' ? -1 : text.indexOf(quoted, start);
  if (found >= 0 && found < end) return { line, position: found + 1 };
  const first = text.slice(start, end).search(/\S/u);
  return { line, position: start + Math.max(0, first) + 1 };
};
