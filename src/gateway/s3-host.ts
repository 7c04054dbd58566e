/**
 * The bucket that a virtual-host request names in its `Host` header: `bucket.<base>`, `bucket.s3.<base>`,
 * `bucket.s3.<region>.<base>` or `bucket.s3.<region>.amazonaws.com`. Undefined for a path-style request.
 */
export function bucketInHost(host: string, baseHosts: readonly string[]): string | undefined {
  const name = withoutPort(host).toLowerCase();
  const base = baseHosts.find((candidate) => name.endsWith(`.${candidate}`));
  if (base !== undefined) return bucketBefore(name.slice(0, -base.length - 1));
  const amazon = /^(.+)\.amazonaws\.com(?:\.cn)?$/.exec(name);
  return amazon?.[1] === undefined ? undefined : bucketBefore(amazon[1]);
}

/** `s3` and `s3.<region>` alone name no bucket. */
function bucketBefore(prefix: string): string | undefined {
  if (/^s3(?:[.-][a-z0-9-]+)?$/.test(prefix)) return undefined;
  return prefix.replace(/\.s3(?:[.-][a-z0-9-]+)?$/, '');
}

function withoutPort(host: string): string {
  return host.startsWith('[') ? host : host.replace(/:\d+$/, '');
}
