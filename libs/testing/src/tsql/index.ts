export { startSqlServer, type SqlServerOptions, type SqlServerStandIn } from './server.js';
