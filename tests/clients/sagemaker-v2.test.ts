import { describeSdk } from '../support/sdk-cases.ts';

describeSdk({
  version: 'v2',
  environment: 'SAGEBRUSH_TEST_SAGEMAKER_V2',
  flags: (interpreter) => ['--images', `with-sdk:*=${interpreter}`],
  variables: { SAGEMAKER_SUPPRESS_V2_WARNING: '1' },
});
