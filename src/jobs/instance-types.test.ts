import { availableParallelism, totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { serviceModel, shapeOf } from '../api/model.ts';
import { hasAccelerators, hostLimits, instanceSize } from './instance-types.ts';

describe('instance types', () => {
  it.each(['TrainingInstanceType', 'ProcessingInstanceType', 'TransformInstanceType'])(
    'knows the size of every %s',
    (shape) => {
      const unknown = (shapeOf(serviceModel('sagemaker'), shape).enum ?? []).filter((type) => !instanceSize(type));
      expect(unknown).toEqual([]);
    },
  );

  it('knows those that follow the rule and those that do not', () => {
    expect(instanceSize('ml.m5.large')).toEqual({ vcpus: 2, memoryGib: 8 });
    expect(instanceSize('ml.c5.18xlarge')).toEqual({ vcpus: 72, memoryGib: 144 });
    expect(instanceSize('ml.t3.medium')).toEqual({ vcpus: 2, memoryGib: 4 });
    expect(instanceSize('ml.p4d.24xlarge')).toEqual({ vcpus: 96, memoryGib: 1152 });
  });

  it('tells those with accelerators from the others', () => {
    const accelerated = ['ml.p3.2xlarge', 'ml.p4d.24xlarge', 'ml.g4dn.xlarge', 'ml.inf1.xlarge', 'ml.trn1.2xlarge'];
    expect(accelerated.filter(hasAccelerators)).toEqual(accelerated);
    expect(['ml.m5.large', 'ml.c6gn.large', 'ml.t3.medium', 'ml.r5.large'].filter(hasAccelerators)).toEqual([]);
  });

  it('never promises more than the machine has', () => {
    const machine = { cpus: availableParallelism(), memoryBytes: totalmem() };
    expect(hostLimits('ml.p4d.24xlarge').memoryBytes).toBeLessThanOrEqual(machine.memoryBytes);
    expect(hostLimits('ml.unheard.of')).toEqual(machine);
  });
});
