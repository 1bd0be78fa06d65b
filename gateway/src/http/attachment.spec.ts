import { expect, it } from '@jest/globals';
import { attachment } from './attachment.js';

it.each([
  ['orders.csv', `attachment; filename="orders.csv"; filename*=UTF-8''orders.csv`],
  ['Bücher (2).csv', `attachment; filename="B_cher (2).csv"; filename*=UTF-8''B%C3%BCcher%20%282%29.csv`],
  ['a"b\r\nSet-Cookie: x.csv', `attachment; filename="a_b__Set-Cookie_ x.csv"; filename*=UTF-8''a_b__Set-Cookie_%20x.csv`],
  ['../../etc/passwd', `attachment; filename="__.._etc_passwd"; filename*=UTF-8''__.._etc_passwd`],
  ['half \ud83d.csv', `attachment; filename="half _.csv"; filename*=UTF-8''half%20%EF%BF%BD.csv`],
])('keeps %j as a name and nothing else', (name, header) => {
  expect(attachment(name)).toBe(header);
});
