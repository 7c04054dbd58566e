import { describe, expect, it } from 'vitest';
import { parseEventTargets, parseOpenLineageTarget, splitEventTargets } from './event-targets.ts';

describe('targets of events', () => {
  it.each([
    'sqs:model-events',
    'sqs:model-events.fifo',
    'https://ci.example.com/hook?a=1,2',
    'http://127.0.0.1:8080/x',
    'http://localhost/',
    'http://[::1]:99/',
    'sqs:a,https://b.example/x,http://localhost:1',
  ])('may be %s', (text) => expect(parseEventTargets(text)).toBe(text));

  it.each([
    '',
    'sqs:',
    'sqs:with space',
    'http://example.com/hook',
    'http://127.0.0.1.example.com',
    'ftp://x',
    'hook',
    'sqs:a,,x',
  ])('may not be %j', (text) => expect(parseEventTargets(text)).toBeUndefined());

  it('are several when a comma is followed by another', () => {
    expect(splitEventTargets('sqs:a,https://b.example/?x=1,2,sqs:c')).toEqual([
      'sqs:a',
      'https://b.example/?x=1,2',
      'sqs:c',
    ]);
  });
});

describe('the target of OpenLineage', () => {
  it.each(['file:/var/lib/lineage.jsonl', 'http://marquez:5000', 'https://lineage.example.com/api/v1/lineage'])(
    'may be %s',
    (text) => expect(parseOpenLineageTarget(text)).toBe(text),
  );

  it.each(['', 'file:', 'file:relative', 'lineage.jsonl', 'kafka://x'])('may not be %j', (text) =>
    expect(parseOpenLineageTarget(text)).toBeUndefined(),
  );
});
