import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "@azure-genai-gateway/common/clock";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { declaredHubs, type DeclaredHub } from "../event-hub/declaredHubs";
import { openEventHubNamespace, type EventHubNamespace } from "../event-hub/namespace";
import { llmLogFile } from "../event-hub/readFolder";
import type { GatewaySinks } from "../gateway/policy";

export interface EventHubsOptions {
  readonly resources: readonly DeclaredResource[];
  readonly clock: Clock;
  /** Where events are kept, a folder per namespace; default in memory only. */
  readonly directory?: string;
  readonly onDefect?: (error: unknown) => void;
}

/** The declared Event Hubs namespaces, and the gateway's way into them. */
export interface EventHubs {
  /** By name, in lower case. */
  readonly namespaces: ReadonlyMap<string, EventHubNamespace>;
  readonly sinks: Pick<GatewaySinks, "eventHub"> & Partial<Pick<GatewaySinks, "llmLog">>;
  close(): Promise<void>;
}

/**
 * Opens the declared namespaces.
 * @throws ProblemsError EVENT_LOG_IN_USE, EVENT_LOG_DAMAGED
 */
export function openEventHubs({ resources, clock, directory, onDefect }: EventHubsOptions): EventHubs {
  const hubs = declaredHubs(resources);
  const namespaces = new Map<string, EventHubNamespace>();
  const close = async () => {
    await Promise.all([...namespaces.values()].map((namespace) => namespace.close()));
  };
  try {
    for (const [name, declared] of byNamespace(hubs)) {
      const home = directory && join(directory, encodeURIComponent(name));
      namespaces.set(name, openEventHubNamespace({ directory: home, hubs: declared, clock, onDefect }));
    }
  } catch (error) {
    void close();
    throw error;
  }
  // Where a logger names the hub alone and two namespaces have one of that name, the first declared gets the events.
  const homes = new Map(
    [...hubs].reverse().map((hub) => [hub.name.toLowerCase(), hub.namespace.toLowerCase()]),
  );
  return {
    namespaces,
    close,
    sinks: {
      // A bill needs the exact tokens of streams, which no event has.
      ...(directory !== undefined && namespaces.size > 0 ? { llmLog: llmLogTo(directory, onDefect) } : {}),
      eventHub({ hub, namespace: named, body, partitionKey }) {
        const namespace =
          namespaces.get(named?.toLowerCase() ?? "") ?? namespaces.get(homes.get(hub.toLowerCase()) ?? "");
        try {
          namespace?.append(hub, body, { partitionKey });
        } catch (error) {
          // The call that logs does not fail for it, on Azure as here.
          onDefect?.(error);
        }
      },
    },
  };
}

function llmLogTo(directory: string, onDefect: EventHubsOptions["onDefect"]): GatewaySinks["llmLog"] {
  const file = join(directory, llmLogFile);
  return (row) => {
    try {
      appendFileSync(file, `${JSON.stringify(row)}\n`);
    } catch (error) {
      onDefect?.(error);
    }
  };
}

function byNamespace(hubs: readonly DeclaredHub[]): ReadonlyMap<string, DeclaredHub[]> {
  const found = new Map<string, DeclaredHub[]>();
  for (const hub of hubs) {
    const name = hub.namespace.toLowerCase();
    found.set(name, [...(found.get(name) ?? []), hub]);
  }
  return found;
}
