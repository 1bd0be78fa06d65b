export { MongoFailure } from './failure.js';
export { startMongo, type MongoServer, type MongoServerOptions } from './server.js';
export { Login, type Mechanism, type MongoUser } from './scram.js';
export { messagesIn, replyTo, type Message } from './wire.js';
export { documentDbSetting, startDocumentDb } from './documentdb/index.js';
export type { BackEnd } from './back-end.js';
export { backEnds, type BackEndChoice } from './back-ends.js';
