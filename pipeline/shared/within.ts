/** Waits for something, but no longer than so many ms. @returns whether it ended. @throws what it throws in time. */
export async function within(waitedFor: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([waitedFor.then(() => true), late]);
  } finally {
    clearTimeout(timer);
    // What it throws later nobody waits for.
    waitedFor.catch(() => {});
  }
}
