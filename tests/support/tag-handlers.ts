import type { Tag } from '../../src/api/generated/sagemaker-types.ts';
import type { OperationRegistry } from '../../src/api/operation-registry.ts';

/** The three tag operations over a map: small, but each does what it says. */
export function registerTags(registry: OperationRegistry): void {
  const tags = new Map<string, Tag[]>();
  const of = (arn: string) => tags.get(arn) ?? [];
  registry.add('sagemaker', {
    AddTags: async ({ ResourceArn, Tags }) => {
      const names = new Set(Tags.map((tag) => tag.Key));
      tags.set(ResourceArn, [...of(ResourceArn).filter((tag) => !names.has(tag.Key)), ...Tags]);
      return { Tags: of(ResourceArn) };
    },
    ListTags: async ({ ResourceArn }) => ({ Tags: of(ResourceArn) }),
    DeleteTags: async ({ ResourceArn, TagKeys }) => {
      tags.set(
        ResourceArn,
        of(ResourceArn).filter((tag) => !TagKeys.includes(tag.Key)),
      );
      return {};
    },
  });
}
