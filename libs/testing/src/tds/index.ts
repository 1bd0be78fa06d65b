export { tds, latin1, type TdsColumn } from './columns.js';
export { uint, utf16 } from './bytes.js';
export type { TdsReply } from './reply.js';
export type { TdsLogin, TdsRequest } from './requests.js';
export { startTdsServer, type TdsPeer, type TdsScript, type TdsServer } from './server.js';
export type { TdsMessage } from './tokens.js';
export { keepHouse } from './housekeeping.js';
