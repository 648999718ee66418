import type { PipelineService } from '../pipeline/api/service.ts';
import { UserInputError } from '../pipeline/shared/userInputError.ts';

/** Whether the app knows an object of that name, or of that other name. */
export function isKnownObject(service: Pick<PipelineService, 'objectName'>, name: string): boolean {
  try {
    service.objectName(name);
    return true;
  } catch (error) {
    if (error instanceof UserInputError) return false;
    throw error;
  }
}
