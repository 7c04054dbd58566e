// Run with the variables of a job: says whose keys the SDK found by itself, and how long they are good.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const sts = new STSClient({});
const { Arn: arn } = await sts.send(new GetCallerIdentityCommand({}));
const { accessKeyId: key, expiration } = await sts.config.credentials();
process.stdout.write(JSON.stringify({ arn, key, hoursLeft: (expiration - Date.now()) / 3_600_000 }));
