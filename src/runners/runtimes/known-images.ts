/** A framework whose images the process runner can stand in for. */
export interface KnownFramework {
  /** Repository name of its images, in any account and region. */
  readonly repository: string;
  /** As people write it. */
  readonly title: string;
  readonly environments: readonly KnownEnvironment[];
}

/** An environment that is built from python/environments/<name>/requirements.txt. */
export interface KnownEnvironment {
  readonly name: string;
  /** Series of the framework, as in the tag `1.2-1-cpu-py3`. */
  readonly series: string;
  /** The tag that the SDKs use for it. */
  readonly tag: string;
  /**
   * Newest Python on which the lock has this very series; on a newer one a newer series stands in (the .in file says
   * which). The interpreter is chosen to avoid that.
   */
  readonly exactUpToMinor: number;
}

export const KNOWN_FRAMEWORKS: readonly KnownFramework[] = [
  {
    repository: 'sagemaker-scikit-learn',
    title: 'scikit-learn',
    environments: [
      { name: 'scikit-learn-1.2', series: '1.2', tag: '1.2-1', exactUpToMinor: 11 },
      { name: 'scikit-learn-1.4', series: '1.4', tag: '1.4-2', exactUpToMinor: 12 },
    ],
  },
  {
    repository: 'sagemaker-xgboost',
    title: 'XGBoost',
    environments: [
      { name: 'xgboost-1.7', series: '1.7', tag: '1.7-1', exactUpToMinor: 12 },
      { name: 'xgboost-3.0', series: '3.0', tag: '3.0-5', exactUpToMinor: 12 },
    ],
  },
];

export interface ImageName {
  /** Last part of the repository, for example `sagemaker-xgboost`. */
  readonly repository: string;
  /** Empty when the image names none. */
  readonly tag: string;
}

/** Takes an image apart; registry, account, region and digest do not matter here. */
export function parseImage(image: string): ImageName {
  const withoutDigest = image.split('@')[0] ?? '';
  const lastPart = withoutDigest.slice(withoutDigest.lastIndexOf('/') + 1);
  const [repository = '', tag = ''] = lastPart.split(':');
  return { repository, tag };
}

export function findFramework(image: ImageName): KnownFramework | undefined {
  return KNOWN_FRAMEWORKS.find((framework) => framework.repository === image.repository);
}

/** The environment that serves a tag such as `1.2-1` or `1.2-1-cpu-py3`; undefined when none does. */
export function findEnvironment(framework: KnownFramework, tag: string): KnownEnvironment | undefined {
  const series = /^(\d+\.\d+)-\d+(-cpu-py3)?$/.exec(tag)?.[1];
  return framework.environments.find((environment) => environment.series === series);
}

/** The supported tag whose series is closest, counted in minor versions. */
export function nearestTag(framework: KnownFramework, tag: string): string | undefined {
  const wanted = ordinal(tag);
  const distance = (environment: KnownEnvironment) => Math.abs(ordinal(environment.series) - wanted);
  return [...framework.environments].sort((a, b) => distance(a) - distance(b))[0]?.tag;
}

function ordinal(version: string): number {
  const [, major = '0', minor = '0'] = /^(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  return Number(major) * 100 + Number(minor);
}
