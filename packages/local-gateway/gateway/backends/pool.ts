import { createHash } from "node:crypto";
import type { PoolModel } from "../model/types";

interface Member {
  readonly backendId: string;
  readonly weight: number;
  /** The running balance of smooth weighted round-robin. */
  credit: number;
}

/**
 * Chooses a pool's member: the highest priority group (the lowest number) that has any member available, and in it
 * members in proportion to their weights, spread as evenly as can be (smooth weighted round-robin).
 * Azure says "in proportion to the weights" and no more; the order within a round is this project's.
 * https://learn.microsoft.com/azure/api-management/backends#load-balanced-pool
 */
export class PoolBalancer {
  private readonly groups: readonly (readonly Member[])[];

  /** See PoolModel. */
  readonly affinityCookie: string | undefined;

  constructor(pool: PoolModel) {
    this.affinityCookie = pool.affinityCookie;
    const priorities = [...new Set(pool.members.map(({ priority }) => priority))].sort((a, b) => a - b);
    this.groups = priorities.map((priority) =>
      pool.members
        .filter((member) => member.priority === priority)
        .map(({ backendId, weight }) => ({ backendId, weight: Math.max(0, weight), credit: 0 })),
    );
  }

  /**
   * Undefined when no member is available.
   * @param session what an affinity cookie said: its member is kept while it is available, in any group.
   */
  choose(available: (backendId: string) => boolean, session?: string): string | undefined {
    const kept = session === undefined ? undefined : this.memberOf(session);
    if (kept !== undefined && available(kept)) return kept;
    for (const group of this.groups) {
      const chosen = next(group.filter((member) => available(member.backendId)));
      if (chosen) return chosen.backendId;
    }
    return undefined;
  }

  private memberOf(session: string): string | undefined {
    return this.groups.flat().find(({ backendId }) => sessionOf(backendId) === session)?.backendId;
  }
}

/** What stands for a member in a cookie: its id would tell clients how the pool is made. */
export function sessionOf(backendId: string): string {
  return createHash("sha256").update(backendId.toLowerCase()).digest("hex").slice(0, 32);
}

function next(members: readonly Member[]): Member | undefined {
  // Members that all weigh nothing take turns like equals.
  const weightless = members.every(({ weight }) => weight === 0);
  let total = 0;
  let best: Member | undefined;
  for (const member of members) {
    const weight = weightless ? 1 : member.weight;
    if (weight === 0) continue;
    member.credit += weight;
    total += weight;
    if (!best || member.credit > best.credit) best = member;
  }
  if (best) best.credit -= total;
  return best;
}
