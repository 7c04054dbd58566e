// API calls per second: DescribePipeline on Sagebrush with signatures verified, on moto's server (the peer), and raw
// node:http that answers with the same bytes (the limit). They take turns, so that a busy machine hits all alike.
import { CreatePipelineCommand, DescribePipelineCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { runLoad } from './support/run-load.mjs';
import { CLIENT, startMoto, startRawHttp, startSagebrush } from './support/servers.mjs';
import { signedRequests } from './support/signed-requests.mjs';
import { median, printTable } from './support/table.mjs';

const ROUNDS = 5;
const WARM_UP_MS = 1_500;
const ROUND_MS = 2_000;
const NAME = 'bench-pipeline';
const CONTENT_TYPE = 'application/x-amz-json-1.1';

const sagebrush = await startSagebrush();
const moto = await startMoto();
const answer = await describePipeline(sagebrush);
await describePipeline(moto);
const raw = await startRawHttp(CONTENT_TYPE, answer);

try {
  const contenders = [];
  for (const [name, server] of Object.entries({ 'node:http': raw, Sagebrush: sagebrush, 'moto server': moto })) {
    const requests = await signedRequests({
      endpoint: server.endpoint,
      client: CLIENT,
      target: 'SageMaker.DescribePipeline',
      body: { PipelineName: NAME },
    });
    const load = { endpoint: server.endpoint, pid: server.pid, requests };
    await runLoad({ ...load, durationMs: WARM_UP_MS });
    contenders.push({ name, load, rounds: [] });
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { load, rounds } of contenders) rounds.push(await runLoad({ ...load, durationMs: ROUND_MS }));
  }
  report(contenders);
} finally {
  await Promise.all([sagebrush, moto, raw].map((server) => server.close()));
}

/** Makes the pipeline and gives the text of the answer that describes it. */
async function describePipeline({ endpoint }) {
  const client = new SageMakerClient({ ...CLIENT, endpoint });
  const step = { Name: 'Stop', Type: 'Fail', Arguments: { ErrorMessage: 'This pipeline is only described.' } };
  await client.send(
    new CreatePipelineCommand({
      PipelineName: NAME,
      PipelineDefinition: JSON.stringify({ Version: '2020-12-01', Metadata: {}, Parameters: [], Steps: [step] }),
      ClientRequestToken: 'bench-pipeline-0000000000000000000',
      RoleArn: 'arn:aws:iam::123456789012:role/SagebrushExecutionRole',
    }),
  );
  const { $metadata, ...description } = await client.send(new DescribePipelineCommand({ PipelineName: NAME }));
  // On the wire times are numbers.
  const members = Object.entries(description).map(([name, value]) => [
    name,
    value instanceof Date ? value / 1000 : value,
  ]);
  return JSON.stringify(Object.fromEntries(members));
}

function report(contenders) {
  const rates = contenders.map(({ rounds }) => median(rounds.map(({ callsPerSecond }) => callsPerSecond)));
  const [limit] = rates;
  const rows = contenders.map(({ name, rounds }, index) => [
    name,
    Math.round(rates[index]),
    median(rounds.map(({ processorMicros }) => processorMicros)).toFixed(0),
    `${((rates[index] / limit) * 100).toFixed(1)} %`,
  ]);
  printTable(
    `DescribePipeline, 64 connections, ${Buffer.byteLength(answer)} bytes answered, median of ${ROUNDS} rounds`,
    ['server', 'calls/s', 'processor us/call', 'of the limit'],
    rows,
  );
  console.log(`  Sagebrush answers ${(rates[1] / rates[2]).toFixed(0)} times as many calls as moto server.`);
}
