import { describe, expect, it } from 'vitest';
import { proxyOfMachine } from './upstream-proxy.ts';

describe('the proxy of the machine', () => {
  it('is the first that the environment names', () => {
    expect(proxyOfMachine({ HTTPS_PROXY: 'http://one:1', ALL_PROXY: 'http://two:2' })).toBe('http://one:1/');
    expect(proxyOfMachine({ https_proxy: '', ALL_PROXY: 'two:2' })).toBe('http://two:2/');
  });

  it.each([undefined, '', 'socks5://host:1080', 'http://sagebrush:x@127.0.0.1:8571', 'http://['])(
    'is none for %s',
    (HTTPS_PROXY) => expect(proxyOfMachine({ HTTPS_PROXY })).toBeUndefined(),
  );
});
