import type { DemoResult } from "./demo";

/** Of a terminal. */
const lineWidth = 120;

const columns = [
  ["call", 15],
  ["status", 6],
  ["backend", 17],
  ["model", 23],
  ["tokens", 10],
  ["US$", 10],
] as const;

/** Figures stand at the right of their columns. */
const figures: ReadonlySet<string> = new Set(["tokens", "US$"]);

const indent = "   ";

/** What was written to an event hub. */
interface EventHubEvent {
  readonly body: string;
}

/** What a usage event says of a call, as far as it is shown. */
interface Spent {
  readonly requestId?: string;
  /** As the answer has it; empty where an answer does not say. */
  readonly model?: string | null;
  readonly deployment?: string | null;
  readonly tokensFrom?: string;
  readonly costMicros?: number | null;
}

export function tableHead(): string {
  return row(Object.fromEntries(columns.map(([name]) => [name, name])), "");
}

/** One call; what it has cost and which model served it is what its usage event says. */
export function tableRow(
  { call, status, backend, tokens, requestId, note }: DemoResult,
  events: readonly EventHubEvent[],
): string {
  const spent = eventsOf(events).findLast((one) => one.requestId === requestId);
  const served = backend === "" ? "" : spent?.model || spent?.deployment || "";
  const cells = {
    call,
    status: String(status),
    backend: backend || "–",
    model: served || "–",
    tokens: tokens?.map((one) => (one === undefined ? "?" : one)).join(" + ") ?? "–",
    US$: cost(spent),
  };
  return row(cells, note);
}

/** What all events say that the calls have cost; calls without a price are counted. */
export function costOfAll(events: readonly EventHubEvent[]): string {
  const all = eventsOf(events);
  const micros = all.reduce((sum, { costMicros }) => sum + (costMicros ?? 0), 0);
  const unpriced = all.filter(({ costMicros }) => costMicros === null).length;
  return `US$ ${dollars(micros)} in all${unpriced === 0 ? "" : `, ${unpriced} calls without a price`}`;
}

/** Events of this gateway's; anybody's policies may write anything to a hub. */
function eventsOf(events: readonly EventHubEvent[]): readonly Spent[] {
  return events.flatMap(({ body }) => {
    try {
      const event = JSON.parse(body) as (Spent & { readonly schema?: string }) | null;
      return event?.schema === "genai-usage/1" ? [event] : [];
    } catch {
      return [];
    }
  });
}

function cost(spent: Spent | undefined): string {
  if (spent?.costMicros === undefined) return "no event";
  if (spent.costMicros === null) return "no price";
  // An estimate is the most that a call can have cost.
  return `${spent.tokensFrom === "estimate" ? "≤ " : ""}${dollars(spent.costMicros)}`;
}

const dollars = (micros: number) => (micros / 1_000_000).toFixed(6);

/** A note that does not fit beside its call stands below it. */
function row(cells: Readonly<Record<string, string>>, note: string): string {
  const line = columns
    .map(([name, width]) => {
      const text = shortened(cells[name] ?? "", width);
      return figures.has(name) ? text.padStart(width) : text.padEnd(width);
    })
    .join(" ");
  const first = `${indent}${line}`;
  if (note === "") return first.trimEnd();
  if (first.length + 2 + note.length <= lineWidth) return `${first}  ${note}`;
  return [first.trimEnd(), ...wrapped(note, lineWidth - 6).map((part) => `      ${part}`)].join("\n");
}

function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
