import type { PipelineService } from '../pipeline/api/service.ts';
import type { Log } from '../pipeline/shared/log.ts';
import type { Permissions } from './permissions.ts';
import type { Uploads } from './uploads.ts';

/** What is told where somebody names an object; each is switched on in the configuration. */
export interface UnfurlOptions {
  /** Links to objects' pages in the portal. Needs the scopes links:read and links:write. */
  links: boolean;
  /** Names of objects in messages of channels that the app is in. */
  names: boolean;
  /** Channels that are posted to: there the object has its message. */
  except: readonly string[];
}

/** What every handler is given. */
export interface HandlerDeps {
  service: PipelineService;
  permissions: Permissions;
  /** Brings charts into Slack, for modals and App Home. */
  uploads: Uploads;
  log: Log;
  /** What is told of objects that people name in other channels; left out: nothing. */
  unfurl?: UnfurlOptions;
}
