/**
 * Waits until something holds; by default for less than the minute that tests let a mock sleep.
 * @throws Error when it never does.
 */
export async function until(holds: () => boolean | Promise<boolean>, seconds = 50): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Not within ${seconds} s: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
