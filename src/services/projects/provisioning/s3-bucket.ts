import { partitionOf } from '../../../base/arn.ts';
import { ServiceError } from '../../../base/errors.ts';
import type { Call } from './project-call.ts';
import type { Place, ResourceType } from './resource-type.ts';

/** CreationDate may have been cut to the second. */
const SECOND_MS = 1000;

/** A bucket has no tags here: what tells ours from another's is that it was not there when its name was written down. */
export function s3Bucket(call: Call): ResourceType {
  return {
    type: 'AWS::S3::Bucket',
    properties: ['BucketName'],
    required: [],
    attributes: ['Arn', 'DomainName', 'RegionalDomainName'],
    nameProperty: 'BucketName',
    nameLengthMax: 63,
    isNameLowerCase: true,

    async find(place) {
      try {
        await call('s3', 'HeadBucket', { Bucket: place.name }, place.context);
      } catch (error) {
        if (error instanceof ServiceError && error.status === 404) return 'absent';
        if (error instanceof ServiceError && error.status === 403) return 'foreign';
        throw error;
      }
      return place.isMade || (await isNewerThanItsName(call, place)) ? 'ours' : 'foreign';
    },
    async create({ name, context }) {
      // The first region's buckets are made without saying where.
      const place = context.region === 'us-east-1' ? {} : { LocationConstraint: context.region };
      await call('s3', 'CreateBucket', { Bucket: name, CreateBucketConfiguration: place }, context);
    },
    async settle({ name, context }) {
      return {
        reference: name,
        attributes: {
          Arn: `arn:${partitionOf(context.region)}:s3:::${name}`,
          DomainName: `${name}.s3.amazonaws.com`,
          RegionalDomainName: `${name}.s3.${context.region}.amazonaws.com`,
        },
      };
    },
    async remove({ name, context }) {
      await call('s3', 'DeleteBucket', { Bucket: name }, context);
    },
  };
}

async function isNewerThanItsName(call: Call, { name, context, namedMs }: Place): Promise<boolean> {
  const { Buckets: buckets = [] } = (await call('s3', 'ListBuckets', { Prefix: name }, context)) as {
    Buckets?: readonly { Name?: string; CreationDate?: number }[];
  };
  const created = buckets.find((bucket) => bucket.Name === name)?.CreationDate;
  return created !== undefined && created * SECOND_MS >= namedMs - SECOND_MS;
}
