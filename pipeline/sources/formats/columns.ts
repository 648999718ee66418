/** What a column says, whatever it is called. */
export type Column =
  | 'time'
  | 'mag'
  | 'error'
  | 'filter'
  | 'limit'
  | 'flux'
  | 'fluxError'
  | 'zeroPoint'
  | 'isdiffpos'
  | 'programid'
  | 'streams'
  | 'forced'
  | 'ra'
  | 'dec'
  | 'magsys'
  | 'zeroPointOfMagnitudes'
  | 'origin'
  | 'object'
  | 'alias';

/**
 * Names of columns in small letters: the candidate files' own first, then those of Fritz and SkyPortal
 * (https://docs.fritz.science/api.html), of ZTF's alerts and the brokers that pass them on (ALeRCE, Fink, Lasair:
 * https://zwickytransientfacility.github.io/ztf-avro-alert/schema.html), of the marshal, and of SNCosmo
 * (https://sncosmo.readthedocs.io/en/stable/photdata.html).
 */
export const columnNames: Record<Column, readonly string[]> = {
  time: ['jd', 'mjd', 'jdobs', 'obsjd', 'obsmjd', 'utc', 'isot', 'time', 'date'],
  mag: ['mag', 'magpsf', 'magnitude', 'mag_psf'],
  error: ['mag_unc', 'magerr', 'sigmapsf', 'mag_err', 'magnitude_error', 'emag', 'e_mag', 'e_magnitude'],
  filter: ['filter', 'band', 'filtercode', 'fid', 'filt', 'passband', 'filter_name'],
  limit: ['limmag', 'limiting_mag', 'diffmaglim', 'lim_mag', 'maglim', 'limiting_magnitude'],
  flux: ['flux'],
  fluxError: ['fluxerr', 'flux_err', 'flux_unc', 'fluxunc'],
  zeroPoint: ['zp', 'zeropoint', 'zero_point'],
  isdiffpos: ['isdiffpos'],
  programid: ['programid'],
  streams: ['streams'],
  forced: ['forced'],
  ra: ['ra'],
  dec: ['dec'],
  magsys: ['magsys', 'zpsys', 'zpmagsys'],
  zeroPointOfMagnitudes: ['magzpsci'],
  origin: ['origin'],
  object: ['obj_id', 'oid', 'objectid'],
  alias: ['alias', 'tns_name', 'iau_name', 'tns'],
};
