import type { PipelineService } from '../pipeline/service.ts';
import type { Permissions } from './permissions.ts';
import type { Uploads } from './uploads.ts';

/** Where handlers write what people are not shown; pino's loggers fit. */
export interface HandlerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What every handler is given. */
export interface HandlerDeps {
  service: PipelineService;
  permissions: Permissions;
  /** Brings charts into Slack, for modals and App Home. */
  uploads: Uploads;
  log: HandlerLog;
}
