import { createServer } from 'node:net';

/** Why a server can't listen there, undefined when it can: listens for a moment. */
export function portFault(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
}
