import { describe, expect, it } from 'vitest';
import { SERVICES, serviceModel } from './model.ts';
import { compilePattern } from './validator-patterns.ts';

const PATTERNS = SERVICES.flatMap((service) =>
  Object.values(serviceModel(service).shapes).flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern])),
);

describe('patterns of the models', () => {
  it('all compile', () => {
    expect(PATTERNS.length).toBeGreaterThan(500);
    for (const pattern of PATTERNS) expect(compilePattern(pattern)).toBeInstanceOf(RegExp);
  });

  it('match whole texts only', () => {
    expect(compilePattern('[a-z]+').test('abc')).toBe(true);
    expect(compilePattern('[a-z]+').test('abc1')).toBe(false);
    expect(compilePattern('a|b').test('bx')).toBe(false);
  });

  it("keep the meaning of Java's own notation", () => {
    const arn = compilePattern('arn:[\\p{Alnum}\\-]+:lambda:[\\p{Alnum}\\-]+:[0-9]{12}:function:.*');
    expect(arn.test('arn:aws:lambda:us-west-2:123456789012:function:f')).toBe(true);
    expect(arn.test('arn:aws:lambda:us_west:123456789012:function:f')).toBe(false);
    const id = compilePattern('\\A\\S[\\p{Print}]*\\z');
    expect(id.test('a b')).toBe(true);
    expect(id.test('a\u0007b')).toBe(false);
  });

  it('accept the same texts where they were rewritten to run in linear time', () => {
    const name = compilePattern('[a-z0-9]([-a-z0-9]*[a-z0-9]){0,39}?');
    for (const text of ['a', 'ab', 'a-b', 'a--b9']) expect(name.test(text)).toBe(true);
    for (const text of ['', '-a', 'a-', 'A', `${'a'.repeat(60_000)}!`]) expect(name.test(text)).toBe(false);
    for (const pattern of ['.*(?:[ \\r\\n\\t].*)*', '.*(?:[ \\r\\n\\t].*)*.*']) {
      const document = compilePattern(pattern);
      for (const text of ['', '{}', '{\r\n\t"a": 1\n}\n']) expect(document.test(text)).toBe(true);
      for (const text of ['\u2028', `${' '.repeat(60_000)}\u2029`]) expect(document.test(text)).toBe(false);
    }
    const copySource = compilePattern('\\/?.+\\/.+');
    for (const text of ['a/b', '/a/b', '//b', 'a//']) expect(copySource.test(text)).toBe(true);
    for (const text of ['', '/', '//', 'a/', '/ab', `${'/'.repeat(60_000)}\n`])
      expect(copySource.test(text)).toBe(false);
    const url = compilePattern('https://([.\\-_a-zA-Z0-9]+/?){3,1016}');
    for (const text of ['https://abc', 'https://a/b/c', 'https://host.org/path/']) expect(url.test(text)).toBe(true);
    for (const text of ['https://ab', 'https://a//bc', `https://${'a'.repeat(1000)}!`])
      expect(url.test(text)).toBe(false);
  });
});
