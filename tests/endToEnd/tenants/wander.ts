import { seededRandom } from "../../../packages/common/random";
import { operations } from "./operations";
import { Town } from "./town";

export interface Wandered {
  readonly calls: number;
  /** What one caller got of another's, and what the events say that is not so. */
  readonly leaks: readonly string[];
  /** How many calls of each operation ended with each status, by whose thing they named. */
  readonly seen: ReadonlyMap<string, number>;
}

/**
 * So many calls by all callers, eight at a time, each drawn by the seed. Afterwards every usage event has to be of the
 * subscription that called, and every call has to have one.
 */
export async function wander(seed: number, calls: number, tell?: (done: number) => void): Promise<Wandered> {
  const town = await Town.start(seededRandom(seed));
  const { stack } = town;
  const names = Object.keys(operations);
  let done = 0;
  while (done < calls) {
    const now = Array.from({ length: Math.min(8, calls - done) }, () => {
      const caller = town.pick(town.callers);
      const name = town.pick(names);
      const call = operations[name]!(town, caller);
      return call ? town.call(name, caller, call) : Promise.resolve();
    });
    await stack.clock.run(Promise.all(now));
    done += now.length;
    // What is remembered for an hour is forgotten now and then, and jobs come to their end.
    await stack.clock.advance(town.random.next() < 0.02 ? 7_200_000 : 500);
    tell?.(done);
  }
  return { calls: done, leaks: [...town.leaks.found, ...wrongEvents(town)], seen: town.seen };
}

function wrongEvents({ stack, leaks }: Town): string[] {
  const left = new Map(leaks.calls);
  const wrong: string[] = [];
  for (const { requestId, subscription } of stack.usage()) {
    const whose = left.get(requestId);
    if (whose === undefined || !left.delete(requestId))
      wrong.push(`an event of a call that is none, or the second of ${requestId}`);
    else if (subscription !== whose) wrong.push(`the event of a call of ${whose} says ${subscription}`);
  }
  return wrong;
}
