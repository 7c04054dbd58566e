import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');

/** A program of the tests, written in TypeScript, to be run (and killed) as processes of its own. */
export interface ChildProgram {
  /** Starts it; its single argument is `input` as JSON. */
  start(input: unknown): Child;
  remove(): void;
}

export interface Child {
  readonly process: ChildProcess;
  /** Whole lines of its output so far. */
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  /** Resolves when it has ended: its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Compiles a program (without checking types) and all it imports into a directory of its own. */
export function compileChild(sourcePath: string): ChildProgram {
  const directory = mkdtempSync(join(tmpdir(), 'sagebrush-child-'));
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      noCheck: true,
      allowImportingTsExtensions: false,
      rewriteRelativeImportExtensions: true,
      rootDir: root,
      outDir: join(directory, 'out'),
      types: [],
    },
    include: [],
    files: [sourcePath],
  };
  mkdirSync(join(directory, 'out'));
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(join(directory, 'out', 'package.json'), '{ "type": "module" }');
  symlinkSync(join(root, 'node_modules'), join(directory, 'out', 'node_modules'));
  const compiler = join(root, 'node_modules', 'typescript-7', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '-p', join(directory, 'tsconfig.json')], { stdio: 'pipe' });
  const program = join(directory, 'out', relative(root, sourcePath).replace(/\.ts$/, '.js'));
  return {
    start: (input) => watch(spawn(process.execPath, [program, JSON.stringify(input)], { stdio: 'pipe' })),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function watch(child: ChildProcess): Child {
  const lines: string[] = [];
  const errors: string[] = [];
  if (!child.stdout || !child.stderr) throw new Error('the child has no pipes');
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code ?? 'unknown'));
  });
  return { process: child, lines, errors, ended };
}
