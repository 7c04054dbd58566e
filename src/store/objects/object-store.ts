import type { Readable } from 'node:stream';

/** Checksums that S3 clients send and ask for, base64 as on the wire. */
export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';

export interface ObjectMetadata {
  readonly contentType: string;
  /** Content-Encoding, Cache-Control, Content-Disposition, Content-Language, Expires: by lower-case header name. */
  readonly headers: Readonly<Record<string, string>>;
  /** x-amz-meta-*, without the prefix. */
  readonly user: Readonly<Record<string, string>>;
}

export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  /** Without quotes. MD5 of the content, or `<md5 of md5s>-<parts>` after a multipart upload. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly metadata: ObjectMetadata;
  readonly checksum?: {
    readonly algorithm: ChecksumAlgorithm;
    readonly value: string;
    readonly type: 'FULL_OBJECT' | 'COMPOSITE';
  };
}

export interface ObjectPage {
  /** In the order of their UTF-8 bytes. */
  readonly objects: readonly StoredObject[];
  /** Present when there is more: pass it as `after`. */
  readonly nextAfter?: string;
}

/**
 * What jobs, endpoints and pipelines need of object storage; the S3 API is built on a larger interface of the embedded
 * store. All methods reject with ServiceError in S3's words (`NoSuchBucket`, `NoSuchKey`, …).
 */
export interface ObjectStore {
  headBucket(bucket: string): Promise<{ readonly account: string; readonly region: string } | undefined>;
  head(bucket: string, key: string): Promise<StoredObject | undefined>;
  read(bucket: string, key: string): Promise<{ readonly object: StoredObject; readonly body: Readable }>;
  /** Durable when it resolves. */
  write(
    bucket: string,
    key: string,
    body: Readable | Uint8Array,
    metadata?: Partial<ObjectMetadata>,
  ): Promise<StoredObject>;
  delete(bucket: string, key: string): Promise<void>;
  /** Objects whose key begins with the prefix and sorts after `after`, at most `limit`. */
  list(bucket: string, prefix: string, limit: number, after?: string): Promise<ObjectPage>;
  /**
   * Lays the object down as a file. `copy` gives the caller a file of its own (shared by the file system where it can).
   * `link` is a hard link to the immutable blob and costs nothing: only for places that user code sees mounted read-only.
   */
  materialise(bucket: string, key: string, path: string, how: 'copy' | 'link'): Promise<void>;
}

/** Bucket and key of `s3://bucket/key`; the key may be empty. Undefined when it is no S3 URI. */
export function parseS3Uri(uri: string): { readonly bucket: string; readonly key: string } | undefined {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri);
  return match ? { bucket: match[1] ?? '', key: match[2] ?? '' } : undefined;
}
