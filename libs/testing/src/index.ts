export * from './metadata.js';
export * from './held-outbox.js';
export * from './fake-service.js';
export * from './keys.js';
export * from './hostile-names.js';
export * from './fault-proxy.js';
export * from './scripted-server.js';
export * from './mongo/index.js';
