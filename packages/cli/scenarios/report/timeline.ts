import type { Scenario } from "../model/schema";

/** Something that happens to the gateway or its load at a second of the scenario. */
export interface Mark {
  /** Seconds from the start. */
  readonly at: number;
  /** For the plot, where there is little room: `503`, `6 users`. */
  readonly label: string;
  /** For the list beside it. */
  readonly text: string;
}

export interface Timeline {
  /** What holds from the beginning. */
  readonly start: readonly string[];
  /** What changes on the way, one mark a second. */
  readonly marks: readonly Mark[];
  /** Seconds in which something is broken. */
  readonly faults: readonly { readonly from: number; readonly to: number }[];
}

type Event = Scenario["events"][number];
type Fault = Exclude<NonNullable<Scenario["behaviour"]["fault"]>, "none">;

interface Entry {
  readonly at: number;
  readonly label: string;
  readonly text: string;
}

/** When faults begin and end and how the load changes, in words: what a plot shows has its reason beside it. */
export function timelineOf(scenario: Scenario, backends: readonly string[]): Timeline {
  const faulty = new FaultyParts();
  const entries = [
    ...faultsFromTheStart(scenario, backends, faulty),
    ...[...scenario.events]
      .sort((one, other) => one.at - other.at)
      .flatMap((event) => entriesOf(event, faulty)),
    ...phases(scenario),
  ];
  const later = entries.filter(({ at }) => at > 0);
  const times = [...new Set(later.map(({ at }) => at))].sort((one, other) => one - other);
  return {
    start: entries.filter(({ at }) => at <= 0).map(({ text }) => text),
    marks: times.map((at) => {
      const own = later.filter((entry) => entry.at === at);
      return {
        at,
        label: [...new Set(own.map(({ label }) => label))].join(", "),
        text: own.map(({ text }) => text).join("; "),
      };
    }),
    faults: faulty.spans(scenario.duration),
  };
}

/** Which backends and regions are broken, over time. */
class FaultyParts {
  private readonly parts = new Set<string>();
  private readonly changes: { readonly at: number; readonly broken: boolean }[] = [];

  /** What of the parts was broken before. */
  set(parts: readonly string[], broken: boolean, at: number): readonly string[] {
    const before = parts.filter((part) => this.parts.has(part));
    for (const part of parts) this.parts[broken ? "add" : "delete"](part);
    this.changes.push({ at, broken: this.parts.size > 0 });
    return before;
  }

  spans(duration: number): { from: number; to: number }[] {
    const spans: { from: number; to: number }[] = [];
    let from: number | undefined;
    for (const { at, broken } of [...this.changes, { at: duration, broken: false }]) {
      if (broken) from ??= at;
      else if (from !== undefined) {
        if (at > from) spans.push({ from, to: at });
        from = undefined;
      }
    }
    return spans;
  }
}

function faultsFromTheStart(
  scenario: Scenario,
  backends: readonly string[],
  faulty: FaultyParts,
): readonly Entry[] {
  return backends.flatMap((id) => {
    const fault = scenario.backends[id]?.fault ?? scenario.behaviour.fault;
    if (fault === undefined || fault === "none") return [];
    faulty.set([id], true, 0);
    return [{ at: 0, label: shortly(fault), text: `fault: ${id} ${atLength(fault)}` }];
  });
}

function entriesOf(event: Event, faulty: FaultyParts): readonly Entry[] {
  const { at } = event;
  if ("region" in event) {
    const lost = event.state === "lost";
    faulty.set([`region ${event.region}`], lost, at);
    const text = lost
      ? `fault begins: region ${event.region} is lost`
      : `fault ends: region ${event.region} is back`;
    return [{ at, label: `${event.region} ${event.state}`, text }];
  }
  const { fault, latency, answerTokens } = event;
  const names = event.backends.join(", ");
  return [
    ...(fault === undefined ? [] : faultEntries(event, fault, faulty)),
    ...(latency === undefined
      ? []
      : [
          {
            at,
            label: "pace",
            text: `pace of ${names}: first token after ${latency.firstTokenMs} ms, then ${latency.perTokenMs} ms a token`,
          },
        ]),
    ...(answerTokens === undefined
      ? []
      : [
          {
            at,
            label: "answers",
            text: `answers of ${names}: ${answerTokens.min} to ${answerTokens.max} tokens`,
          },
        ]),
  ];
}

function faultEntries(
  { at, backends }: Extract<Event, { backends: unknown }>,
  fault: Fault | "none",
  faulty: FaultyParts,
): readonly Entry[] {
  const before = faulty.set(backends, fault !== "none", at);
  // Whoever ends what has not begun changes nothing.
  if (fault === "none")
    return before.length === 0 ? [] : [{ at, label: "fault ends", text: `fault ends: ${before.join(", ")}` }];
  const verb = before.length === backends.length ? "changes" : "begins";
  return [
    {
      at,
      label: shortly(fault),
      text: `fault ${verb}: ${backends.join(", ")} ${atLength(fault, backends.length)}`,
    },
  ];
}

function shortly(fault: Fault): string {
  switch (fault.kind) {
    case "status":
      return String(fault.status);
    case "hang":
      return "hangs";
    case "cut":
      return "breaks off";
    case "contentFilter":
      return "content filter";
  }
}

function atLength(fault: Fault, backends = 1): string {
  const s = backends === 1 ? "s" : "";
  const share =
    fault.share === undefined || fault.share === 1 ? "" : `, ${formatShare(fault.share)} of calls`;
  switch (fault.kind) {
    case "status": {
      const wait = fault.retryAfterMs === undefined ? "" : `, Retry-After ${fault.retryAfterMs / 1000} s`;
      return `answer${s} ${fault.status}${wait}${share}`;
    }
    case "hang":
      return `hang${s} without an answer${share}`;
    case "cut": {
      const sent = fault.afterChunks === undefined ? "" : ` after ${fault.afterChunks} chunks`;
      return `break${s} off${sent}${share}`;
    }
    case "contentFilter":
      return `refuse${s} prompts by the content filter${share}`;
  }
}

function formatShare(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** How many users call, by group, where that changes. */
function phases({ traffic }: Scenario): readonly Entry[] {
  const several = traffic.length > 1;
  return traffic.flatMap(({ name, users, stages = [{ from: 0, users: users! }] }) => {
    // Nobody calls before the first stage.
    let before = stages[0]!.from > 0 ? 0 : undefined;
    return stages.flatMap((stage) => {
      const was = before;
      before = stage.users;
      if (was === stage.users) return [];
      const word = stage.users === 1 ? "user" : "users";
      return [
        {
          at: stage.from,
          label: several ? `${name} ${stage.users}` : `${stage.users} ${word}`,
          text: `load of ${name}: ${stage.users} ${word}${was === undefined ? "" : `, ${was} before`}`,
        },
      ];
    });
  });
}
