import { expect, it } from 'vitest';
import { plainText } from '../../../app/cli/plainText.ts';
import { objectStatusReport } from '../../../app/examples/posts.ts';
import { fitRequest } from '../../../handlers/messages/fitRequest.ts';
import { objectStatus } from '../../../handlers/messages/objectStatus.ts';
import type { LookupOutcome } from '../../../pipeline/api/service.ts';

const whyNot = 'ZTF22aawacjw has 1 detection: kept, but a fit needs at least 2. Not fitted.';

it('the status of an object says why it was not fitted, and nothing when it was', () => {
  const told = objectStatus(objectStatusReport({ whyNot }));
  expect(JSON.stringify(told)).toContain(whyNot);
  expect(plainText(told, { isBold: false, now: new Date() })).toContain(whyNot);
  expect(JSON.stringify(objectStatus(objectStatusReport()))).not.toContain('Not fitted');
});

it('the answer to a request for fits says where an object came from that no source brings', () => {
  const outcome = {
    runId: 1,
    object: 'ZTF22aawacjw',
    queued: [{ fitId: 1, model: 'Me2017' }],
    reused: [],
    alreadyOpen: [],
  };
  const told = (lookedUp: Pick<LookupOutcome, 'from' | 'note'>) =>
    JSON.stringify(
      fitRequest([outcome], new Map([['ZTF22aawacjw', { object: 'ZTF22aawacjw', ...lookedUp }]])),
    );
  expect(told({ from: 'ALeRCE' })).toContain('no source brings it; its light curve is from ALeRCE.');
  expect(told({ from: null, note: 'its light curve is still the one from Fink' })).toContain(
    '*ZTF22aawacjw*: its light curve is still the one from Fink.',
  );
  expect(told({ from: null })).toBe(JSON.stringify(fitRequest([outcome])));
  expect(JSON.stringify(fitRequest([outcome]))).not.toContain('no source');
});

it('the answer to a request for fits does not promise what no channel may see', () => {
  const object = 'ZTF22aawacjw';
  const outcome = { runId: 1, object, queued: [{ fitId: 1, model: 'Me2017' }], reused: [], alreadyOpen: [] };
  expect(fitRequest([outcome]).text).toContain('Progress is shown in the channel;');
  const told = fitRequest([{ ...outcome, isWithheld: true }]).text;
  expect(told).toContain(
    'No channel may see data of its programme; to see the result, type `/nmma status ZTF22aawacjw`;',
  );
  expect(told).not.toContain('The channel sees');
});
