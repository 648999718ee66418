// Loaded into the app before anything else (`node --import`), by test/chaos alone: ends the process at a named step, and
// sets its clock wrong. Without the two variables it does nothing.
//   NMMA_FAULT=posted:2      SIGKILL when the step “posted” is reached the second time
//   NMMA_CLOCK_OFFSET_MS=N   every time of day is so much later
const [step, times = '1'] = (process.env.NMMA_FAULT ?? '').split(':');
if (step !== '') {
  let left = Number(times);
  Reflect.set(globalThis, Symbol.for('nmma.faultPoint'), (reached: string) => {
    if (reached !== step) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  });
}

const offsetMs = Number(process.env.NMMA_CLOCK_OFFSET_MS ?? 0);
if (offsetMs !== 0) {
  const RightDate = Date;
  const now = () => RightDate.now() + offsetMs;
  globalThis.Date = new Proxy(RightDate, {
    construct: (target, words: [], made) =>
      Reflect.construct(target, words.length === 0 ? [now()] : words, made),
    apply: () => new RightDate(now()).toString(),
    get: (target, name, self) => (name === 'now' ? now : Reflect.get(target, name, self)),
  });
}
