import * as z from 'zod';
import { actor } from '../actor.js';
import { event, operation } from '../operation.js';
import { id, nothing, time } from '../shapes.js';

const email = z.email().trim().toLowerCase().max(254);
/** A password as typed: any characters, never trimmed, never cut. */
const password = z.string().min(8, 'must have at least 8 characters').max(1_024);
const typedPassword = z.string().min(1).max(1_024);
const username = z
  .string()
  .trim()
  .min(2)
  .max(40)
  .regex(/^[\p{L}\p{N}._-]+$/u, 'may hold letters, digits, dots, dashes and underscores');
const profileUrl = z.url({ protocol: /^https?$/ }).max(500);

export const user = z.strictObject({
  id,
  email: z.string(),
  username: z.string().nullable(),
  profileUrl: z.string().nullable(),
  createdAt: time,
  updatedAt: time,
});
export type User = z.output<typeof user>;

/** A fresh session. `refreshToken` never reaches a page's script: the gateway moves it into an HttpOnly cookie. */
export const session = z.strictObject({
  user,
  accessToken: z.string(),
  /** Seconds until the access token ends. */
  expiresIn: z.number(),
  refreshToken: z.string(),
});

export const userRegister = operation('auth.user.register', {
  access: 'public',
  http: {
    method: 'POST',
    path: '/auth/register',
    status: 201,
    session: 'issue',
    perMinute: 20,
    summary: 'Create an account and sign in',
  },
  request: z.strictObject({ email, password, username: username.optional() }),
  response: session,
  throws: ['email_taken', 'username_taken', 'password_weak', 'registration_closed', 'login_busy'],
});

export const sessionCreate = operation('auth.session.create', {
  access: 'public',
  http: { method: 'POST', path: '/auth/login', status: 200, session: 'issue', perMinute: 30, summary: 'Sign in' },
  request: z.strictObject({ email, password: typedPassword }),
  response: session,
  throws: ['invalid_credentials', 'rate_limited', 'login_busy'],
  timeoutMs: 20_000,
});

export const sessionRefresh = operation('auth.session.refresh', {
  access: 'public',
  http: {
    method: 'POST',
    path: '/auth/refresh',
    status: 200,
    session: 'use',
    perMinute: 120,
    summary: 'Trade the refresh cookie for a new access token',
  },
  request: z.strictObject({ refreshToken: z.string().max(200) }),
  response: session,
  throws: ['session_expired', 'session_reused'],
});

export const sessionEnd = operation('auth.session.end', {
  access: 'public',
  http: { method: 'POST', path: '/auth/logout', status: 204, session: 'end', summary: 'Sign out of this session' },
  request: z.strictObject({ refreshToken: z.string().max(200).optional() }),
  response: nothing,
});

export const userGet = operation('auth.user.get', {
  access: 'read',
  http: { method: 'GET', path: '/auth/me', summary: 'Your profile' },
  request: nothing,
  response: user,
});

export const userUpdate = operation('auth.user.update', {
  access: 'account',
  http: { method: 'PATCH', path: '/auth/me', summary: 'Change your profile' },
  request: z.strictObject({
    username: username.nullable().optional(),
    profileUrl: profileUrl.nullable().optional(),
    email: email.optional(),
  }),
  response: user,
  throws: ['email_taken', 'username_taken'],
});

export const userDelete = operation('auth.user.delete', {
  access: 'account',
  http: { method: 'DELETE', path: '/auth/me', status: 204, session: 'end', summary: 'Delete your account and everything in it' },
  request: z.strictObject({ password: typedPassword, refreshToken: z.string().max(200).optional() }),
  response: nothing,
  throws: ['password_wrong'],
  timeoutMs: 20_000,
});

export const passwordChange = operation('auth.password.change', {
  access: 'account',
  http: {
    method: 'POST',
    path: '/auth/password',
    status: 204,
    perMinute: 10,
    summary: 'Change your password; other sessions end',
  },
  request: z.strictObject({ currentPassword: typedPassword, newPassword: password }),
  response: nothing,
  throws: ['password_wrong', 'password_weak'],
  timeoutMs: 20_000,
});

export const accessTokenEntry = z.strictObject({
  id,
  name: z.string(),
  scopes: z.array(z.enum(['read', 'write'])),
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  createdAt: time,
});

export const tokenList = operation('auth.token.list', {
  access: 'account',
  http: { method: 'GET', path: '/auth/tokens', summary: 'Your personal access tokens' },
  request: nothing,
  response: z.strictObject({ items: z.array(accessTokenEntry), nextCursor: z.string().nullable() }),
});

export const tokenCreate = operation('auth.token.create', {
  access: 'account',
  http: { method: 'POST', path: '/auth/tokens', status: 201, summary: 'Make a personal access token; its secret is shown once' },
  request: z.strictObject({
    name: z.string().trim().min(1).max(100),
    scopes: z.array(z.enum(['read', 'write'])).min(1),
    expiresAt: time.nullable().optional(),
  }),
  response: accessTokenEntry.extend({ token: z.string() }),
});

export const tokenDelete = operation('auth.token.delete', {
  access: 'account',
  http: { method: 'DELETE', path: '/auth/tokens/:id', status: 204, summary: 'Revoke a personal access token' },
  request: z.strictObject({ id }),
  response: nothing,
  throws: ['token_not_found'],
});

/** Who presented this personal access token. Asked by the gateway. */
export const tokenVerify = operation('auth.token.verify', {
  access: 'public',
  request: z.strictObject({ token: z.string().max(200) }),
  response: actor,
  callers: ['gateway'],
  throws: ['unauthenticated'],
});

/** A user is gone: everything of theirs goes, in every service. */
export const userDeleted = event('auth.user.deleted', {
  payload: z.strictObject({ userId: id }),
  consumers: ['connections', 'query-runner', 'schema', 'ai', 'dashboards'],
});

/** A new user is here. */
export const userRegistered = event('auth.user.registered', {
  payload: z.strictObject({ userId: id }),
  consumers: ['connections'],
});

/**
 * Sessions that must stop working before their access tokens end. Told to every gateway at once over the plain bus
 * (`signal.auth.session.ended`), not kept.
 */
export const sessionEnded = z.strictObject({ sessionIds: z.array(z.string()), userId: id });
