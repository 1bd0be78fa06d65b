import { Fault } from '@orrery/contracts';
import { pino, type Logger } from 'pino';
import { currentCall } from './call.js';

/** Paths that are dropped wherever they occur in a logged object. */
const secretPaths = [
  'password',
  'newPassword',
  'currentPassword',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'key',
  'sealedPassword',
  'connectionString',
  'uri',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** `scheme://user:secret@host` anywhere in a text. */
const credentialsInUrl = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]+):[^\s@/]+@/gi;

/** Takes credentials out of a text that came from elsewhere (a driver's message, a stack). */
export const scrub = (text: string): string => text.replace(credentialsInUrl, '$1:***@');

/** An error as it may be logged: never the object itself, since drivers hang their configuration on it. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (error instanceof Fault)
    return { fault: error.code, message: error.message, ...(error.cause ? { cause: errorFields(error.cause) } : {}) };
  if (!(error instanceof Error)) return { message: scrub(String(error)) };
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : undefined;
  return {
    name: error.name,
    message: scrub(error.message),
    ...(code === undefined ? {} : { code }),
    ...(error.stack ? { stack: scrub(error.stack) } : {}),
    ...(error.cause ? { cause: errorFields(error.cause) } : {}),
  };
}

/** Makes a process's logger: one JSON object a line, UTC, each with the request it belongs to. */
export function createLogger(service: string, level: string, version: string): Logger {
  return pino({
    level,
    base: { service, version, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretPaths, remove: true },
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const call = currentCall();
      return call ? { requestId: call.requestId, ...(call.actor ? { userId: call.actor.userId } : {}) } : {};
    },
  });
}

export type { Logger };
