import { Fault, type User } from '@orrery/contracts';

/** What is stored of a user. `passwordHash` never leaves this service. */
export interface StoredUser {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly username: string | null;
  readonly profileUrl: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A user as others see them. */
export const userOf = (stored: StoredUser): User => ({
  id: stored.id,
  email: stored.email,
  username: stored.username,
  profileUrl: stored.profileUrl,
  createdAt: stored.createdAt.toISOString(),
  updatedAt: stored.updatedAt.toISOString(),
});

export const emailTaken = (): Fault =>
  new Fault('email_taken', 'There is already an account with this e-mail address. Sign in, or use another address.', {
    errors: [{ path: 'email', message: 'is already in use' }],
  });

export const usernameTaken = (): Fault =>
  new Fault('username_taken', 'Somebody else has this user name. Choose another one.', {
    errors: [{ path: 'username', message: 'is already in use' }],
  });

export const passwordWrong = (field: 'password' | 'currentPassword'): Fault =>
  new Fault('password_wrong', 'This is not your password. Nothing was changed.', {
    errors: [{ path: field, message: 'is not your password' }],
  });

/** The account behind a valid token is gone. */
export const accountGone = (): Fault => new Fault('unauthenticated', 'Sign in first.');
