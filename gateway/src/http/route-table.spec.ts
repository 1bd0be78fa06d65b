import { describe, expect, it } from '@jest/globals';
import { mounted } from '../operation/mounted.js';
import { bySpecificity, RouteTable } from './route-table.js';

describe('the table of routes', () => {
  const table = new RouteTable([
    { method: 'GET', path: '/things' },
    { method: 'POST', path: '/things' },
    { method: 'DELETE', path: '/things/:id' },
    { method: 'GET', path: '/open.json' },
  ]);

  it('knows the methods of an address', () => {
    expect(table.methodsOf('/api/things')).toEqual(['GET', 'HEAD', 'POST']);
    expect(table.methodsOf('/api/things/7')).toEqual(['DELETE']);
  });

  it('knows no other spelling', () => {
    for (const path of ['/things', '/api/things/', '/api//things', '/API/things', '/api/things/7/8', '/api/openxjson'])
      expect([path, table.methodsOf(path)]).toEqual([path, []]);
  });
});

describe('the order of routes', () => {
  it('puts fixed words before parameters', () => {
    const routes = ['/a/:id', '/a/types', '/:x', '/a/:id/test', '/a/types/:y'].map((path) => ({ method: 'GET', path }));
    const order = routes.toSorted(bySpecificity).map(({ path }) => path);
    expect(order.indexOf('/a/types')).toBeLessThan(order.indexOf('/a/:id'));
    expect(order.at(-1)).toBe('/:x');
  });

  it('leaves no contract’s route behind one that would take its requests', () => {
    const order = mounted.toSorted((a, b) => bySpecificity(a.http, b.http));
    order.forEach(({ http }, index) => {
      const earlier = order.slice(0, index).filter((op) => op.http.method === http.method);
      const words = `/api${http.path.replace(/:\w+/g, 'value')}`;
      const taken = earlier.filter((op) => new RegExp(`^/api${op.http.path.replace(/:\w+/g, '[^/]+')}$`).test(words));
      expect([http.path, taken.map((op) => op.http.path)]).toEqual([http.path, []]);
    });
  });

  it('has no address twice', () => {
    const addresses = mounted.map(({ http }) => `${http.method} ${http.path.replace(/:\w+/g, ':')}`);
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});
