import type { Environment } from '../../config/settings.ts';
import { isOwnProxy, proxyOfMachine } from '../../config/upstream-proxy.ts';

/**
 * The variables that lead HTTPS through our proxy. Both spellings, because programs differ in which of two they believe.
 * The proxy that the shell had is kept where the next `sagebrush serve` of this shell finds it.
 */
export function proxyVariables(proxy: string, environment: Environment): Record<string, string> {
  const noProxy = directHosts(environment['no_proxy'] ?? environment['NO_PROXY'] ?? '', new URL(proxy).hostname);
  const upstream = proxyOfMachine(environment);
  return {
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    ...(upstream === undefined ? {} : { SAGEBRUSH_UPSTREAM_PROXY: upstream }),
  };
}

/** Variables that an earlier call has set in this shell and that must go when the proxy is not wanted. */
export function ownProxyVariables(environment: Environment): string[] {
  return ['HTTPS_PROXY', 'https_proxy'].filter((name) => isOwnProxy(environment[name] ?? ''));
}

/** This machine is reached without any proxy; AWS only through ours. */
function directHosts(given: string, own: string): string {
  const hosts = given.split(',').map((host) => host.trim());
  const kept = hosts.filter((host) => host !== '' && host !== '*' && !/(^|\.)amazonaws\.com(\.cn)?$/i.test(host));
  return [...new Set([...kept, 'localhost', '127.0.0.1', own])].join(',');
}
