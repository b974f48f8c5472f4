import type { GatewayLogRow, GatewaySinks, LlmLogRow, MessageEvent } from "./policy";

export type EventHubEvent = Parameters<GatewaySinks["eventHub"]>[0];
export type MetricEvent = Parameters<GatewaySinks["metric"]>[0];
export type TraceEvent = Parameters<GatewaySinks["trace"]>[0];

/** Keeps all that a gateway puts out, in order, for assertions and displays. */
export class RecordingSinks implements GatewaySinks {
  readonly eventHubEvents: EventHubEvent[] = [];
  readonly metrics: MetricEvent[] = [];
  readonly traces: TraceEvent[] = [];
  readonly messages: MessageEvent[] = [];
  readonly llmLogs: LlmLogRow[] = [];
  readonly gatewayLogs: GatewayLogRow[] = [];

  /** @param capacity of each kind the newest so many are kept (twice as many at times); default all. */
  constructor(private readonly capacity: number = Infinity) {}

  eventHub(event: EventHubEvent): void {
    this.keep(this.eventHubEvents, event);
  }

  metric(event: MetricEvent): void {
    this.keep(this.metrics, event);
  }

  trace(event: TraceEvent): void {
    this.keep(this.traces, event);
  }

  message(event: MessageEvent): void {
    this.keep(this.messages, event);
  }

  llmLog(row: LlmLogRow): void {
    this.keep(this.llmLogs, row);
  }

  gatewayLog(row: GatewayLogRow): void {
    this.keep(this.gatewayLogs, row);
  }

  clear(): void {
    for (const list of [
      this.eventHubEvents,
      this.metrics,
      this.traces,
      this.messages,
      this.llmLogs,
      this.gatewayLogs,
    ]) {
      list.length = 0;
    }
  }

  private keep<T>(list: T[], item: T): void {
    list.push(item);
    // Dropped in bulk: taking one off the front of a long list for every item would cost its whole length.
    if (list.length >= this.capacity * 2) list.splice(0, list.length - this.capacity);
  }
}

/** Hands everything to each of the given sinks, in their order; a part left out of one is not missed. */
export function fanOut(...sinks: readonly Partial<GatewaySinks>[]): GatewaySinks {
  return {
    eventHub: (event) => sinks.forEach((sink) => sink.eventHub?.(event)),
    metric: (event) => sinks.forEach((sink) => sink.metric?.(event)),
    trace: (event) => sinks.forEach((sink) => sink.trace?.(event)),
    message: (event) => sinks.forEach((sink) => sink.message?.(event)),
    llmLog: (row) => sinks.forEach((sink) => sink.llmLog?.(row)),
    gatewayLog: (row) => sinks.forEach((sink) => sink.gatewayLog?.(row)),
  };
}
