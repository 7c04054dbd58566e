import { invalidArgument } from '../../store/objects/s3-errors.ts';

export const PARTS_MAX = 10_000;

/** Throws InvalidArgument for what is no part's number. */
export function checkPartNumber(partNumber: number): void {
  if (partNumber >= 1 && partNumber <= PARTS_MAX) return;
  throw invalidArgument(
    `Part number must be an integer between 1 and ${PARTS_MAX}, inclusive`,
    'partNumber',
    String(partNumber),
  );
}
