import { CHECKS, type Finding, type Verdict } from './doctor-checks.ts';
import { loadSettingsForDoctor } from './doctor-settings.ts';
import { type CommonOptions, settingSources } from './setting-options.ts';

const MARKS: Readonly<Record<Verdict, string>> = { good: 'ok  ', lacking: 'note', bad: 'BAD ' };

/** Says what this machine can run and how to mend what it can't. The exit code is 1 when jobs can't run. */
export async function runDoctor(options: CommonOptions): Promise<void> {
  const settings = loadSettingsForDoctor(settingSources(options));
  const findings = await Promise.all(CHECKS.map((check) => check(settings)));
  for (const finding of findings) console.log(describe(finding));
  const bad = findings.filter(({ verdict }) => verdict === 'bad');
  console.log(
    bad.length === 0 ? '\nJobs and endpoints can run here.' : '\nJobs cannot run here until the above is mended.',
  );
  if (bad.length > 0) process.exitCode = 1;
}

function describe({ verdict, subject, found, mend }: Finding): string {
  const line = `${MARKS[verdict]}  ${subject.padEnd(12)} ${found}`;
  const advice = mend?.split('\n').map((part) => `\n${' '.repeat(19)}→ ${part}`) ?? [];
  return line + advice.join('');
}
