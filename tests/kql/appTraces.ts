import type { MetricEvent, TraceEvent } from "../../packages/local-gateway/gateway/sinks";
import { runKql, type Row } from "./runKql";

/** Rows as Application Insights writes them into a workspace. https://learn.microsoft.com/azure/azure-monitor/reference/tables/apptraces */
export function appTraces(traces: readonly TraceEvent[]): readonly Row[] {
  return traces.map(({ at, message, metadata }) => ({
    TimeGenerated: new Date(at).toISOString(),
    Message: message,
    Properties: metadata,
  }));
}

/** The rows of a span of time, as the query API and alert rules cut them. @param to outside */
export function within(rows: readonly Row[], from: number, to: number): readonly Row[] {
  const inside = ({ TimeGenerated }: Row) => {
    const at = Date.parse(TimeGenerated as string);
    return at >= from && at < to;
  };
  return rows.filter(inside);
}

interface Rule {
  readonly windowSize: string;
  readonly evaluationFrequency: string;
  readonly criteria: {
    readonly allOf: readonly {
      readonly query: string;
      readonly dimensions?: readonly { readonly name: string }[];
    }[];
  };
}

const minutes: Readonly<Record<string, number>> = { PT5M: 5, PT10M: 10, PT15M: 15, P2D: 2880 };

/**
 * What a declared rule tells over time: it is run as often as it says, and a series of its dimensions is told when it comes
 * and again only after it was gone. Azure waits some evaluations before it is; here it is at once, which tells more often.
 * https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview#stateful-alerts
 */
export function alertsOf(
  inputs: unknown,
  tables: Readonly<Record<string, readonly Row[]>>,
  from: number,
  to: number,
): readonly { readonly at: number; readonly series: readonly string[] }[] {
  const { windowSize, evaluationFrequency, criteria } = inputs as Rule;
  const { query, dimensions = [] } = criteria.allOf[0]!;
  const step = minutes[evaluationFrequency]! * 60_000;
  const found: { at: number; series: readonly string[] }[] = [];
  let fired = new Set<string>();
  for (let at = from; at <= to; at += step) {
    const start = at - minutes[windowSize]! * 60_000;
    const own = Object.fromEntries(
      Object.entries(tables).map(([name, rows]) => [name, within(rows, start, at)] as const),
    );
    const now = new Map(
      Object.values(own).every((rows) => rows.length === 0)
        ? []
        : runKql(query, own).map((row) => {
            const series = dimensions.map(({ name }) => row[name] as string);
            return [JSON.stringify(series), series] as const;
          }),
    );
    for (const [key, series] of now) if (!fired.has(key)) found.push({ at, series });
    fired = new Set(now.keys());
  }
  return found;
}

/** A metric a row, as Application Insights would add up those of a minute. https://learn.microsoft.com/azure/azure-monitor/reference/tables/appmetrics */
export function appMetrics(metrics: readonly MetricEvent[]): readonly Row[] {
  return metrics.map(({ at, name, value, dimensions }) => ({
    ...{ TimeGenerated: new Date(at).toISOString(), Name: name, Sum: value, Properties: dimensions },
  }));
}
