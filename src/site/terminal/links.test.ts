import { expect, it } from 'vitest';
import { describeLink } from './links.ts';

it('opens web addresses only', () => {
  expect(describeLink('https://docs.docker.com/engine/').opens).toBe(true);
  for (const uri of ['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'nonsense'])
    expect(describeLink(uri).opens, uri).toBe(false);
});

it('says that an address of the machine is not one of this browser', () => {
  for (const uri of [
    'http://localhost:8080/',
    'http://127.0.0.1',
    'http://172.17.0.2/',
    'http://[::1]:80/',
    'http://0.0.0.0:80',
  ])
    expect(describeLink(uri), uri).toMatchObject({ opens: false, text: expect.stringContaining('curl') });
  expect(describeLink('http://172.217.0.1/').opens).toBe(true);
  expect(describeLink('http://localhost.example.com/').opens).toBe(true);
});
