/**
 * Signal to noise from which a flux is a detection, and that of a limit: those of ZTF's forced-photometry service
 * (Masci et al. 2023, arXiv:2305.16279, section 6.5).
 */
export const detectionSigmas = 3;
export const limitSigmas = 5;

/** 2.5 / ln 10: the error in magnitudes of a relative error in flux. */
const magnitudesPerRelativeFlux = 2.5 / Math.LN10;

/** A flux as a magnitude, or as the limit that its error sets. */
export type FromFlux = { magnitude: number; magnitudeError: number } | { limit: number };

/**
 * A difference flux in magnitudes. @param flux in units of the zero point. @param fluxError 1σ, above 0.
 * @param zeroPoint AB magnitude of a flux of 1.
 */
export function fromFlux(flux: number, fluxError: number, zeroPoint: number): FromFlux {
  if (flux / fluxError < detectionSigmas) {
    return { limit: zeroPoint - 2.5 * Math.log10(limitSigmas * fluxError) };
  }
  return {
    magnitude: zeroPoint - 2.5 * Math.log10(flux),
    magnitudeError: (magnitudesPerRelativeFlux * fluxError) / flux,
  };
}
