import type { ChecksumAlgorithm } from './object-store.ts';

/** Width in bits and polynomial (bits reversed) of the checksums that parts can be combined of. */
const CRCS: Readonly<Partial<Record<ChecksumAlgorithm, { readonly bits: bigint; readonly polynomial: bigint }>>> = {
  CRC32: { bits: 32n, polynomial: 0xedb88320n },
  CRC32C: { bits: 32n, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64n, polynomial: 0x9a6c9329ac4bc9b5n },
};

export function isCombinable(algorithm: ChecksumAlgorithm): boolean {
  return CRCS[algorithm] !== undefined;
}

/**
 * The checksum of a whole from the checksums of its parts in order, without reading the content again. A CRC of A‖B is
 * crc(A)·x^(8·|B|) + crc(B), in polynomials over GF(2) modulo the CRC's own.
 */
export function combineCrcs(
  algorithm: ChecksumAlgorithm,
  parts: readonly { readonly digest: Buffer; readonly sizeBytes: number }[],
): Buffer {
  const crc = CRCS[algorithm];
  if (!crc) throw new RangeError(`${algorithm} checksums of parts can't be combined`);
  const multiply = multiplier(crc.bits, crc.polynomial);
  // Nearly all parts of an upload are of one size.
  const powers = new Map<number, bigint>();
  let whole = 0n;
  for (const part of parts) {
    const power = powers.get(part.sizeBytes) ?? powerOfX(BigInt(part.sizeBytes) * 8n, crc.bits, multiply);
    powers.set(part.sizeBytes, power);
    whole = multiply(whole, power) ^ BigInt(`0x${part.digest.toString('hex')}`);
  }
  return Buffer.from(whole.toString(16).padStart(Number(crc.bits) / 4, '0'), 'hex');
}

type Multiply = (left: bigint, right: bigint) => bigint;

/** Multiplication of reflected polynomials: the highest bit is the coefficient of x^0. */
function multiplier(bits: bigint, polynomial: bigint): Multiply {
  const one = 1n << (bits - 1n);
  return (left, right) => {
    let product = 0n;
    let shifted = right;
    for (let bit = one; bit > 0n; bit >>= 1n) {
      if (left & bit) product ^= shifted;
      shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
    }
    return product;
  };
}

function powerOfX(exponent: bigint, bits: bigint, multiply: Multiply): bigint {
  let power = 1n << (bits - 1n);
  let square = 1n << (bits - 2n);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) power = multiply(power, square);
    square = multiply(square, square);
  }
  return power;
}
