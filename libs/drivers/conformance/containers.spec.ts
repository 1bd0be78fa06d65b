import { expect, it } from '@jest/globals';
import { madeOf, startContainer } from './containers.js';

it('says why there is no container, where its image can’t be fetched as where none run', async () => {
  const image = '127.0.0.1:1/nobody/nothing:1';
  const said = await startContainer('A server', { image, port: 1, environment: {}, ready: /never/ });
  expect(said).toMatch(/^NOT RUN: A server: /);
  expect(said).toContain(image);
});

it('stops a server that nothing can be made of', async () => {
  const stopped: string[] = [];
  const server = { stop: () => Promise.resolve(void stopped.push('the server')) };
  await expect(madeOf(server, () => Promise.reject(new Error('no login')))).rejects.toThrow('no login');
  expect(stopped).toEqual(['the server']);
  await expect(madeOf(server, () => Promise.resolve('entered'))).resolves.toBe('entered');
  expect(stopped).toEqual(['the server']);
});
