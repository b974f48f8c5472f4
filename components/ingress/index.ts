import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { armSubscription } from "../armId";
import { declareDiagnostics } from "../diagnostics";
import { regionName } from "@azure-genai-gateway/common/region";
import { declareOwnCertificate, type OwnCertificate } from "./certificate";
import { declareFirewall } from "./firewall";
import { gatewayParts, type ListenerCertificate, type PartsArgs } from "./parts";
import type { Tags } from "../tags";

export type { OwnCertificate } from "./certificate";

export interface IngressArgs extends Omit<PartsArgs, "gatewayId" | "publicIpId" | "certificate"> {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  /** Also the DNS label of its public address. */
  readonly gatewayName: pulumi.Input<string>;
  /** Instances that the gateway scales between, 0 to 125. */
  readonly capacity: { readonly min: number; readonly max: number };
  /** Zones of gateway and public address; an empty list where the region has none. */
  readonly zones: readonly string[];
  /**
   * Key Vault secret with the certificate; needs {@link identityId}. Default: a certificate that the stack makes for
   * {@link hostName} and the public name, which clients have to be told to trust.
   */
  readonly certificateSecretId?: pulumi.Input<string> | undefined;
  /**
   * Identity that reads the certificate. Azure makes the gateway only if it can read it by then: pass an output that
   * waits for its role, Key Vault Secrets User, or `dependsOn`.
   */
  readonly identityId?: pulumi.Input<string> | undefined;
  /** A certificate made elsewhere, where several gateways answer to one name. */
  readonly ownCertificate?: OwnCertificate | undefined;
  /** Plain HTTP and no HTTPS: keys and prompts can be read on the way. Default false. */
  readonly plainHttp?: boolean | undefined;
  readonly logAnalyticsWorkspaceId?: pulumi.Input<string> | undefined;
  readonly tags?: Tags | undefined;
}

/**
 * Application Gateway with a web application firewall in front of API Management: the APIs' paths go there, everything
 * else goes nowhere. Answers are not buffered and may take long, so that streams pass.
 * https://learn.microsoft.com/azure/api-management/api-management-howto-integrate-internal-vnet-appgateway
 */
export class Ingress extends pulumi.ComponentResource {
  /** Where clients send their calls, without a trailing slash. */
  readonly url: pulumi.Output<string>;
  readonly applicationGatewayId: pulumi.Output<string>;
  readonly publicIpId: pulumi.Output<string>;
  /** Public name of this gateway: what a host name of one's own has to be a CNAME of. */
  readonly fqdn: pulumi.Output<string>;
  /** PEM of the certificate that the stack has made, for clients to trust; absent where it was given one, or none. */
  readonly certificate?: pulumi.Output<string> | undefined;

