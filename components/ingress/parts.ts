import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { usualKey, type CallerKey } from "../providers/callerKeys";
import { keyRewriteRules } from "./keyRewrite";

/**
 * What is for no API gets API Management's 404, whatever its path: an empty pool would answer 502, which reads as an
 * outage and opens alerts. The path that is asked for never reaches API Management.
 * https://learn.microsoft.com/azure/application-gateway/rewrite-http-headers-url
 */
const unknownPath = {
  name: "not-found",
  ruleSequence: 100,
  actionSet: { urlConfiguration: { modifiedPath: "/not-found", modifiedQueryString: "", reroute: false } },
};

/** A Key Vault secret that holds a certificate, or a PKCS #12 file itself (base64). */
export type ListenerCertificate =
  | { readonly keyVaultSecretId: pulumi.Input<string> }
  | { readonly data: pulumi.Input<string>; readonly password: pulumi.Input<string> };

export interface PartsArgs {
  /** The gateway's own id: its parts refer to each other by full ids. */
  readonly gatewayId: pulumi.Input<string>;
  readonly publicIpId: pulumi.Input<string>;
  readonly subnetId: pulumi.Input<string>;
  /** The only name that the HTTPS listener answers to; default any. */
  readonly hostName?: string | undefined;
  /** Of the HTTPS listener, to which port 80 then only sends on; without it there is plain HTTP alone. */
  readonly certificate?: ListenerCertificate | undefined;
  /** Host name of API Management, which the virtual network resolves to its private address. */
  readonly apiManagementHost: pulumi.Input<string>;
  /**
   * Seconds until an answer must have begun: longer than API Management may take with every backend in turn, or the
   * caller gets a 504 while an answer is on its way. Azure's own default is 20.
   */
  readonly answerTimeoutSeconds: number;
  /** Paths of the APIs, without slashes at their ends. */
  readonly apiPaths: readonly string[];
  /** By path, where API Management looks for a key elsewhere than in the header api-key. Default: nowhere. */
  readonly apiKeys?: Readonly<Record<string, CallerKey>> | undefined;
  /** Lets {@link statusPath} through, for whoever watches the ingress from outside. Default false. */
  readonly showsStatus?: boolean | undefined;
}

/** API Management's own health endpoint. https://learn.microsoft.com/azure/api-management/monitor-api-management */
export const statusPath = "/status-0123456789abcdef";

/** https://learn.microsoft.com/azure/application-gateway/configuration-http-settings#request-timeout */
const longestTimeout = 86_400;
const drainSeconds = 60;

type Parts = Pick<
  network.ApplicationGatewayArgs,
  | "backendAddressPools"
  | "backendHttpSettingsCollection"
  | "frontendIPConfigurations"
  | "frontendPorts"
  | "gatewayIPConfigurations"
  | "httpListeners"
  | "probes"
  | "redirectConfigurations"
  | "requestRoutingRules"
  | "rewriteRuleSets"
  | "sslCertificates"
  | "urlPathMaps"
>;

function keyHeaderOf({ apiKeys = {} }: Pick<PartsArgs, "apiKeys">, path: string): string {
  return apiKeys[path]?.header ?? usualKey.header;
}

/** The rules of one header are one set, however many APIs look for keys in it. */
function ruleSetOf(keyHeader: string): string {
  return `subscription-keys${keyHeader === usualKey.header ? "" : `-${keyHeader}`}`;
}

