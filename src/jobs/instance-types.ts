import { availableParallelism, totalmem } from 'node:os';
import type { HostLimits } from '../runners/host-runner.ts';

/** What an instance type of the ml.* families has. */
export interface InstanceSize {
  readonly vcpus: number;
  readonly memoryGib: number;
}

/** Memory per processor of the families whose sizes all follow one rule (public EC2 instance type pages). */
const GIB_PER_VCPU: Readonly<Record<string, number>> = {
  t2: 4,
  t3: 4,
  m4: 4,
  m5: 4,
  m5d: 4,
  m6i: 4,
  m6g: 4,
  m6gd: 4,
  m7i: 4,
  m8i: 4,
  'm7i-flex': 4,
  'm8i-flex': 4,
  c4: 1.875,
  c5: 2,
  c5d: 2,
  c6i: 2,
  c6g: 2,
  c6gd: 2,
  c7i: 2,
  c8i: 2,
  'c7i-flex': 2,
  'c8i-flex': 2,
  c5n: 2.625,
  c6gn: 2,
  r5: 8,
  r5d: 8,
  r6i: 8,
  r6g: 8,
  r6gd: 8,
  r7i: 8,
  r8i: 8,
  'r8i-flex': 8,
  g4dn: 4,
  g5: 4,
  g6: 4,
  g6e: 8,
  g7: 4,
  g7e: 8,
  inf1: 2,
  inf2: 4,
  trn1: 4,
  trn1n: 4,
};

/** Families with GPUs or other accelerators. */
const ACCELERATED = /^ml\.(p|g|inf|trn|dl)[0-9]/;

/** True for a type whose users expect more than processors. */
export const hasAccelerators = (instanceType: string) => ACCELERATED.test(instanceType);

/** Sizes that follow no rule: processors and GiB. */
const ODD_SIZES: Readonly<Record<string, readonly [number, number]>> = {
  't2.medium': [2, 4],
  't3.medium': [2, 4],
  'c4.8xlarge': [36, 60],
  'p2.xlarge': [4, 61],
  'p2.8xlarge': [32, 488],
  'p2.16xlarge': [64, 732],
  'p3.2xlarge': [8, 61],
  'p3.8xlarge': [32, 244],
  'p3.16xlarge': [64, 488],
  'p3dn.24xlarge': [96, 768],
  'p4d.24xlarge': [96, 1152],
  'p4de.24xlarge': [96, 1152],
  'p5.4xlarge': [16, 256],
  'p5.48xlarge': [192, 2048],
  'p5e.48xlarge': [192, 2048],
  'p5en.48xlarge': [192, 2048],
  'p6-b200.48xlarge': [192, 2048],
  'p6-b300.48xlarge': [192, 4096],
  'p6e-gb200.36xlarge': [144, 960],
  'trn2.48xlarge': [192, 2048],
};

/** Size of an `ml.<family>.<size>` type; undefined for one that is not known. */
export function instanceSize(instanceType: string): InstanceSize | undefined {
  const type = instanceType.replace(/^ml\./, '');
  const odd = ODD_SIZES[type];
  if (odd) return { vcpus: odd[0], memoryGib: odd[1] };
  const [family = '', size = ''] = type.split('.');
  const perVcpu = GIB_PER_VCPU[family];
  const vcpus = vcpusOf(size);
  return perVcpu === undefined || vcpus === undefined ? undefined : { vcpus, memoryGib: vcpus * perVcpu };
}

function vcpusOf(size: string): number | undefined {
  if (size === 'large') return 2;
  const match = /^([0-9]*)xlarge$/.exec(size);
  return match ? 4 * Number(match[1] || '1') : undefined;
}

/** What a host of this type may use on this machine. A type that is not known may use all of it. */
export function hostLimits(instanceType: string): HostLimits {
  const machine = { cpus: availableParallelism(), memoryBytes: totalmem() };
  const size = instanceSize(instanceType);
  if (!size) return machine;
  return {
    cpus: Math.min(size.vcpus, machine.cpus),
    memoryBytes: Math.min(size.memoryGib * 2 ** 30, machine.memoryBytes),
  };
}
