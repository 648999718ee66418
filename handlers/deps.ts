import type { PipelineService } from '../pipeline/api/service.ts';
import type { Log } from '../pipeline/shared/log.ts';
import type { Permissions } from './permissions.ts';
import type { Uploads } from './uploads.ts';

/** What every handler is given. */
export interface HandlerDeps {
  service: PipelineService;
  permissions: Permissions;
  /** Brings charts into Slack, for modals and App Home. */
  uploads: Uploads;
  log: Log;
}