/** The parts of the Application Gateway, which Azure takes as one resource. */
export function gatewayParts(args: PartsArgs): Parts {
  const part = (list: string, name: string) => ({
    id: pulumi.interpolate`${args.gatewayId}/${list}/${name}`,
  });
  const { certificate } = args;
  const secure = certificate !== undefined;
  return {
    gatewayIPConfigurations: [{ name: "subnet", subnet: { id: args.subnetId } }],
    frontendIPConfigurations: [{ name: "public", publicIPAddress: { id: args.publicIpId } }],
    frontendPorts: [
      { name: "http", port: 80 },
      { name: "https", port: 443 },
    ],
    sslCertificates: secure ? [{ name: "gateway", ...certificate }] : [],
    httpListeners: [
      {
        name: "http",
        protocol: network.ApplicationGatewayProtocol.Http,
        frontendIPConfiguration: part("frontendIPConfigurations", "public"),
        frontendPort: part("frontendPorts", "http"),
      },
      ...(secure
        ? [
            {
              name: "https",
              protocol: network.ApplicationGatewayProtocol.Https,
              frontendIPConfiguration: part("frontendIPConfigurations", "public"),
              frontendPort: part("frontendPorts", "https"),
              sslCertificate: part("sslCertificates", "gateway"),
              ...(args.hostName ? { hostName: args.hostName, requireServerNameIndication: true } : {}),
            },
          ]
        : []),
    ],
    backendAddressPools: [{ name: "api-management", backendAddresses: [{ fqdn: args.apiManagementHost }] }],
    probes: [
      {
        name: "api-management",
        protocol: network.ApplicationGatewayProtocol.Https,
        host: args.apiManagementHost,
        path: statusPath,
        interval: 30,
        timeout: 30,
        unhealthyThreshold: 3,
        match: { statusCodes: ["200-399"] },
      },
    ],
    backendHttpSettingsCollection: [
      {
        name: "api-management",
        protocol: network.ApplicationGatewayProtocol.Https,
        port: 443,
        hostName: args.apiManagementHost,
        requestTimeout: Math.min(longestTimeout, args.answerTimeoutSeconds),
        cookieBasedAffinity: network.ApplicationGatewayCookieBasedAffinity.Disabled,
        connectionDraining: { enabled: true, drainTimeoutInSec: drainSeconds },
        probe: part("probes", "api-management"),
      },
    ],
    rewriteRuleSets: [
      ...[...new Set(args.apiPaths.map((path) => keyHeaderOf(args, path)))].map((header) => ({
        name: ruleSetOf(header),
        rewriteRules: [...keyRewriteRules(header)],
      })),
      { name: "unknown-paths", rewriteRules: [unknownPath] },
    ],
    redirectConfigurations: secure
      ? [
          {
            name: "to-https",
            redirectType: network.ApplicationGatewayRedirectType.Permanent,
            targetListener: part("httpListeners", "https"),
            includePath: true,
            includeQueryString: true,
          },
        ]
      : [],
    urlPathMaps: [
      {
        name: "apis",
        defaultBackendAddressPool: part("backendAddressPools", "api-management"),
        defaultBackendHttpSettings: part("backendHttpSettingsCollection", "api-management"),
        defaultRewriteRuleSet: part("rewriteRuleSets", "unknown-paths"),
        pathRules: [
          ...args.apiPaths.map((path, index) => ({
            name: `api-${index}`,
            paths: [`/${path}/*`],
            backendAddressPool: part("backendAddressPools", "api-management"),
            backendHttpSettings: part("backendHttpSettingsCollection", "api-management"),
            rewriteRuleSet: part("rewriteRuleSets", ruleSetOf(keyHeaderOf(args, path))),
          })),
          ...(args.showsStatus
            ? [
                {
                  name: "status",
                  paths: [statusPath],
                  backendAddressPool: part("backendAddressPools", "api-management"),
                  backendHttpSettings: part("backendHttpSettingsCollection", "api-management"),
                },
              ]
            : []),
        ],
      },
    ],
    requestRoutingRules: [
      {
        name: "apis",
        priority: 100,
        ruleType: network.ApplicationGatewayRequestRoutingRuleType.PathBasedRouting,
        httpListener: part("httpListeners", secure ? "https" : "http"),
        urlPathMap: part("urlPathMaps", "apis"),
      },
      ...(secure
        ? [
            {
              name: "to-https",
              priority: 200,
              ruleType: network.ApplicationGatewayRequestRoutingRuleType.Basic,
              httpListener: part("httpListeners", "http"),
              redirectConfiguration: part("redirectConfigurations", "to-https"),
            },
          ]
        : []),
    ],
  };
}
