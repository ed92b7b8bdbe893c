import { expect, test } from 'vitest';
import { addressUrl, lanAddresses } from './addresses.ts';

const on = (address: string, internal = false) => [
  { address, family: 'IPv4' as const, internal, netmask: '', mac: '', cidr: null },
];

test('what a phone in the room can reach, the usual network first; bridges of engines are left out', () => {
  const interfaces = {
    lo: on('127.0.0.1', true),
    docker0: on('172.17.0.1'),
    'br-12ab': on('172.18.0.1'),
    mt1a2bh: on('10.88.0.1'),
    eth1: on('10.1.2.3'),
    wlan0: on('192.168.1.20'),
    bad: on('169.254.3.4'),
  };
  expect(lanAddresses('0.0.0.0', interfaces)).toEqual(['192.168.1.20', '10.1.2.3']);
  expect(lanAddresses('10.1.2.3', interfaces)).toEqual(['10.1.2.3']);
  expect(lanAddresses('0.0.0.0', { lo: on('127.0.0.1', true) })).toEqual(['127.0.0.1']);
});

test('an address leaves out the port that browsers leave out', () => {
  expect(addressUrl('192.168.1.20', 3030, false)).toBe('http://192.168.1.20:3030');
  expect(addressUrl('192.168.1.20', 443, true)).toBe('https://192.168.1.20');
  expect(addressUrl('fe80::1', 3030, true)).toBe('https://[fe80::1]:3030');
});
