import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NUMBER_KEYS, numberKey, storable, TEXT_KEYS, textValue } from './value-key.ts';

const finite = () => fc.double({ noNaN: true, noDefaultInfinity: true });
/** Any UTF-16 at all. */
const anyText = () => fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
const byBytes = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));

describe('Keys of values', () => {
  it('sort as the numbers do', () => {
    fc.assert(
      fc.property(finite(), finite(), (a, b) => {
        expect(byBytes(numberKey(a), numberKey(b))).toBe(Math.sign(a - b) + 0);
      }),
    );
  });

  it('make no difference between the two zeros, and have one length', () => {
    expect(numberKey(-0)).toBe(numberKey(0));
    fc.assert(
      fc.property(finite(), (number) => {
        expect(numberKey(number)).toHaveLength(12);
      }),
    );
  });

  it('put all numbers before all texts', () => {
    fc.assert(
      fc.property(finite(), anyText(), (number, text) => {
        const [of, about] = [numberKey(number), textValue(text).key];
        expect(of >= NUMBER_KEYS.from && of < NUMBER_KEYS.to).toBe(true);
        expect(about >= TEXT_KEYS.from && about < TEXT_KEYS.to).toBe(true);
      }),
    );
  });

  it('sort as the bytes of texts do', () => {
    const text = () => anyText().map((any) => storable(any.slice(0, 60)));
    fc.assert(
      fc.property(text(), text(), (a, b) => {
        expect(byBytes(textValue(a).key, textValue(b).key)).toBe(byBytes(a, b));
      }),
    );
  });

  it('tell long texts apart that begin alike, and keep them whole', () => {
    const [one, other] = [textValue(`${'a'.repeat(500)}1`), textValue(`${'a'.repeat(500)}2`)];
    expect(one.key).not.toBe(other.key);
    expect(one.longText).toBe(`${'a'.repeat(500)}1`);
    expect(Buffer.byteLength(textValue('\u{1f600}'.repeat(500)).key)).toBeLessThan(2000);
  });

  it('hold nothing that a database cannot store', () => {
    const { key } = textValue('a\0b\ud800');
    expect(key).toBe('ta\ufffdb\ufffd');
    expect(textValue(`${'x'.repeat(119)}\u{1f600}${'y'.repeat(9)}`).key).not.toMatch(/[\ud800-\udfff]/);
  });
});
