/**
 * Parts things into groups of one class each, none larger than `most`, in their order.
 * @param classOf things with the same word belong together.
 */
export function makeBatches<T>(things: readonly T[], most: number, classOf: (thing: T) => string): T[][] {
  return [...Map.groupBy(things, classOf).values()].flatMap((ofClass) =>
    Array.from({ length: Math.ceil(ofClass.length / most) }, (_, i) =>
      ofClass.slice(i * most, (i + 1) * most),
    ),
  );
}
