import type { PipelineService } from '../pipeline/api/service.ts';
import { UserInputError } from '../pipeline/shared/userInputError.ts';

/** Whether the app knows an object of exactly that name. */
export function isKnownObject(service: Pick<PipelineService, 'objectName'>, name: string): boolean {
  try {
    return service.objectName(name).toLowerCase() === name.toLowerCase();
  } catch (error) {
    if (error instanceof UserInputError) return false;
    throw error;
  }
}
