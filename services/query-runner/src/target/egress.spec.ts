import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { egressGuard, renewedGuard, resolveBlocked } from './egress.js';

const local = egressGuard({ mode: 'local', allowCidrs: [], block: ['127.0.0.1:4222', '10.0.0.9:5432'] });
const tenant = egressGuard({ mode: 'tenant', allowCidrs: ['10.1.0.0/16', 'fd12::/16'], block: [] });

describe('egressGuard', () => {
  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    'fe80::1',
    '0.0.0.0',
    '::',
    '255.255.255.255',
    '224.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    'fd00:ec2::254',
  ])('never lets anybody reach %s', (address) => {
    expect(local(address, 5432)).toBe(false);
    expect(tenant(address, 5432)).toBe(false);
  });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1', '192.168.1.1', '172.16.0.1', '100.64.0.1', 'fd00::1'])(
    'opens %s in local mode only',
    (address) => {
      expect(local(address, 5432)).toBe(true);
      expect(tenant(address, 5432)).toBe(false);
    },
  );

  it('opens public addresses in every mode', () => {
    expect(local('93.184.216.34', 5432)).toBe(true);
    expect(tenant('2606:2800:220:1::1', 5432)).toBe(true);
  });

  it('opens what is listed', () => {
    expect(tenant('10.1.2.3', 5432)).toBe(true);
    expect(tenant('10.2.2.3', 5432)).toBe(false);
    expect(tenant('fd12::5', 5432)).toBe(true);
  });

  it('blocks what is ours by address and port, in every spelling of loopback', () => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) expect(local(address, 4222)).toBe(false);
    expect(local('127.0.0.1', 5432)).toBe(true);
    expect(local('10.0.0.9', 5432)).toBe(false);
  });

  it('refuses what is not an address', () => {
    expect(local('localhost', 5432)).toBe(false);
  });

  it('does not start with a rule that it cannot read', () => {
    expect(() => egressGuard({ mode: 'tenant', allowCidrs: ['10.0.0.0'], block: [] })).toThrow();
    expect(() => egressGuard({ mode: 'tenant', allowCidrs: [], block: ['nats:4222'] })).toThrow('EGRESS_BLOCK');
  });
});

describe('resolveBlocked', () => {
  it('replaces names by addresses and leaves addresses alone', async () => {
    const entries = await resolveBlocked(['localhost:4222', '10.0.0.1:5432', '[fd00::1]:5432']);
    expect(entries).toContain('127.0.0.1:4222');
    expect(entries).toEqual(expect.arrayContaining(['10.0.0.1:5432', '[fd00::1]:5432']));
    expect(() => egressGuard({ mode: 'tenant', allowCidrs: [], block: entries })).not.toThrow();
  });
});

describe('renewedGuard', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('follows what is ours to another address, and keeps what it knows where that has no name for a while', async () => {
    jest.useFakeTimers();
    const addresses = ['10.0.0.2', undefined, '10.0.0.3'];
    const guard = await renewedGuard(() => {
      const ours = addresses.shift();
      return ours === undefined
        ? Promise.reject(new Error('no such name'))
        : Promise.resolve(egressGuard({ mode: 'local', allowCidrs: [], block: [`${ours}:5432`] }));
    }, 1_000);
    const open = () => [guard('10.0.0.2', 5432), guard('10.0.0.3', 5432)];
    expect(open()).toEqual([false, true]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(open()).toEqual([false, true]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(open()).toEqual([true, false]);
  });
});
