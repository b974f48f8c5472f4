import type { Clock } from "@azure-genai-gateway/common/clock";
import { emptyBody, HttpHeaders, type HttpHandler } from "@azure-genai-gateway/common/http";
import type { LocalRegion } from "./region";
import type { TrafficManagerModel } from "./readTrafficManager";

interface Watched {
  readonly region: LocalRegion;
  readonly priority: number;
  /** When a probe was last sent, and since when they fail, in ms since the epoch. */
  probedAt: number;
  failingSince?: number;
  /** Told by the probes; a region that was left out comes back with the first probe that succeeds. */
  degraded: boolean;
}

/**
 * What Traffic Manager does for clients: the region whose address DNS gives them, kept for as long as the answer may be.
 * Probes go through the ingress to API Management. They are sent when somebody asks and one is due; a region that
 * `lose` has taken away is known to have failed every probe since.
 * https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring#endpoint-failover-and-recovery
 */
export class LocalTrafficManager {
  private readonly watched: readonly Watched[];
  /** By client location: the answer that resolvers keep. */
  private readonly answers = new Map<string, { readonly region: LocalRegion; readonly until: number }>();

  constructor(
    private readonly model: TrafficManagerModel,
    regions: readonly LocalRegion[],
    private readonly clock: Clock,
  ) {
    this.watched = model.endpoints.flatMap(({ region: name, priority }) => {
      const region = regions.find((one) => one.name === name);
      return region ? { region, priority, probedAt: -Infinity, degraded: false } : [];
    });
  }

  /** @param from the region that the client is in, or nearest to; default the first endpoint's */
  handlerFrom(from?: string): HttpHandler {
    return (request) => this.resolve(from).handle(request);
  }

  /** Regions that are answered with now, by name. */
  get online(): readonly string[] {
    this.watch();
    return this.watched.filter(({ degraded }) => !degraded).map(({ region }) => region.name);
  }

  private resolve(from: string | undefined): LocalRegion {
    this.watch();
    const now = this.clock.now();
    const kept = this.answers.get(from ?? "");
    if (kept && now < kept.until) return kept.region;
    const region = this.choose(from);
    this.answers.set(from ?? "", { region, until: now + this.model.ttlMs });
    return region;
  }

  private choose(from: string | undefined): LocalRegion {
    const well = this.watched.filter(({ degraded }) => !degraded);
    // When none is well, all are answered with: better to try than to have no name.
    const inOrder = [...(well.length > 0 ? well : this.watched)].sort(
      (left, right) => left.priority - right.priority,
    );
    const near = this.model.routing === "Performance" && inOrder.find(({ region }) => region.name === from);
    return (near || inOrder[0]!).region;
  }

  private watch(): void {
    const now = this.clock.now();
    for (const one of this.watched) {
      if (one.region.lostAt !== undefined)
        one.failingSince = Math.min(one.failingSince ?? Infinity, one.region.lostAt);
      if (now - one.probedAt >= this.model.intervalMs) {
        one.probedAt = now;
        void this.probe(one);
      }
      if (one.failingSince !== undefined && now - one.failingSince >= this.model.detectionMs)
        one.degraded = true;
    }
  }

  private async probe(one: Watched): Promise<void> {
    const { path, host, scheme, statuses, timeoutMs } = this.model;
    const well = await new Promise<boolean>((settle) => {
      const cancel = this.clock.after(timeoutMs, () => settle(false));
      const done = (isWell: boolean) => {
        cancel();
        settle(isWell);
      };
      one.region
        .handle({
          method: "GET",
          url: `${scheme}://${host}${path}`,
          headers: new HttpHeaders({ Host: host, "User-Agent": "Azure Traffic Manager Endpoint Monitor" }),
          body: emptyBody,
        })
        .then(
          ({ status }) => done(statuses.some(({ min, max }) => min <= status && status <= max)),
          () => done(false),
        );
    });
    if (well) {
      one.failingSince = undefined;
      one.degraded = false;
    } else one.failingSince ??= this.clock.now();
  }
}
