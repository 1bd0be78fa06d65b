export * from './metadata.js';
export * from './held-outbox.js';
export * from './fake-service.js';
export * from './keys.js';
