import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientFacts } from '../../src/api/operation.ts';
import type { RawRoute } from '../../src/api/raw-route.ts';
import type { Logger } from '../../src/base/logger.ts';
import { startGateway, type TestGateway } from '../support/test-gateway.ts';

describe('a route that speaks no protocol of AWS', () => {
  const clients: ClientFacts[] = [];
  const lines: object[] = [];
  let server: TestGateway;

  beforeAll(async () => {
    const route: RawRoute = {
      accepts: (rawPath) => rawPath === '/raw',
      async serve(_request, response, _rawPath, _rawQuery, client) {
        clients.push(client);
        response.writeHead(201).end();
      },
    };
    const silent = () => {};
    const logger: Logger = {
      ...{ info: silent, warn: silent, error: silent, child: () => logger },
      debug: (fields) => lines.push(fields),
    };
    server = await startGateway(() => {}, { rawRoutes: [route], logger });
  });
  afterAll(() => server.gateway.close());

  it('is told who the client is, and logged like every request, without its query', async () => {
    await fetch(`${server.url}/raw?key=secret`, { headers: { 'user-agent': 'git/2' } });
    await fetch(`${server.url}/other`);
    expect(clients).toEqual([{ sourceIp: '127.0.0.1', isSecure: false, userAgent: 'git/2' }]);
    expect(lines).toMatchObject([{ what: 'GET /raw', status: 201 }, { what: 's3 ListObjects' }]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });
});
