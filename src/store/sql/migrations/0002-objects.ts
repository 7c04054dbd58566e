import { type Kysely, PostgresAdapter, sql } from 'kysely';

/**
 * The index of the embedded object store: buckets, objects, multipart uploads and their parts. Keys sort by their UTF-8
 * bytes, as S3 lists them: SQLite's BINARY does that by nature, PostgreSQL under the collation "C".
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const keyText = sql.raw(db.getExecutor().adapter instanceof PostgresAdapter ? 'text collate "C"' : 'text');
  await sql`
    create table s3_buckets (
      bucket ${keyText} not null primary key,
      account text not null,
      region text not null,
      creation_ms bigint not null
    )`.execute(db);
  await sql`create index s3_buckets_account on s3_buckets (account, bucket)`.execute(db);
  await sql`
    create table s3_objects (
      bucket ${keyText} not null,
      object_key ${keyText} not null,
      version_id text not null,
      blob_id text,
      size_bytes bigint not null,
      etag text not null,
      modified_ms bigint not null,
      document text not null,
      primary key (bucket, object_key)
    )`.execute(db);
  await sql`create unique index s3_objects_blob on s3_objects (blob_id)`.execute(db);
  await sql`
    create table s3_uploads (
      upload_id text not null primary key,
      bucket ${keyText} not null,
      object_key ${keyText} not null,
      creation_ms bigint not null,
      document text not null
    )`.execute(db);
  await sql`create unique index s3_uploads_key on s3_uploads (bucket, object_key, upload_id)`.execute(db);
  await sql`
    create table s3_parts (
      owner_id text not null,
      part_number integer not null,
      blob_id text,
      size_bytes bigint not null,
      md5 text not null,
      checksum text,
      modified_ms bigint not null,
      primary key (owner_id, part_number)
    )`.execute(db);
  await sql`create unique index s3_parts_blob on s3_parts (blob_id)`.execute(db);
}
