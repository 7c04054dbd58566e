import { describe, expect, it } from 'vitest';
import { startChecksum } from './checksums.ts';
import { combineCrcs } from './crc-combine.ts';

describe.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('combining %s checksums', (algorithm) => {
  const digestOf = async (bytes: Buffer) => {
    const checksum = startChecksum(algorithm);
    checksum.update(bytes);
    return { digest: await checksum.digest(), sizeBytes: bytes.length };
  };

  it('gives the checksum of the whole, for parts of any size', async () => {
    const parts = [1, 0, 17, 4096, 1000, 3].map((size, i) => Buffer.alloc(size, `part ${i}`));
    const digests = await Promise.all(parts.map(digestOf));
    expect(combineCrcs(algorithm, digests)).toEqual((await digestOf(Buffer.concat(parts))).digest);
  });

  it('takes 10,000 parts without holding up the server', async () => {
    const part = await digestOf(Buffer.alloc(1000, 'x'));
    const startedAt = performance.now();
    combineCrcs(
      algorithm,
      Array.from({ length: 10_000 }, () => part),
    );
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
