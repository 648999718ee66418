import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/index.ts';
import { UsageError } from '../config/usageError.ts';
import { readManifest } from '../demo/manifest.ts';

/**
 * A workspace that knows the app of `manifest.yml`.
 * @throws UsageError when the port cannot be had.
 */
export async function openSandbox(
  options: Omit<SandboxOptions, 'scopes'> & { port: number },
): Promise<Sandbox> {
  const { port } = options;
  try {
    return await startSandbox({ ...readManifest(), ...options });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EADDRINUSE') throw new UsageError(`--port ${port} is taken: choose another, or none.`);
    if (code === 'EACCES') throw new UsageError(`--port ${port} is not allowed: choose one above 1023.`);
    throw error;
  }
}
