import { expect, test } from 'vitest';
import { jobEnvironment } from '../../../pipeline/executors/jobEnvironment.ts';

test('a fit gets what it needs, and no secret of any service', () => {
  const needed = {
    PATH: '/bin',
    HOME: '/home/nmma',
    LC_ALL: 'C',
    PYTHONPATH: '/fitter',
    NMMA_ASSETS: '/assets',
    KERAS_BACKEND: 'jax',
    XDG_CACHE_HOME: '/cache',
  };
  const others = {
    FRITZ_TOKEN: 'a',
    SLACK_BOT_TOKEN: 'b',
    NMMA_SECRETS: '/etc/secrets',
    NMMA_SLACK_API_URL: 'http://x',
    AWS_ACCESS_KEY_ID: 'c',
    DATABASE_URL: 'postgres://user:word@host',
    PGPASSWORD: 'd',
    SSH_AUTH_SOCK: '/tmp/agent',
    HTTPS_PROXY: 'http://user:word@proxy',
    NODE_OPTIONS: '--require x',
    XDG_API_KEY: 'e',
  };
  const given = jobEnvironment({ MOCK_FITTER: 'x' }, { ...needed, ...others });
  expect(given).toMatchObject({ ...needed, MOCK_FITTER: 'x', OMP_NUM_THREADS: '1' });
  expect(Object.keys(others).filter((name) => name in given)).toEqual([]);
});
