import type { FoundLightCurve } from '../source.ts';

/** A service that can be asked for one object by its name. */
export interface NameLookup {
  /** For people: where an object came from. */
  readonly name: string;
  /**
   * The object's light curve; null when the service does not know it.
   * @param objectName the full name of an object.
   * @throws Error in one sentence when the service is out of reach or answers nonsense.
   */
  findByName(
    objectName: string,
    keep?: (bytes: Uint8Array, sha256: string) => void,
  ): Promise<FoundLightCurve | null>;
}
