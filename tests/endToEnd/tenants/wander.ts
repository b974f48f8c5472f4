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
    const drawn = Array.from({ length: Math.min(8, calls - done) }, () => {
      const caller = town.pick(town.callers);
      const name = town.pick(names);
      return { name, caller, call: operations[name]!(town, caller) };
    });
    // Tokens are signed outside of the virtual clock, which knows nothing of it.
    const shown = await Promise.all(drawn.map(({ caller }) => caller.headers()));
    await stack.clock.run(
      Promise.all(
        drawn.map(({ name, caller, call }, index) =>
          call ? town.call(name, caller, call, shown[index]!) : Promise.resolve(),
        ),
      ),
    );
    done += drawn.length;
    // What is remembered for an hour is forgotten now and then, and jobs come to their end.
    await stack.clock.advance(town.random.next() < 0.02 ? 7_200_000 : 500);
    tell?.(done);
  }
  return { calls: done, leaks: [...town.leaks.found, ...wrongEvents(town)], seen: town.seen };
}

/** Whom an event says to have called: the same for all calls of one, and another for each. */
function wrongEvents({ stack, leaks }: Town): string[] {
  const left = new Map(leaks.calls);
  const wrong: string[] = [];
  const named = new Map<string, string>();
  for (const { requestId, subscription, caller } of stack.usage()) {
    const whose = left.get(requestId);
    if (whose === undefined || !left.delete(requestId)) {
      wrong.push(`an event of a call that is none, or the second of ${requestId}`);
      continue;
    }
    const says = JSON.stringify([subscription, caller]);
    const before = named.get(says);
    if (before === undefined) named.set(says, whose);
    else if (before !== whose) wrong.push(`the event of a call of ${whose} is as one of ${before}: ${says}`);
    if (caller === undefined && subscription !== whose)
      wrong.push(`the event of a call of ${whose}: ${says}`);
  }
  return wrong;
}
