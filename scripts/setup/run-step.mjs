import { spawn } from 'node:child_process';

/** The first lines name the problem; npm goes on with pages of advice. */
const SAID_LINES_MAX = 30;

/** Does one step of the set-up and shows a line for it: alive on a terminal, else at its start and end. */
export async function runStep(title, work) {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  const isTerminal = process.stderr.isTTY;
  const timer = isTerminal ? setInterval(() => process.stderr.write(`\r  ${title} ... ${seconds()} `), 100) : undefined;
  if (!isTerminal) process.stderr.write(`  ${title} ...\n`);
  try {
    await work();
  } finally {
    clearInterval(timer);
    if (isTerminal) process.stderr.write('\r\u001b[K');
  }
  process.stderr.write(`  ${title}: done in ${seconds()}\n`);
}

/** Runs a command to its end. What it says is kept back, and is part of the error when it fails. */
export function runCommand(command, args, { cwd }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) =>
      reject(error.code === 'ENOENT' ? new Error(`there is no '${command}' on your PATH`) : error),
    );
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const said = Buffer.concat(output).toString('utf8').trim().split('\n').slice(0, SAID_LINES_MAX).join('\n');
      reject(new Error(`'${command} ${args.join(' ')}' failed (${signal ?? `exit code ${code}`}).\n${said}`));
    });
  });
}
