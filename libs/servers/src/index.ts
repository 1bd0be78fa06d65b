export * from './port.js';
export * from './postgres.js';
export * from './mariadb.js';
export * from './nats.js';
export * from './nats-config.js';
export * from './provision-nats.js';
export * from './provision-postgres.js';
export * from './server-error.js';
