import { expect, it } from 'vitest';
import { sourcesSchema } from '../../../app/config/intakeConfig.ts';
import { uploadOptionsOf, uploadSchema } from '../../../app/config/uploadConfig.ts';

const fritz = { kind: 'skyportal', name: 'fritz', url: 'https://x.org', token: 'FRITZ_TOKEN', groups: [1] };
const upload = uploadSchema.parse({ source: 'fritz', service: 12, groups: [{ id: 1544 }] });

it('results go to the SkyPortal of a source, with its token from the environment', () => {
  const sources = sourcesSchema.parse([fritz]);
  expect(uploadOptionsOf({ upload, sources }, { FRITZ_TOKEN: 'abc' })).toEqual({
    url: 'https://x.org',
    token: 'abc',
    service: 12,
    groups: [{ id: 1544, sees: ['public'] }],
    verdict: null,
  });
  expect(uploadOptionsOf({ sources }, {})).toBeUndefined();
});

it('a source that is no SkyPortal, and a missing token, are told', () => {
  const sources = sourcesSchema.parse([fritz]);
  const other = { ...upload, source: 'fits' };
  expect(() => uploadOptionsOf({ upload: other, sources }, {})).toThrow(
    'upload.source is “fits”: expected fritz.',
  );
  expect(() => uploadOptionsOf({ upload, sources }, {})).toThrow('FRITZ_TOKEN is not set');
  expect(() =>
    uploadOptionsOf({ upload, sources: sourcesSchema.parse([{ kind: 'directory', folder: '/d' }]) }, {}),
  ).toThrow('expected a source of kind skyportal');
});
