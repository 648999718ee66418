import { expect, it } from 'vitest';
import { plainText } from '../../app/cli/plainText.ts';
import { fitRequest } from '../../handlers/messages/fitRequest.ts';
import { objectStatus } from '../../handlers/messages/objectStatus.ts';
import { objectStatusReport } from './examples.ts';

const whyNot = 'ZTF22aawacjw has 1 detection: kept, but a fit needs at least 2. Not fitted.';

it('the status of an object says why it was not fitted, and nothing when it was', () => {
  const told = objectStatus(objectStatusReport({ whyNot }));
  expect(JSON.stringify(told)).toContain(whyNot);
  expect(plainText(told, { isBold: false, now: new Date() })).toContain(whyNot);
  expect(JSON.stringify(objectStatus(objectStatusReport()))).not.toContain('Not fitted');
});

it('the answer to a request for fits says where an object came from that no source had brought', () => {
  const outcome = {
    runId: 1,
    object: 'ZTF22aawacjw',
    queued: [{ fitId: 1, model: 'Me2017' }],
    reused: [],
    alreadyOpen: [],
  };
  expect(JSON.stringify(fitRequest([outcome], new Map([['ZTF22aawacjw', 'ALeRCE']])))).toContain(
    'no source had brought it; its light curve is from ALeRCE.',
  );
  expect(JSON.stringify(fitRequest([outcome]))).not.toContain('no source');
});
