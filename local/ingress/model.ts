import { regionName } from "../../common/region";
import type { DeclaredResource } from "../cloud/resource";
import { armName, sameArmId } from "../gateway/model/armId";
import {
  asRecord,
  at,
  azureType,
  type Json,
  numberOf,
  property,
  records,
  stringsOf,
  textOf,
} from "../gateway/model/inputs";
import { readRewriteRules, type RewriteRule } from "./rewriteRules";

/** An Application Gateway, as far as one request sees it. */
export interface IngressModel {
  readonly name: string;
  /** Largest body that the web application firewall lets in, in bytes; absent when it does not look at bodies. */
  readonly maxBodyBytes?: number;
  /** Where API Management sees requests come from; undefined where the subnet's address is not declared. */
  readonly address?: string;
  readonly defaultRoute: IngressRoute;
  /** In order; the first that matches the path is taken. */
  readonly pathRoutes: readonly { readonly paths: readonly string[]; readonly route: IngressRoute }[];
}

export interface IngressRoute {
  readonly rewrite: readonly RewriteRule[];
  /** The host names and addresses of the backend pool; none makes it a sinkhole. */
  readonly addresses: readonly string[];
  /** The host name sent on; absent keeps the client's. */
  readonly hostName?: string;
  /** Until the answer begins. */
  readonly timeoutMs: number;
  readonly redirect?: { readonly status: number; readonly url: string };
}

/** What Azure uses where the backend settings have no requestTimeout. */
const defaultTimeoutSeconds = 20;

/**
 * Reads the declared Application Gateway, of one region where that is given; undefined when there is none. Of several routing rules the one of the
 * lowest priority number that does not merely redirect is taken: the local ingress has one listener.
 * https://learn.microsoft.com/azure/application-gateway/configuration-request-routing-rules
 */
export function readIngress(
  resources: readonly DeclaredResource[],
  region?: string,
): IngressModel | undefined {
  const gateway = resources.find(
    (resource) =>
      azureType(resource) === "network:ApplicationGateway" &&
      (region === undefined ||
        regionName(textOf(property(resource, "location")) ?? "") === regionName(region)),
  );
  if (!gateway) return undefined;
  const parts = new GatewayParts(gateway);
  const rules = [...parts.all("requestRoutingRules")].sort(
    (left, right) => (numberOf(left["priority"]) ?? 0) - (numberOf(right["priority"]) ?? 0),
  );
  const rule = rules.find((candidate) => !asRecord(candidate["redirectConfiguration"])) ?? rules[0] ?? {};
  const map = parts.named("urlPathMaps", rule["urlPathMap"]);
  const named = { maxBodyBytes: bodyLimit(gateway, resources), address: addressOf(gateway, resources) };
  if (!map)
    return { name: armName(gateway.id), ...named, defaultRoute: parts.route(rule, ""), pathRoutes: [] };
  return {
    name: armName(gateway.id),
    ...named,
    defaultRoute: parts.route(map, "default"),
    pathRoutes: records(map["pathRules"]).map((pathRule) => ({
      paths: stringsOf(pathRule["paths"]),
      route: parts.route(pathRule, ""),
    })),
  };
}

/** The lists of one Application Gateway, whose items refer to each other by id. */
class GatewayParts {
  constructor(private readonly gateway: DeclaredResource) {}

  all(list: string): readonly Json[] {
    return records(property(this.gateway, list));
  }

  named(list: string, reference: unknown): Json | undefined {
    const id = textOf(asRecord(reference)?.["id"]);
    return id === undefined ? undefined : this.all(list).find((item) => item["name"] === armName(id));
  }

  /** A routing rule, a path rule, or a path map, whose properties begin with `default`. */
  route(source: Json, prefix: "" | "default"): IngressRoute {
    const of = (key: string) => source[prefix ? `default${key[0]!.toUpperCase()}${key.slice(1)}` : key];
    const pool = this.named("backendAddressPools", of("backendAddressPool"));
    const settings = this.named("backendHttpSettingsCollection", of("backendHttpSettings"));
    const addresses = records(pool?.["backendAddresses"]).flatMap(
      (address) => textOf(address["fqdn"]) ?? textOf(address["ipAddress"]) ?? [],
    );
    return {
      rewrite: readRewriteRules(this.named("rewriteRuleSets", of("rewriteRuleSet"))),
      addresses,
      hostName:
        textOf(settings?.["hostName"]) ??
        (settings?.["pickHostNameFromBackendAddress"] === true ? addresses[0] : undefined),
      timeoutMs: (numberOf(settings?.["requestTimeout"]) ?? defaultTimeoutSeconds) * 1000,
      redirect: this.redirect(of("redirectConfiguration")),
    };
  }

  private redirect(reference: unknown): IngressRoute["redirect"] {
    const configuration = this.named("redirectConfigurations", reference);
    const url = textOf(configuration?.["targetUrl"]);
    if (!configuration || url === undefined) return undefined;
    const statuses: Record<string, number> = { Permanent: 301, Found: 302, SeeOther: 303, Temporary: 307 };
    return { status: statuses[String(configuration["redirectType"])] ?? 302, url };
  }
}

/**
 * The web application firewall refuses larger bodies when it prevents (not merely detects) and inspects them.
 * https://learn.microsoft.com/azure/web-application-firewall/ag/application-gateway-waf-request-size-limits
 */
function bodyLimit(gateway: DeclaredResource, resources: readonly DeclaredResource[]): number | undefined {
  const policyId = textOf(at(property(gateway, "firewallPolicy"), "id"));
  const policy = resources.find(
    (resource) =>
      azureType(resource) === "network:WebApplicationFirewallPolicy" &&
      policyId !== undefined &&
      sameArmId(resource.id, policyId),
  );
  const settings = policy && asRecord(property(policy, "policySettings"));
  if (!settings || settings["state"] === "Disabled" || settings["mode"] !== "Prevention") return undefined;
  if (settings["requestBodyCheck"] === false || settings["requestBodyEnforcement"] === false)
    return undefined;
  return (numberOf(settings["maxRequestBodySizeInKb"]) ?? 128) * 1024;
}

/** Azure keeps the first four addresses of a subnet; the gateway's instances come after them. */
function addressOf(gateway: DeclaredResource, resources: readonly DeclaredResource[]): string | undefined {
  const [configuration] = records(property(gateway, "gatewayIPConfigurations"));
  const subnetId = textOf(at(configuration, "subnet.id"));
  const subnet = resources.find(
    (resource) =>
      azureType(resource) === "network:Subnet" && subnetId !== undefined && sameArmId(resource.id, subnetId),
  );
  const prefix = subnet && textOf(property(subnet, "addressPrefix"));
  const match = /^(\d+\.\d+\.\d+)\.(\d+)\//.exec(prefix ?? "");
  return match ? `${match[1]}.${Number(match[2]) + 4}` : undefined;
}
