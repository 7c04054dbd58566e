/** User and group that the process sees itself as: not root, so that tools do not try what only root may do. */
export const SANDBOX_USER = { uid: 1000, gid: 1000, name: 'sagemaker', home: '/home/sagemaker' } as const;
