import type { ChecksumAlgorithm, ObjectMetadata } from './object-store.ts';

/** Rows of migration 0002. */
export type BucketRow = { bucket: string; account: string; region: string; creation_ms: number };

export type ObjectRow = {
  bucket: string;
  object_key: string;
  /** New with every write of the key. Parts of a multipart object are owned by it. */
  version_id: string;
  /** The one file with the content; null while the content lies in the files of its parts. */
  blob_id: string | null;
  size_bytes: number;
  etag: string;
  modified_ms: number;
  document: string;
};

export type UploadRow = {
  upload_id: string;
  bucket: string;
  object_key: string;
  creation_ms: number;
  document: string;
};

export type PartRow = {
  /** The upload, and from its completion on the object version. */
  owner_id: string;
  part_number: number;
  /** Null once the parts were joined into the object's own file; the row then only tells the part's bounds. */
  blob_id: string | null;
  size_bytes: number;
  /** In hexadecimal. */
  md5: string;
  /** Base64, of the upload's algorithm. */
  checksum: string | null;
  modified_ms: number;
};

export type ObjectTables = { s3_buckets: BucketRow; s3_objects: ObjectRow; s3_uploads: UploadRow; s3_parts: PartRow };

export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** What `s3_objects.document` holds. */
export interface ObjectDocument {
  readonly metadata: ObjectMetadata;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string; readonly type: ChecksumType };
  readonly tags?: Readonly<Record<string, string>>;
}

/** What `s3_uploads.document` holds. */
export interface UploadDocument {
  readonly metadata: ObjectMetadata;
  readonly tags?: Readonly<Record<string, string>>;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType };
}
