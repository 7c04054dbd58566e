import { ServiceError } from '../../base/errors.ts';

/** The errors of S3, in its words and with the members it names. Source: S3 API reference, "Error responses". */
export const noSuchBucket = (bucket: string) =>
  new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });

export const noSuchKey = (key: string) =>
  new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });

export const noSuchUpload = (uploadId: string) =>
  new ServiceError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId: uploadId },
  );

export const bucketNotEmpty = (bucket: string) =>
  new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, { BucketName: bucket });

export const bucketAlreadyExists = (bucket: string) =>
  new ServiceError(
    'BucketAlreadyExists',
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    409,
    { BucketName: bucket },
  );

export const bucketAlreadyOwnedByYou = (bucket: string) =>
  new ServiceError(
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    409,
    { BucketName: bucket },
  );

export const invalidBucketName = (bucket: string) =>
  new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: bucket });

/** `condition` is the header that did not hold, for example `If-None-Match`. */
export const preconditionFailed = (condition: string) =>
  new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });

export const invalidArgument = (message: string, name: string, value: string) =>
  new ServiceError('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });

export const invalidRequest = (message: string) => new ServiceError('InvalidRequest', message);

export const badDigest = (header: string) =>
  new ServiceError('BadDigest', `The ${header} you specified did not match the calculated checksum.`);

export const invalidDigest = () => new ServiceError('InvalidDigest', 'The Content-MD5 you specified is not valid.');

export const incompleteBody = () =>
  new ServiceError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );

export const entityTooLarge = (sizeBytes: number, maxBytes: number) =>
  new ServiceError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.', 400, {
    ProposedSize: sizeBytes,
    MaxSizeAllowed: maxBytes,
  });

export const entityTooSmall = (partNumber: number, sizeBytes: number, minBytes: number) =>
  new ServiceError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed object size.', 400, {
    ProposedSize: sizeBytes,
    MinSizeAllowed: minBytes,
    PartNumber: partNumber,
  });

export const keyTooLong = (sizeBytes: number) =>
  new ServiceError('KeyTooLongError', 'Your key is too long', 400, { Size: sizeBytes, MaxSizeAllowed: 1024 });

export const invalidUri = (uri: string) =>
  new ServiceError('InvalidURI', "Couldn't parse the specified URI.", 400, { URI: uri });

export const invalidPart = () =>
  new ServiceError(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part might not have been uploaded, or the specified entity tag might not have matched the part's entity tag.",
  );

export const invalidPartOrder = () =>
  new ServiceError(
    'InvalidPartOrder',
    'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
  );

export const malformedXml = () =>
  new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

/** S3 has no word for a full disk; 507 is HTTP's. Clients retry it like any 5xx. */
export const insufficientStorage = () =>
  new ServiceError('InsufficientStorage', 'There is not enough free disk space to store the object.', 507);

export const clientAborted = () =>
  new ServiceError('RequestTimeout', 'The connection was closed before the whole body had arrived.');
