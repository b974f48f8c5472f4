/** One resource of a deployment, as far as time is concerned. */
export interface Task {
  readonly name: string;
  /** Seconds. */
  readonly duration: number;
  /** Names of the tasks that have to end first; names that no task has are left out of account. */
  readonly waitsFor: readonly string[];
}

export interface Schedule {
  /** Seconds until the last task ends, with so many at a time. */
  readonly makespan: number;
  /** Seconds that no number of workers can undercut: the longest chain of tasks that wait for each other. */
  readonly critical: number;
  /** That chain, first to last. */
  readonly criticalPath: readonly Task[];
  /** Seconds that the tasks would take one after another. */
  readonly total: number;
}

/**
 * When tasks end that start as soon as all they wait for has ended and a worker is free, in the order given. Pure.
 * Throws for tasks that wait for each other in a circle.
 */
export function schedule(tasks: readonly Task[], parallel: number): Schedule {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const waits = new Map(tasks.map((task) => [task.name, task.waitsFor.filter((name) => byName.has(name))]));
  const path = longestPath(tasks, byName, waits);
  return {
    makespan: simulate(tasks, waits, parallel),
    critical: path.reduce((sum, { duration }) => sum + duration, 0),
    criticalPath: path,
    total: tasks.reduce((sum, { duration }) => sum + duration, 0),
  };
}

function longestPath(
  tasks: readonly Task[],
  byName: ReadonlyMap<string, Task>,
  waits: ReadonlyMap<string, readonly string[]>,
): readonly Task[] {
  const ends = new Map<string, number>();
  const before = new Map<string, string | undefined>();
  const visiting = new Set<string>();
  const endOf = (name: string): number => {
    const known = ends.get(name);
    if (known !== undefined) return known;
    if (visiting.has(name)) throw new Error(`${name} waits for itself: ${[...visiting, name].join(" -> ")}`);
    visiting.add(name);
    let start = 0;
    let latest: string | undefined;
    for (const other of waits.get(name) ?? []) {
      const end = endOf(other);
      if (latest !== undefined && end <= start) continue;
      start = end;
      latest = other;
    }
    visiting.delete(name);
    before.set(name, latest);
    const end = start + byName.get(name)!.duration;
    ends.set(name, end);
    return end;
  };
  let last: string | undefined;
  for (const { name } of tasks) if (last === undefined || endOf(name) > endOf(last)) last = name;
  const path: Task[] = [];
  for (let name = last; name !== undefined; name = before.get(name)) path.unshift(byName.get(name)!);
  return path;
}

function simulate(
  tasks: readonly Task[],
  waits: ReadonlyMap<string, readonly string[]>,
  parallel: number,
): number {
  const done = new Set<string>();
  const waiting = [...tasks];
  const running: { name: string; ends: number }[] = [];
  let now = 0;
  while (waiting.length > 0 || running.length > 0) {
    for (let index = 0; index < waiting.length && running.length < parallel;) {
      const task = waiting[index]!;
      if (!waits.get(task.name)!.every((name) => done.has(name))) {
        index++;
        continue;
      }
      waiting.splice(index, 1);
      running.push({ name: task.name, ends: now + task.duration });
    }
    now = Math.min(...running.map(({ ends }) => ends));
    for (let index = running.length - 1; index >= 0; index--) {
      if (running[index]!.ends > now) continue;
      done.add(running[index]!.name);
      running.splice(index, 1);
    }
  }
  return now;
}
