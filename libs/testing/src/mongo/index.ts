export { startMongo, type MongoServer, type MongoServerOptions } from './server.js';
export type { MongoUser } from './scram.js';
