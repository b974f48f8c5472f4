/**
 * One of a test's named steps: what fails says in which. What builds on what came before is one test with steps, not
 * several tests, of which one failure would fail all that follow.
 */
export async function step<T>(name: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error) error.message = `step "${name}": ${error.message}`;
    throw error;
  }
}
