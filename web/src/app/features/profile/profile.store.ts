import { Injectable, computed, inject } from '@angular/core';
import {
  type RequestIn,
  type accessTokenEntry,
  passwordChange,
  queryList,
  tokenCreate,
  tokenDelete,
  tokenList,
  userUpdate,
} from '@orrery/contracts';
import type * as z from 'zod';
import { Api } from '../../core/api';
import { Connections } from '../../core/connections';
import { Drafts } from '../../core/drafts';
import { FormState } from '../../core/form-state';
import { RemoteSource } from '../../core/remote';
import { Session } from '../../core/session';
import { Workspace } from '../../core/workspace';
import { forgetWorkspace } from '../../core/workspace-storage';

export type TokenEntry = z.output<typeof accessTokenEntry>;

/** A person's account. */
@Injectable()
export class ProfileStore {
  readonly #api = inject(Api);
  readonly #session = inject(Session);
  readonly #connections = inject(Connections);
  readonly #drafts = inject(Drafts);
  readonly #workspace = inject(Workspace);
  readonly user = this.#session.user;
  readonly profile = new FormState({ username: '', email: '', profileUrl: '' });
  readonly password = new FormState({ currentPassword: '', newPassword: '' });
  readonly token = new FormState({ name: '', write: false, days: '90' });
  readonly tokens = new RemoteSource<readonly TokenEntry[]>();
  readonly savedQueries = new RemoteSource<{ readonly count: number; readonly more: boolean }>();
  /** What goes with the account, for the question before it is deleted. */
  readonly lost = computed(() => {
    const connections = this.#connections.all().length;
    const saved = this.savedQueries.value();
    const tokens = this.tokens.value()?.length ?? 0;
    return [
      connections === 1 ? '1 connection' : `${connections.toString()} connections`,
      saved === undefined
        ? 'your saved queries'
        : `${saved.more ? 'more than ' : ''}${saved.count.toString()} saved ${saved.count === 1 ? 'query' : 'queries'}`,
      'the whole history',
      tokens === 1 ? '1 access token' : `${tokens.toString()} access tokens`,
    ];
  });

  load(): void {
    const user = this.user();
    if (user) this.profile.reset({ username: user.username ?? '', email: user.email, profileUrl: user.profileUrl ?? '' });
    void this.tokens.load(async () => (await this.#api.call(tokenList, {})).items);
    void this.savedQueries.load(async () => {
      const page = await this.#api.call(queryList, { saved: true, limit: 200 });
      return { count: page.items.length, more: page.nextCursor !== null };
    });
  }

  async saveProfile(): Promise<boolean> {
    const user = this.user();
    if (!user) return false;
    const typed = (path: string): string | null => this.profile.text(path).trim() || null;
    const username = typed('username');
    const profileUrl = typed('profileUrl');
    const email = this.profile.text('email').trim();
    const request: RequestIn<typeof userUpdate> = {
      ...(username === user.username ? {} : { username }),
      ...(profileUrl === user.profileUrl ? {} : { profileUrl }),
      ...(email === user.email ? {} : { email }),
    };
    const changed = await this.profile.submit(userUpdate.request, request, (checked) => this.#api.call(userUpdate, checked));
    if (!changed) return false;
    this.#session.changed(changed);
    this.profile.reset({ username: changed.username ?? '', email: changed.email, profileUrl: changed.profileUrl ?? '' });
    return true;
  }

  async changePassword(): Promise<boolean> {
    const request = { currentPassword: this.password.text('currentPassword'), newPassword: this.password.text('newPassword') };
    const done = await this.password.submit(passwordChange.request, request, async (checked) => {
      await this.#api.call(passwordChange, checked);
      return true;
    });
    if (done) this.password.reset({ currentPassword: '', newPassword: '' });
    else if (this.password.fault()?.code === 'password_wrong') this.#atField(this.password, 'currentPassword');
    else if (this.password.fault()?.code === 'password_weak') this.#atField(this.password, 'newPassword');
    return done === true;
  }

  /** Answers the new token's secret, which is never shown again. */
  async makeToken(): Promise<string | undefined> {
    const days = Number(this.token.text('days'));
    const request: RequestIn<typeof tokenCreate> = {
      name: this.token.text('name').trim(),
      scopes: this.token.flag('write') ? ['read', 'write'] : ['read'],
      expiresAt: days > 0 ? new Date(Date.now() + days * 86_400_000).toISOString() : null,
    };
    const made = await this.token.submit(tokenCreate.request, request, (checked) => this.#api.call(tokenCreate, checked));
    if (!made) return undefined;
    const { token, ...entry } = made;
    this.tokens.update((all) => [entry, ...all]);
    this.token.reset({ name: '', write: false, days: '90' });
    return token;
  }

  /** Throws a `Fault`. */
  async revokeToken(id: string): Promise<void> {
    await this.#api.call(tokenDelete, { id });
    this.tokens.update((all) => all.filter((token) => token.id !== id));
  }

  /** Deletes the account and what this browser kept of it. Throws a `Fault`: `password_wrong`. */
  async deleteAccount(password: string): Promise<void> {
    const id = this.user()?.id;
    await this.#session.deleteAccount(password, async () => {
      if (id === undefined) return;
      this.#workspace.forget();
      forgetWorkspace(id);
      await this.#drafts.forget(id);
    });
  }

  #atField(form: FormState, path: string): void {
    const message = form.fault()?.message ?? '';
    form.clearErrors();
    form.setError(path, message);
  }
}
