import { describe, expect, it } from 'vitest';
import { ownProxyVariables, proxyVariables } from './proxy-variables.ts';

const OURS = 'http://sagebrush:secret@127.0.0.1:8571';

describe('the variables of the proxy', () => {
  it('keep the proxy that the shell had for the next server', () => {
    const variables = proxyVariables(OURS, { https_proxy: 'proxy.example.org:3128' });
    expect(variables['HTTPS_PROXY']).toBe(OURS);
    expect(variables['https_proxy']).toBe(OURS);
    expect(variables['SAGEBRUSH_UPSTREAM_PROXY']).toBe('http://proxy.example.org:3128/');
  });

  it('do not take a Sagebrush server for the proxy of the machine', () => {
    const variables = proxyVariables(OURS, { HTTPS_PROXY: 'http://sagebrush:old@127.0.0.1:9000' });
    expect(variables).not.toHaveProperty('SAGEBRUSH_UPSTREAM_PROXY');
  });

  it('send nothing for this machine through a proxy, and nothing for AWS past ours', () => {
    const variables = proxyVariables(OURS, { NO_PROXY: 'corp.example, .amazonaws.com,localhost,sts.amazonaws.com' });
    expect(variables['no_proxy']).toBe('corp.example,localhost,127.0.0.1');
    expect(variables['NO_PROXY']).toBe(variables['no_proxy']);
    expect(proxyVariables(OURS, { no_proxy: '*' })['no_proxy']).toBe('localhost,127.0.0.1');
  });

  it('are known again when they are ours', () => {
    expect(ownProxyVariables({ HTTPS_PROXY: OURS, https_proxy: 'http://proxy:3128' })).toEqual(['HTTPS_PROXY']);
  });
});
