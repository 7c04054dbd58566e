import { describe, expect, it } from 'vitest';
import { ownNames } from './own-names.ts';

const machine = () => ['127.0.0.1', '192.0.2.7', 'fe80::1%eth0'];
const EVERYWHERE = ['localhost', '127.0.0.1', '::1'];

describe('the names of the certificate of this machine', () => {
  it.each([
    ['127.0.0.1', [], []],
    ['localhost', [], []],
    ['192.0.2.9', ['192.0.2.9'], []],
    ['ML.Example.com.', ['ml.example.com'], ['ml.example.com']],
    ['0.0.0.0', ['192.0.2.7', 'fe80::1'], []],
    ['::', ['192.0.2.7', 'fe80::1'], []],
    ['not a name', [], []],
  ])('for a server that listens at %s', (host, more, dns) => {
    expect(ownNames(host, machine)).toEqual({ all: [...EVERYWHERE, ...more], dns });
  });
});
