import type { Pipeline, PipelineOptions } from './options.ts';

export type * from './options.ts';

/** Puts the pipeline together; nothing happens before its `start()`. */
export function createPipeline(_options: PipelineOptions): Pipeline {
  throw new Error('not written yet');
}
