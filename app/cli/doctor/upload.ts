import { z } from 'zod';
import { askJson, whileSomebodyWaits } from '../../../pipeline/sources/http.ts';
import type { Config } from '../../config/config.ts';
import { uploadOptionsOf } from '../../config/uploadConfig.ts';
import type { Finding } from './finding.ts';
import { findingOf } from './finding.ts';

const serviceSchema = z.object({
  data: z.object({ name: z.string().nullish(), upload_only: z.boolean().nullish() }),
});

/** Whether results can be brought into the SkyPortal: its token, and the analysis service. */
export function checkUpload(
  config: Pick<Config, 'upload' | 'sources'>,
  environment: NodeJS.ProcessEnv,
): Promise<Finding> {
  return findingOf('Results into a SkyPortal', async () => {
    const options = uploadOptionsOf(config, environment);
    if (options === undefined) return { ok: true, what: 'Results into a SkyPortal: not configured' };
    const { url, token, service } = options;
    const what = `Results into ${url}: analysis service ${service}`;
    const address = `${url.replace(/\/+$/, '')}/api/analysis_service/${service}`;
    const { status, value } = await askJson(address, {
      ...whileSomebodyWaits,
      headers: { Authorization: `token ${token}` },
    });
    const found = serviceSchema.safeParse(value);
    if (status !== 200 || !found.success) {
      return {
        ok: false,
        what,
        todo: `the portal does not show it to this token (${status}): see upload.service`,
      };
    }
    const { name, upload_only: isUploadOnly } = found.data.data;
    if (isUploadOnly !== true) return { ok: false, what, todo: 'it must be upload_only: see upload.service' };
    return { ok: true, what: `${what}${name ? ` (${name})` : ''} takes them` };
  });
}
