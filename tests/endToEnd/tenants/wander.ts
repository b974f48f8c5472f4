import { seededRandom } from "../../../packages/common/random";
import { operations } from "./operations";
import type { UsageEvent } from "../devStack";
import { Town, type Caller } from "./town";

/** Calls that are under way together. */
const atOnce = 8;

export interface Wandered {
  readonly calls: number;
  /** What one caller got of another's, and what the events say that is not so. */
  readonly leaks: readonly string[];
  /** How many calls of each operation ended with each status, by whose thing they named. */
  readonly seen: ReadonlyMap<string, number>;
  /** `OPERATION by CALLER`, where it has had an answer of 2xx. */
  readonly served: ReadonlySet<string>;
  readonly callers: readonly string[];
}

/**
 * So many calls by all callers, eight at a time, each drawn by the seed. Afterwards every usage event has to be of the
 * subscription that called, and every call has to have one.
 */
export async function wander(seed: number, calls: number, tell?: (done: number) => void): Promise<Wandered> {
  const town = await Town.start(seededRandom(seed));
  const { stack } = town;
  const deck: ReturnType<typeof cards> = [];
  let done = 0;
  while (done < calls) {
    const drawn = Array.from({ length: Math.min(atOnce, calls - done) }, () => {
      if (deck.length === 0) deck.push(...cards(town));
      const { name, caller } = deck.pop()!;
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
  const leaks = [...town.leaks.found, ...wrongEvents(town), ...wrongUsages(town)];
  const callers = town.callers.map(({ name }) => name);
  return { calls: done, leaks, seen: town.seen, served: town.served, callers };
}

/** Every operation by every caller at least once, in an order of chance: so few calls leave nothing out. */
function cards(town: Town): { readonly name: string; readonly caller: Caller }[] {
  // Few may keep files and start jobs, and there have to be some to ask for.
  return [...Object.keys(operations), "send a file", "start a job", "start a job"]
    .flatMap((name) => town.callers.map((caller) => ({ name, caller, at: town.random.next() })))
    .sort((one, other) => one.at - other.at);
}

type Event = UsageEvent & { readonly businessUnit?: string | null };

/** Whom an event says to have called: the same for all calls of one, and another for each. */
function wrongEvents({ stack, leaks }: Town): string[] {
  const left = new Map(leaks.calls);
  const wrong: string[] = [];
  const named = new Map<string, Caller>();
  for (const { requestId, subscription, caller, businessUnit } of stack.usage() as Event[]) {
    const whose = left.get(requestId);
    if (whose === undefined || !left.delete(requestId)) {
      wrong.push(`an event of a call that is none, or the second of ${requestId}`);
      continue;
    }
    const says = JSON.stringify([subscription, caller]);
    const before = named.get(says);
    // A contract's call that is refused before its token is read names its key alone, which two people have.
    const isOfBoth = caller === undefined && before?.subscription === whose.subscription;
    if (before === undefined) named.set(says, whose);
    else if (before !== whose && !isOfBoth)
      wrong.push(`the event of a call of ${whose.name} is as one of ${before.name}: ${says}`);
    if ((caller === undefined || whose.businessUnit !== undefined) && subscription !== whose.subscription)
      wrong.push(`the event of a call of ${whose.name}: ${says}`);
    if ((businessUnit ?? whose.businessUnit) !== whose.businessUnit)
      wrong.push(`the event of a call of ${whose.name} is charged to ${String(businessUnit)}`);
  }
  return wrong;
}

/** Usage that was told of more calls than the key, or the person behind a token alone, had made by then. */
function wrongUsages({ stack, leaks }: Town): string[] {
  const whose = stack.usage().map(({ requestId, tokensFrom }) => ({
    made: leaks.calls.get(requestId),
    counts: tokensFrom !== "none",
  }));
  return leaks.usages.flatMap(({ caller, calls, events }) => {
    const isOwn = (made: Caller | undefined) =>
      made === caller || (caller.subscription !== null && made?.subscription === caller.subscription);
    const most = whose.slice(0, events).filter(({ made, counts }) => counts && isOwn(made)).length + atOnce;
    return calls <= most ? [] : [`${caller.name} is told of ${calls} calls of its own, and has made ${most}`];
  });
}
