import { describeSdk } from '../support/sdk-cases.ts';

describeSdk({ version: 'v3', environment: 'SAGEBRUSH_TEST_SAGEMAKER_V3' });
