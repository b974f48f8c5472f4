import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { declareDiagnostics } from "../diagnostics";
import { regionName } from "../../common/region";
import { declareFirewall } from "./firewall";
import { gatewayParts, type PartsArgs } from "./parts";
import type { Tags } from "../tags";

export interface IngressArgs extends Omit<PartsArgs, "gatewayId" | "publicIpId"> {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly gatewayName: pulumi.Input<string>;
  /** Instances that the gateway scales between, 0 to 125. */
  readonly capacity: { readonly min: number; readonly max: number };
  /** Zones of gateway and public address; an empty list where the region has none. */
  readonly zones: readonly string[];
  /** Identity that reads the certificate from Key Vault. */
  readonly identityId: pulumi.Input<string>;
  readonly logAnalyticsWorkspaceId?: pulumi.Input<string>;
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

  constructor(name: string, args: IngressArgs, options?: pulumi.ComponentResourceOptions) {
    super("azure-genai-gateway:index:Ingress", name, {}, options);
    const own = { parent: this };
    const { resourceGroupName, location, gatewayName, tags } = args;
    if (!args.certificateSecretId)
      void pulumi.log.warn(
        "The ingress has no certificate, so keys and prompts reach it in plaintext. Set ingress.hostName and ingress.certificateSecretId.",
        this,
      );
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
      { resourceGroupName, location, policyName: pulumi.interpolate`waf-${gatewayName}`, tags },
      own,
    );
    const group = pulumi.output(resourceGroupName);
    const gatewayId = pulumi
      .all([address.id, group, gatewayName])
      .apply(
        ([addressId, groupName, ownName]) =>
          `${/^\/subscriptions\/[^/]+/i.exec(addressId)?.[0] ?? ""}/resourceGroups/${groupName}/providers/Microsoft.Network/applicationGateways/${ownName}`,
      );
    const gateway = new network.ApplicationGateway(
      name,
      {
        resourceGroupName,
        location,
        applicationGatewayName: gatewayName,
        identity: {
          type: network.ResourceIdentityType.UserAssigned,
          userAssignedIdentities: [args.identityId],
        },
        sku: { name: network.ApplicationGatewaySkuName.WAF_v2, tier: network.ApplicationGatewayTier.WAF_v2 },
        autoscaleConfiguration: { minCapacity: args.capacity.min, maxCapacity: args.capacity.max },
        enableHttp2: true,
        sslPolicy: {
          policyType: network.ApplicationGatewaySslPolicyType.Predefined,
          policyName: network.ApplicationGatewaySslPolicyName.AppGwSslPolicy20220101,
        },
        // A buffered stream is no stream. Requests stay buffered: prompts are whole before API Management sees them.
        globalConfiguration: { enableRequestBuffering: true, enableResponseBuffering: false },
        firewallPolicy: { id: firewall.id },
        ...gatewayParts({ ...args, gatewayId, publicIpId: address.id }),
        ...zones,
        tags,
      },
      { ...own, customTimeouts: { create: "1h", update: "1h", delete: "1h" } },
    );
    declareDiagnostics(name, gateway.id, args.logAnalyticsWorkspaceId, own);
    this.applicationGatewayId = gateway.id;
    this.publicIpId = address.id;
    // Where Azure has not spoken yet, as in a preview, the name is still known: it is made of label and region.
    this.fqdn = pulumi
      .all([address.dnsSettings, address.location, gatewayName])
      .apply(([settings, region, label]) => settings?.fqdn ?? publicHost(label, region));
    const scheme = args.certificateSecretId ? "https" : "http";
    this.url = pulumi.interpolate`${scheme}://${args.hostName ?? this.fqdn}`;
    this.registerOutputs({
      url: this.url,
      applicationGatewayId: this.applicationGatewayId,
      publicIpId: this.publicIpId,
      fqdn: this.fqdn,
    });
  }
}

/** https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses#domain-name-label */
function publicHost(label: string, region: string | undefined): string {
  return `${label}.${regionName(region ?? "")}.cloudapp.azure.com`;
}
