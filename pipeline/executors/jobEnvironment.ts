/** One fit is one core: libraries that would start a thread per core are told so. */
const oneThread = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  NUMEXPR_NUM_THREADS: '1',
  VECLIB_MAXIMUM_THREADS: '1',
  PYTHONUNBUFFERED: '1',
};

/** What a program needs to run at all, and where it may write. */
const names = new Set(
  'PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR LD_LIBRARY_PATH DYLD_LIBRARY_PATH MPLCONFIGDIR SNCOSMO_DATA_DIR'.split(
    ' ',
  ),
);
/** What Python, its numerical libraries and the fitter itself are set by. */
const families = /^(LC|XDG|PYTHON|JAX|XLA|NUMBA|BILBY|KERAS|NMMA)_?/;
/** Not even then. */
const secret = /slack|token|secret|passw|credential|(^|_)key($|_)/i;

/**
 * The environment that a fit gets: of this process's own only what a fit needs, so that no secret of a service that the app
 * knows ever reaches it, whatever that service calls it.
 * @param extra is added as it is. @param env default: this process's.
 */
export function jobEnvironment(
  extra: Record<string, string>,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const needed = Object.entries(env).filter(
    ([name]) => (names.has(name) || families.test(name)) && !secret.test(name),
  );
  return { ...Object.fromEntries(needed), ...oneThread, ...extra };
}
