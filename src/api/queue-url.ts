export interface QueuePlace {
  readonly account: string;
  readonly name: string;
}

/**
 * Whose queue a QueueUrl names; undefined for any other text. Policies and operations both read it here, so that what is
 * allowed is what is done. Only the path counts: a server that comes back on another port still knows the URLs it gave.
 */
export function queueOfUrl(url: string): QueuePlace | undefined {
  const [, account, name] = /^https?:\/\/[^/]+\/(\d{12})\/([\w.-]{1,80})\/?$/.exec(url) ?? [];
  return account === undefined || name === undefined ? undefined : { account, name };
}
