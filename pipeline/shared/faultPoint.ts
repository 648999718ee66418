/** Every named step that lies between two writes of which one may happen without the other. */
export const faultSteps = [
  'run begun',
  'objects written',
  'job row added',
  'light curve written',
  'folder filled',
  'start noted',
  'process started',
  'handed over',
  'outcome read',
  'outcome written',
  'charts drawn',
  'report written',
  'attempt noted',
  'picture uploaded',
  'picture shown',
  'posted',
  'request written',
  'summary owed',
] as const;

/** A step between two writes. */
export type FaultStep = (typeof faultSteps)[number];

/** Under this symbol a test that ends the process at a step puts its function into the global object. */
const hook = Symbol.for('nmma.faultPoint');

/** Where a test may end the process. Without a hook, which only test/chaos sets, nothing happens. */
export function faultPoint(step: FaultStep): void {
  const act: unknown = Reflect.get(globalThis, hook);
  if (typeof act === 'function') act(step);
}
