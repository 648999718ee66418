import { expect, it } from 'vitest';
import { objectStatusText } from '../../app/cli/statusText.ts';
import { fitRequest } from '../../handlers/messages/fitRequest.ts';
import { objectStatus } from '../../handlers/messages/objectStatus.ts';
import { objectStatusReport } from './examples.ts';

const notFitted = 'ZTF22aawacjw has 1 detection: kept, but a fit needs at least 2. Not fitted.';

it('the status of an object says why it was not fitted, and nothing when it was', () => {
  expect(JSON.stringify(objectStatus(objectStatusReport({ notFitted })))).toContain(notFitted);
  expect(objectStatusText(objectStatusReport({ notFitted }))).toContain(notFitted);
  expect(JSON.stringify(objectStatus(objectStatusReport()))).not.toContain('Not fitted');
  expect(objectStatusText(objectStatusReport())).not.toContain('Not fitted');
});

it('the answer to a request for fits says where an object came from that no source had brought', () => {
  const outcome = {
    runId: 1,
    object: 'ZTF22aawacjw',
    queued: [{ fitId: 1, model: 'Me2017' }],
    reused: [],
    alreadyOpen: [],
  };
  expect(JSON.stringify(fitRequest(outcome, 'ALeRCE'))).toContain(
    'no source had brought it; its light curve is from ALeRCE.',
  );
  expect(JSON.stringify(fitRequest(outcome))).not.toContain('no source');
});
