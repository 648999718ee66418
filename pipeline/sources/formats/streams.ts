/** Streams of ZTF's alerts as Fritz calls them, each with what the one before it has. */
const ztfStreams = new Map([
  ['ztf public', 1],
  ['ztf public+partnership', 2],
  ['ztf public+partnership+caltech', 3],
]);

/**
 * The programme of a point: what its alert says and what its streams say, whichever fewer people may see.
 * @returns ZTF's programme id; null when neither says.
 */
export function programOfPoint(programid: number | null, streams: readonly string[]): number | null {
  const ofStreams = streams.flatMap(
    (name) =>
      ztfStreams.get(
        name
          .trim()
          .toLowerCase()
          .replace(/\s*\+\s*/g, '+'),
      ) ?? [],
  );
  const said = programid === null ? ofStreams : [programid, ...ofStreams];
  if (said.length === 0) return null;
  // Numbers that are no programme, such as 0 of engineering data, are for whoever sees everything.
  return said.find((id) => ![1, 2, 3].includes(id)) ?? Math.max(...said);
}
