import { findFramework, KNOWN_FRAMEWORKS, nearestTag, parseImage } from './known-images.ts';

/** Sentence for the client that says why the process runner can't run an image, and what can. */
export function explainUnresolved(image: string): string {
  const name = parseImage(image);
  const framework = findFramework(name);
  if (framework) {
    const tags = framework.environments.map(({ tag }) => tag).join(', ');
    const nearest = nearestTag(framework, name.tag);
    return (
      `The process runner has no ${framework.title} runtime for the tag "${name.tag}" of image ${image}. ` +
      `It has ${tags}; the nearest is ${nearest}. Use one of these, or name a Python for the image: serve --images.`
    );
  }
  const known = KNOWN_FRAMEWORKS.flatMap(({ repository, environments }) =>
    environments.map(({ tag }) => `${repository}:${tag}`),
  ).join(', ');
  return (
    `The process runner can't run image ${image}: it stands in for ${known}, and for images that ` +
    `'sagebrush serve --images' names a Python for. See docs/guides/own-image.md.`
  );
}