  constructor(name: string, args: IngressArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:Ingress", name, {}, options);
    const own = { parent: this };
    const { resourceGroupName, location, gatewayName, tags } = args;
    const zones = args.zones.length > 0 ? { zones: [...args.zones] } : {};
    const address = new network.PublicIPAddress(
      `${name}-ip`,
      {
        resourceGroupName,
        location,
        publicIpAddressName: pulumi.interpolate`pip-${gatewayName}`,
        sku: { name: network.PublicIPAddressSkuName.Standard },
        publicIPAllocationMethod: network.IPAllocationMethod.Static,
        dnsSettings: { domainNameLabel: gatewayName },
        ...zones,
        tags,
      },
      own,
    );
    const firewall = declareFirewall(
      `${name}-waf`,
      {
        resourceGroupName,
        location,
        policyName: pulumi.interpolate`waf-${gatewayName}`,
        keys: Object.values(args.apiKeys ?? {}),
        tags,
      },
      own,
    );
    const gatewayId = pulumi
      .all([address.id, resourceGroupName, gatewayName])
      .apply(
        ([addressId, group, ownName]) =>
          `${armSubscription(addressId)}/resourceGroups/${group}/providers/Microsoft.Network/applicationGateways/${ownName}`,
      );
    const { certificate, made, warning } = certificateOf(name, args, own);
    if (warning) void pulumi.log.warn(warning, this);
    const gateway = new network.ApplicationGateway(
      name,
      {
        resourceGroupName,
        location,
        applicationGatewayName: gatewayName,
        ...(args.identityId === undefined
          ? {}
          : {
              identity: {
                type: network.ResourceIdentityType.UserAssigned,
                userAssignedIdentities: [args.identityId],
              },
            }),
        sku: { name: network.ApplicationGatewaySkuName.WAF_v2, tier: network.ApplicationGatewayTier.WAF_v2 },
        autoscaleConfiguration: { minCapacity: args.capacity.min, maxCapacity: args.capacity.max },
        enableHttp2: true,
        sslPolicy: {
          policyType: network.ApplicationGatewaySslPolicyType.Predefined,
          // TLS 1.2 with forward secrecy and authenticated encryption only, and TLS 1.3.
          // https://learn.microsoft.com/azure/application-gateway/application-gateway-ssl-policy-overview
          policyName: network.ApplicationGatewaySslPolicyName.AppGwSslPolicy20220101S,
        },
        // A buffered stream is no stream. Requests stay buffered: prompts are whole before API Management sees them.
        globalConfiguration: { enableRequestBuffering: true, enableResponseBuffering: false },
        firewallPolicy: { id: firewall.id },
        ...gatewayParts({
          ...args,
          // Its own certificate is for the public name as well, which answers before the other one leads here.
          hostName: made ? undefined : args.hostName,
          certificate,
          gatewayId,
          publicIpId: address.id,
        }),
        ...zones,
        tags,
      },
      {
        ...own,
        customTimeouts: { create: "1h", update: "1h", delete: "1h" },
        additionalSecretOutputs: made ? ["sslCertificates"] : [],
      },
    );
    declareDiagnostics(name, gateway.id, args.logAnalyticsWorkspaceId, own);
    this.applicationGatewayId = gateway.id;
    this.publicIpId = address.id;
    // Where Azure has not spoken yet, as in a preview, the name is still known: it is made of label and region.
    this.fqdn = pulumi
      .all([address.dnsSettings, publicHost(gatewayName, location)])
      .apply(([settings, host]) => settings?.fqdn ?? host);
    const scheme = certificate ? "https" : "http";
    this.url = pulumi.interpolate`${scheme}://${args.hostName ?? this.fqdn}`;
    this.certificate = made?.pem;
    this.registerOutputs({
      url: this.url,
      applicationGatewayId: this.applicationGatewayId,
      publicIpId: this.publicIpId,
      fqdn: this.fqdn,
      certificate: this.certificate,
    });
  }
}

/** https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses#domain-name-label */
export function publicHost(
  label: pulumi.Input<string>,
  location: pulumi.Input<string>,
): pulumi.Output<string> {
  return pulumi
    .all([label, location])
    .apply(([name, region]) => `${name}.${regionName(region)}.cloudapp.azure.com`);
}

interface Listening {
  /** Absent for plain HTTP. */
  readonly certificate?: ListenerCertificate | undefined;
  /** Where the stack has made it. */
  readonly made?: OwnCertificate | undefined;
  readonly warning?: string | undefined;
}

function certificateOf(name: string, args: IngressArgs, options: pulumi.CustomResourceOptions): Listening {
  const { certificateSecretId, plainHttp } = args;
  if (plainHttp) {
    if (certificateSecretId !== undefined || args.ownCertificate)
      throw new Error(`Ingress ${name}: plainHttp leaves no use for a certificate; take one of the two out`);
    return {
      warning: "The ingress speaks plain HTTP: keys and prompts can be read on the way. Take plainHttp out.",
    };
  }
  if (certificateSecretId !== undefined) {
    if (args.identityId === undefined)
      throw new Error(`Ingress ${name}: certificateSecretId needs identityId, which reads it`);
    return { certificate: { keyVaultSecretId: certificateSecretId } };
  }
  const names = [publicHost(args.gatewayName, args.location), ...(args.hostName ? [args.hostName] : [])];
  const made = args.ownCertificate ?? declareOwnCertificate(name, names, options);
  return { certificate: { data: made.data, password: made.password }, made };
}
