import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { poolsOf, type BackendPlan } from "../backendPlan";
import type { EntityNames } from "../policyNames";
import { servicesName, type ProviderBackend } from "../providerPlan";
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
  names: EntityNames,
  secrets: readonly pulumi.Resource[],
): ReadonlyMap<string, apimanagement.Backend> {
  const { breaker } = plan;
  const circuitBreaker = {
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
  };
  const backends = new Map<string, apimanagement.Backend>(
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
          circuitBreaker,
        },
        options,
      ),
    ]),
  );
  for (const backend of plan.providers?.backends ?? [])
    backends.set(
      backend.id,
      new apimanagement.Backend(
        `${name}-backend-${backend.id}`,
        {
          ...service,
          backendId: backend.id,
          description: `${backend.title}${backend.location === "" ? "" : ` in ${backend.location}`}, called by ${backend.format}`,
          type: apimanagement.BackendType.Single,
          protocol: apimanagement.BackendProtocol.Http,
          url: urlOf(backend, endpoints[backend.source]),
          tls: { validateCertificateChain: true, validateCertificateName: true },
          ...credentialsOf(backend, names),
          circuitBreaker,
        },
        { ...options, dependsOn: [...secrets] },
      ),
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

/** In Azure the account's address for models of other publishers, elsewhere the provider's. */
function urlOf(
  { url, host, location }: ProviderBackend,
  endpoint: pulumi.Input<string> | undefined,
): pulumi.Input<string> {
  // The v1 API's policy writes the /v1 itself.
  if (location === "") return url.replace(/\/v1$/, "");
  return pulumi
    .output(endpoint ?? pulumi.interpolate`https://${host}`)
    .apply((of) => `${servicesName(of.replace(/\/+$/, ""))}${url}`);
}

/** A key is in Key Vault, behind a named value, and on the backend: no policy and no call ever has it in its hands. */
function credentialsOf({ id, auth }: ProviderBackend, names: EntityNames) {
  if (auth.kind !== "apiKey") return {};
  return {
    credentials: { header: { [auth.header]: [`${auth.prefix}{{${names.providerNamedValue}${id}-key}}`] } },
  };
}
