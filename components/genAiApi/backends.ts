import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { poolsOf, type BackendPlan } from "../backendPlan";
import type { ServiceReference } from "./types";

/**
 * One backend per account, and a pool of all for each region.
 * @param endpoints `https://HOST` per backend id; an output of the account makes the backend wait for it
 */
export function declareBackends(
  name: string,
  service: ServiceReference,
  plan: BackendPlan,
  endpoints: Readonly<Record<string, pulumi.Input<string>>>,
  options: pulumi.CustomResourceOptions,
  join: (endpoint: pulumi.Input<string>) => pulumi.Input<string>,
): ReadonlyMap<string, apimanagement.Backend> {
  const { breaker } = plan;
  const backends = new Map(
    plan.backends.map(({ id, kind, host, location }) => [
      id,
      new apimanagement.Backend(
        `${name}-backend-${id}`,
        {
          ...service,
          backendId: id,
          description: `Azure OpenAI in ${location}, ${kind === "ptu" ? "provisioned throughput" : "pay-as-you-go"}`,
          type: apimanagement.BackendType.Single,
          protocol: apimanagement.BackendProtocol.Http,
          url: join(endpoints[id] ?? pulumi.interpolate`https://${host}`),
          tls: { validateCertificateChain: true, validateCertificateName: true },
          circuitBreaker: {
            rules: [
              {
                name: breaker.name,
                failureCondition: {
                  count: breaker.count,
                  interval: breaker.interval,
                  statusCodeRanges: breaker.statusCodeRanges.map((range) => ({ ...range })),
                  errorReasons: [...breaker.errorReasons],
                },
                tripDuration: breaker.tripDuration,
                acceptRetryAfter: breaker.acceptRetryAfter,
              },
            ],
          },
        },
        options,
      ),
    ]),
  );
  const pools = poolsOf(plan).map((pool, index): [string, apimanagement.Backend] => [
    pool.id,
    // A pool has neither url nor protocol.
    new apimanagement.Backend(
      index === 0 ? `${name}-pool` : `${name}-${pool.id}`,
      {
        ...service,
        backendId: pool.id,
        description: "Every account, for calls that any of them can answer",
        type: apimanagement.BackendType.Pool,
        pool: {
          services: pool.members.map(({ id, priority, weight }) => ({
            id: backends.get(id)!.id,
            priority,
            weight,
          })),
        },
      },
      options,
    ),
  ]);
  return new Map([...backends, ...pools]);
}
