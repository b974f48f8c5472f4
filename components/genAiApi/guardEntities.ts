import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "@azure-genai-gateway/common/problem";
import type { GuardEndpoints } from "../guardAccounts";
import type { EntityNames } from "../policyNames";
import { declareSafetyBackend } from "./armTemplates";
import { guardNames, guardServices, type GuardedConfig } from "./guards";
import type { ServiceReference } from "./types";

/** Guardrails that ask a service of which nobody says where it is. */
export function missingEndpoints(config: GuardedConfig, endpoints: GuardEndpoints): readonly Problem[] {
  const services = guardServices(config);
  return (["contentSafety", "language"] as const).flatMap((service) =>
    services[service] && endpoints[service] === undefined
      ? [
          {
            code: "GUARD_ENDPOINT_MISSING",
            severity: "error",
            subject: "guardrails",
            message: `A product's guardrail asks ${service === "language" ? "Language" : "Content Safety"}, and nobody says where it is`,
            hint: `Hand over guardEndpoints.${service}: https://NAME.cognitiveservices.azure.com of an account on which the gateway's identity has the role Cognitive Services User`,
          } as const,
        ]
      : [],
  );
}

/** What policies name of the services that guardrails ask: their addresses, and the backend that API Management asks itself. */
export function declareGuards(
  name: string,
  service: ServiceReference,
  config: GuardedConfig,
  names: EntityNames,
  endpoints: GuardEndpoints,
  args: {
    readonly named: { readonly userAssigned: boolean };
    readonly deploymentPrefix?: string | undefined;
  },
  options: pulumi.CustomResourceOptions,
): {
  readonly namedValues: ReadonlyMap<string, apimanagement.NamedValue>;
  readonly backends: ReadonlyMap<string, pulumi.Resource>;
} {
  const services = guardServices(config);
  const own = guardNames(names);
  const value = (label: string, id: string, endpoint: pulumi.Input<string>) =>
    [
      id,
      new apimanagement.NamedValue(
        `${name}-${label}`,
        {
          ...service,
          namedValueId: id,
          displayName: id,
          value: withoutSlash(endpoint),
        },
        options,
      ),
    ] as const;
  const { contentSafety, language } = endpoints;
  return {
    namedValues: new Map([
      ...(services.contentSafety && contentSafety !== undefined
        ? [value("content-safety-endpoint", own.contentSafety, contentSafety)]
        : []),
      ...(services.language && language !== undefined
        ? [value("language-endpoint", own.language, language)]
        : []),
    ]),
    backends: new Map<string, pulumi.Resource>(
      services.streams && contentSafety !== undefined
        ? [
            [
              own.contentSafetyBackend,
              declareSafetyBackend(
                `${name}-content-safety`,
                service,
                own.contentSafetyBackend,
                withoutSlash(contentSafety),
                { deploymentPrefix: args.deploymentPrefix ?? "" },
                options,
                // A named value, as in the policies' own sign-on.
                args.named.userAssigned ? `{{${names.identityNamedValue}}}` : undefined,
              ),
            ],
          ]
        : [],
    ),
  };
}

function withoutSlash(endpoint: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(endpoint).apply((url) => url.replace(/\/+$/, ""));
}
