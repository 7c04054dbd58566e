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
      `It has ${tags}; the nearest is ${nearest}. Use one of these, or the Docker runner, which runs any image.`
    );
  }
  const known = KNOWN_FRAMEWORKS.map(({ repository }) => repository).join(', ');
  return (
    `The process runner can't run image ${image}: it stands in only for ${known}, and for images that its ` +
    `configuration maps to a Python environment. Use the Docker runner, which runs any image.`
  );
}
