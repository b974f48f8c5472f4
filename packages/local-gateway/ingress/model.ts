import { regionName } from "@azure-genai-gateway/common/region";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName, sameArmId } from "../resources/armId";
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
} from "../resources/inputs";
import { readRewriteRules, type RewriteRule } from "./rewriteRules";

/** An Application Gateway, as far as one request sees it. */
export interface IngressModel {
  readonly name: string;
  /** Largest body that the web application firewall lets in, in bytes; absent when it does not look at bodies. */
  readonly maxBodyBytes?: number;
  /** Where API Management sees requests come from; undefined where the subnet's address is not declared. */
  readonly address?: string;
  /** What is listened for, that with HTTPS first. */
  readonly listeners: readonly IngressListener[];
}

/** A listener with the routing rule that is its own. Host names of listeners are not looked at: here every call comes to 127.0.0.1. */
export interface IngressListener {
  /** Undefined where the rule's listener is not declared: it takes both. */
  readonly scheme?: "http" | "https";
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
  readonly redirect?: IngressRedirect;
}

/** https://learn.microsoft.com/azure/application-gateway/redirect-overview */
export interface IngressRedirect {
  readonly status: number;
  /** Where to; undefined is the host that was called, by the scheme of another listener. */
  readonly url?: string;
  readonly scheme?: "http" | "https";
  readonly includesPath: boolean;
  readonly includesQuery: boolean;
}

/** What Azure uses where the backend settings have no requestTimeout. */
const defaultTimeoutSeconds = 20;

/**
 * Reads the declared Application Gateway, of one region where that is given; undefined when there is none. Of several
 * routing rules for one scheme the one of the lowest priority number is taken.
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
  const listeners = rules
    .map((rule) => parts.listener(rule))
    // The first of a scheme is the one of the lowest number.
    .filter(({ scheme }, index, all) => all.findIndex((other) => other.scheme === scheme) === index)
    .sort((left, right) => Number(right.scheme === "https") - Number(left.scheme === "https"));
  return {
    name: armName(gateway.id),
    maxBodyBytes: bodyLimit(gateway, resources),
    address: addressOf(gateway, resources),
    listeners,
  };
}

/** How clients are to call: as the ingress listens, preferably with TLS; API Management itself always has it. */
export function entranceScheme(resources: readonly DeclaredResource[], region?: string): "http" | "https" {
  return readIngress(resources, region)?.listeners[0]?.scheme ?? "https";
}

/**
 * Whether a key that comes as `Authorization: Bearer` is brought under the name that API Management looks for.
 * @param keyHeader that name. Default: any
 */
export function takesBearer(resources: readonly DeclaredResource[], keyHeader?: string): boolean {
  const [listener] = readIngress(resources)?.listeners ?? [];
  return (listener?.pathRoutes ?? []).some(({ route }) =>
    route.rewrite.some(
      ({ conditions, requestHeaders }) =>
        conditions.some(({ variable, negate }) => !negate && /^http_req_authorization$/i.test(variable)) &&
        (keyHeader === undefined ||
          requestHeaders.some(({ header }) => header.toLowerCase() === keyHeader.toLowerCase())),
    ),
  );
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

  /** A routing rule with what it listens for. */
  listener(rule: Json): IngressListener {
    const map = this.named("urlPathMaps", rule["urlPathMap"]);
    return {
      scheme: this.scheme(rule["httpListener"]),
      defaultRoute: map ? this.route(map, "default") : this.route(rule, ""),
      pathRoutes: records(map?.["pathRules"]).map((pathRule) => ({
        paths: stringsOf(pathRule["paths"]),
        route: this.route(pathRule, ""),
      })),
    };
  }

  private scheme(reference: unknown): IngressListener["scheme"] {
    const listener = this.named("httpListeners", reference);
    return listener && (/^https$/i.test(textOf(listener["protocol"]) ?? "") ? "https" : "http");
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

  private redirect(reference: unknown): IngressRedirect | undefined {
    const configuration = this.named("redirectConfigurations", reference);
    if (!configuration) return undefined;
    const statuses: Record<string, number> = { Permanent: 301, Found: 302, SeeOther: 303, Temporary: 307 };
    return {
      status: statuses[String(configuration["redirectType"])] ?? 302,
      url: textOf(configuration["targetUrl"]),
      scheme: this.scheme(configuration["targetListener"]),
      includesPath: configuration["includePath"] === true,
      includesQuery: configuration["includeQueryString"] === true,
    };
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
