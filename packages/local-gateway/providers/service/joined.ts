import type { AccountLedger } from "../../answers/types";
import type { PlayedProvider } from "./createProvider";

/** Another provider's wire format at the same host. */
export interface Beside {
  readonly takes: (path: string) => boolean;
  readonly provider: PlayedProvider;
  /** Whether a name of the host's is answered in this format: how it behaves is told to this one. Default: none that nobody has called. */
  readonly has?: (name: string) => boolean;
}

/** One host that speaks several wire formats, told apart by the path: faults and outages are of all of them. */
export function joined<T extends PlayedProvider>(main: T, beside: readonly Beside[]): T {
  const all = [main, ...beside.map(({ provider }) => provider)];
  const holding = (name: string) => all.find((one) => one.deployments.includes(name)) ?? main;
  const answering = (name: string) => beside.find(({ has }) => has?.(name))?.provider ?? holding(name);
  const ledger: AccountLedger = {
    get calls() {
      return all.flatMap(({ ledger: { calls } }) => calls).sort((left, right) => left.at - right.at);
    },
  };
  const own: Omit<PlayedProvider, "subdomain" | "region"> = {
    ledger,
    handle(request) {
      const path = new URL(request.url).pathname;
      return (beside.find(({ takes }) => takes(path))?.provider ?? main).handle(request);
    },
    get deployments() {
      return [...new Set(all.flatMap(({ deployments }) => deployments))];
    },
    deployment: (name) => holding(name).deployment(name),
    configure: (name, behaviour) => answering(name).configure(name, behaviour),
    configureAll: (behaviour) => all.forEach((one) => one.configureAll(behaviour)),
    behaviourOf: (name) => answering(name).behaviourOf(name),
    utilization: (name) => holding(name).utilization(name),
    setOutage: (outage) => all.forEach((one) => one.setOutage(outage)),
    get outage() {
      return main.outage;
    },
  };
  return Object.create(main, Object.getOwnPropertyDescriptors(own)) as T;
}
