/**
 * Resolves after so many turns of the event loop: whatever follows from what has happened, without a timer, a socket or a
 * file between, has happened by then, however slow the machine is.
 */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
