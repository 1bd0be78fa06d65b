export { startMongo, type MongoServer, type MongoServerOptions } from './server.js';
export { Login, type MongoUser } from './scram.js';
export { messagesIn, replyTo, type Message } from './wire.js';
