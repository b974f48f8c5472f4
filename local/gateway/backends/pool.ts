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

  constructor(pool: PoolModel) {
    const priorities = [...new Set(pool.members.map(({ priority }) => priority))].sort((a, b) => a - b);
    this.groups = priorities.map((priority) =>
      pool.members
        .filter((member) => member.priority === priority)
        .map(({ backendId, weight }) => ({ backendId, weight: Math.max(0, weight), credit: 0 })),
    );
  }

  /** Undefined when no member is available. */
  choose(available: (backendId: string) => boolean): string | undefined {
    for (const group of this.groups) {
      const chosen = next(group.filter((member) => available(member.backendId)));
      if (chosen) return chosen.backendId;
    }
    return undefined;
  }
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
