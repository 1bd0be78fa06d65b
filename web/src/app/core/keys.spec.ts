import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Commands } from './commands';
import { Keys, keysOf } from './keys';

const press = (init: KeyboardEventInit, on: EventTarget = document.body): void => {
  on.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
};

describe('keys', () => {
  it('are named the same on every keyboard', () => {
    expect(keysOf(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }), false)).toBe('mod+k');
    expect(keysOf(new KeyboardEvent('keydown', { key: 'k', metaKey: true }), true)).toBe('mod+k');
    expect(keysOf(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, shiftKey: true }), false)).toBe('mod+shift+enter');
    expect(keysOf(new KeyboardEvent('keydown', { key: '?', shiftKey: true }), false)).toBe('?');
    expect(keysOf(new KeyboardEvent('keydown', { key: '˜', code: 'KeyN', altKey: true }), true)).toBe('alt+n');
  });

  let commands: Commands;
  let done: string[];
  const command = (id: string, keys: string, when?: () => boolean) => ({
    id,
    title: id,
    group: 'Test',
    keys,
    ...(when ? { when } : {}),
    run: () => done.push(id),
  });
  beforeEach(() => {
    TestBed.resetTestingModule();
    document.body.replaceChildren();
    commands = TestBed.inject(Commands);
    done = [];
  });

  it('run their command, the last bound that applies', () => {
    commands.add(command('first', 'mod+enter'));
    commands.add(command('second', 'mod+enter'));
    commands.add(command('elsewhere', 'mod+enter', () => false));
    press({ key: 'Enter', ctrlKey: true });
    expect(done).toEqual(['second']);
  });

  it('belong to who is being typed into when they are bare, all but Esc', () => {
    commands.add(command('help', '?'), command('cancel', 'esc'));
    const input = document.body.appendChild(document.createElement('input'));
    press({ key: '?' }, input);
    press({ key: 'Escape' }, input);
    press({ key: '?' });
    expect(done).toEqual(['cancel', 'help']);
  });

  it('do nothing while a dialog is open, and when their part is gone', () => {
    const take = commands.add(command('run', 'mod+s'));
    TestBed.inject(Keys).paused = () => true;
    press({ key: 's', ctrlKey: true });
    TestBed.inject(Keys).paused = () => false;
    take();
    press({ key: 's', ctrlKey: true });
    expect(done).toEqual([]);
  });
});
