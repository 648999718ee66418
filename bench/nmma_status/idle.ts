// A thread that does nothing but notice how late its turn comes: what the machine, not the app, makes people wait.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';

const resolutionMs = 5;
const delays = monitorEventLoopDelay({ resolution: resolutionMs });
delays.enable();
const lateMs = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1e6 - resolutionMs));

parentPort?.on('message', () => {
  parentPort?.postMessage({ p99Ms: lateMs(delays.percentile(99)), maxMs: lateMs(delays.max) });
});
