import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const LOAD = fileURLToPath(new URL('load.mjs', import.meta.url));
/** Linux counts processor time in hundredths of a second everywhere. */
const TICKS_PER_SECOND = 100;

/** Puts load on a server and gives calls per second and the processor time that the server took for each. */
export async function runLoad({ endpoint, pid, requests, connections = 64, durationMs }) {
  const { hostname: host, port } = new URL(endpoint);
  const child = spawn(process.execPath, [LOAD], { stdio: ['pipe', 'pipe', 'inherit'] });
  const cpuBefore = processorSeconds(pid);
  child.stdin.end(JSON.stringify({ host, port: Number(port), requests, connections, durationMs }));
  const result = JSON.parse(await text(child.stdout));
  if (result.failures > 0) throw new Error(`${result.failures} calls to ${endpoint} failed`);
  return {
    callsPerSecond: (result.calls / result.durationMs) * 1000,
    processorMicros: ((processorSeconds(pid) - cpuBefore) * 1e6) / result.calls,
  };
}

function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
