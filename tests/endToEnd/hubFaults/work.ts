import { Session } from "node:inspector";

/**
 * How many functions of `packages/policy-language`, and of the code that it compiles, are called while something is done, by
 * V8's own counters: no clock has a part in it, nor the machine's load. Calls that V8 has inlined are missing, one time
 * more and one time less, so figures differ by some hundredths; what Node does natively is not counted.
 */
export async function functionsCalled(done: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  const post = <T>(method: string, params?: object) =>
    new Promise<T>((resolve, reject) => {
      session.post(method, params, (error: Error | null, result?: unknown) =>
        error ? reject(error) : resolve(result as T),
      );
    });
  try {
    await post("Profiler.enable");
    await post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
    await done();
    const { result } = await post<{
      result: { url: string; functions: { ranges: { count: number }[] }[] }[];
    }>("Profiler.takePreciseCoverage");
    return result
      .filter(({ url }) => url === "" || url.includes("policy-language"))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
      .reduce((sum, count) => sum + count, 0);
  } finally {
    await post("Profiler.stopPreciseCoverage");
    session.disconnect();
  }
}
