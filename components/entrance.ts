import type * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { regionName } from "@azure-genai-gateway/common/region";
import { armName } from "./armId";
import type { GatewayConfig } from "./config/schema";
import { Identity } from "./identity";
import { Ingress, publicHost, type OwnCertificate } from "./ingress";
import { declareOwnCertificate } from "./ingress/certificate";
import type { NameOf } from "./naming";
import type { CallerKey } from "./providers/callerKeys";
import { declareRoleAssignment, roleIds } from "./roleAssignment";
import type { Site } from "./sites";
import { TrafficManager, trafficManagerHost } from "./trafficManager";

export interface EntranceArgs {
  readonly config: GatewayConfig;
  readonly sites: readonly Site[];
  readonly nameOf: NameOf;
  /** The stack's own vault, or the one that was brought: where a certificate is looked for if the config names no vault. */
  readonly keyVaultId: pulumi.Input<string>;
  /** Host name of API Management, which each region's network resolves to its own gateway. */
  readonly apiManagementHost: pulumi.Input<string>;
  /** Seconds; see IngressArgs. */
  readonly answerTimeoutSeconds: number;
  readonly apiPaths: readonly string[];
  /** See IngressArgs. */
  readonly apiKeys: Readonly<Record<string, CallerKey>>;
  readonly logAnalyticsWorkspaceId: pulumi.Input<string>;
}

/** Where clients come in. */
export interface Entrance {
  /** Without a trailing slash; waits for everything that answers there. */
  readonly url: pulumi.Output<string>;
  /** What a host name of one's own has to be a CNAME of. */
  readonly publicName: pulumi.Output<string>;
  /** PEM of the certificate that the stack has made, for clients to trust; absent where it was given one, or none. */
  readonly certificate?: pulumi.Output<string> | undefined;
  /** All that is declared here, for whoever has to come after it. */
  readonly resources: readonly pulumi.Resource[];
}

/**
 * An ingress in every region that has a network, and Traffic Manager in front of them where there are several.
 * Undefined where no region has a network.
 */
export function declareEntrance(
  name: string,
  args: EntranceArgs,
  options: pulumi.CustomResourceOptions,
): Entrance | undefined {
  const { config, nameOf } = args;
  const { hostName, certificateSecretId, plainHttp } = config.ingress;
  const places = args.sites.flatMap((site) => {
    const subnetId = site.network?.subnetIds.applicationGateway;
    return subnetId ? { site, subnetId } : [];
  });
  const [first] = places;
  if (!first) return undefined;
  const several = args.sites.length > 1;
  const reader =
    certificateSecretId === undefined ? undefined : declareReader(name, args, first.site, options);
  const ownCertificate =
    certificateSecretId === undefined && !plainHttp ? declareShared(name, args, options) : undefined;
  const ingresses = places.map(({ site, subnetId }) => ({
    site,
    ingress: new Ingress(
      `${name}-ingress${site.suffix}`,
      {
        resourceGroupName: site.resourceGroupName,
        location: site.location,
        tags: config.tags,
        gatewayName: nameOf("applicationGateway", site.region),
        subnetId,
        capacity: config.ingress.capacity,
        zones: site.ingressZones,
        hostName,
        certificateSecretId,
        identityId: reader?.identityId,
        ownCertificate,
        plainHttp,
        apiManagementHost: args.apiManagementHost,
        answerTimeoutSeconds: args.answerTimeoutSeconds,
        apiPaths: args.apiPaths,
        apiKeys: args.apiKeys,
        showsStatus: several,
        logAnalyticsWorkspaceId: args.logAnalyticsWorkspaceId,
      },
      { ...options, dependsOn: reader ? [...reader.roles] : [] },
    ),
  }));
  const certificate = ownCertificate?.pem;
  const resources = [...(reader?.roles ?? []), ...ingresses.map(({ ingress }) => ingress)];
  if (!several) {
    const { url, fqdn } = ingresses[0]!.ingress;
    return { url, publicName: fqdn, certificate, resources };
  }
  const scheme = plainHttp ? "http" : "https";
  const trafficManager = new TrafficManager(
    `${name}-traffic-manager`,
    {
      resourceGroupName: first.site.resourceGroupName,
      tags: config.tags,
      profileName: nameOf("trafficManager"),
      routing: config.trafficManager.routing,
      dnsTtlSeconds: config.trafficManager.dnsTtlSeconds,
      endpoints: ingresses.map(({ site, ingress }) => ({
        name: regionName(site.location),
        publicIpId: ingress.publicIpId,
      })),
      scheme,
      // A listener with a certificate that was given answers to that name alone.
      hostName: certificateSecretId === undefined ? undefined : hostName,
      logAnalyticsWorkspaceId: args.logAnalyticsWorkspaceId,
    },
    options,
  );
  return {
    url: pulumi
      .all([trafficManager.fqdn, hostName, ...ingresses.map(({ ingress }) => ingress.applicationGatewayId)])
      .apply(([fqdn, given]) => `${scheme}://${given ?? fqdn}`),
    publicName: trafficManager.fqdn,
    certificate,
    resources: [...resources, trafficManager],
  };
}

/** One certificate for every region: whichever a client is sent to, it is the one that the client trusts. */
function declareShared(
  name: string,
  { config, sites, nameOf }: EntranceArgs,
  options: pulumi.CustomResourceOptions,
): OwnCertificate {
  const { hostName } = config.ingress;
  return declareOwnCertificate(
    `${name}-ingress`,
    [
      ...(hostName === undefined ? [] : [hostName]),
      ...(sites.length > 1 ? [trafficManagerHost(nameOf("trafficManager"))] : []),
      ...sites.map((site) => publicHost(nameOf("applicationGateway", site.region), site.location)),
    ],
    options,
  );
}

interface CertificateReader {
  /** Known once the identity has its role. */
  readonly identityId: pulumi.Output<string>;
  readonly roles: readonly authorization.RoleAssignment[];
}

/**
 * An identity that may read the certificate and do nothing else: API Management's may call every model, which is nothing
 * that stands open to the internet should be able to.
 */
function declareReader(
  name: string,
  args: EntranceArgs,
  site: Site,
  options: pulumi.CustomResourceOptions,
): CertificateReader {
  const { config, nameOf } = args;
  const identity = new Identity(
    `${name}-ingress-identity`,
    {
      resourceGroupName: site.resourceGroupName,
      location: site.location,
      tags: config.tags,
      identityName: nameOf("identity", "ingress"),
    },
    options,
  );
  if (!config.ingress.grantCertificateAccess) return { identityId: identity.identityId, roles: [] };
  const role = declareRoleAssignment(
    `${name}-ingress-certificate`,
    {
      scope: certificateVault(args),
      principalId: identity.principalId,
      roleId: roleIds.keyVaultSecretsUser,
    },
    options,
  );
  // Azure makes no gateway that cannot read its certificate at that moment, so whoever has the id waits for the role.
  const identityId = pulumi.all([identity.identityId, role.id]).apply(([id]) => id);
  return { identityId, roles: [role] };
}

/**
 * The vault that the certificate is in. A role on another one would be of no use, and Azure would find out after half an
 * hour, so it is an error here: at preview, for the names of vaults are known by then.
 */
function certificateVault({ config, keyVaultId, nameOf }: EntranceArgs): pulumi.Output<string> {
  const { certificateSecretId, certificateVaultId } = config.ingress;
  const brought = certificateVaultId ?? config.existing.keyVaultId;
  const checked = pulumi
    .all([certificateSecretId, brought, nameOf("keyVault")])
    .apply(([secretId, vaultId, ownName]) => {
      const wanted = secretVaultName(secretId ?? "");
      const found = vaultId === undefined ? ownName : armName(vaultId);
      if (wanted.toLowerCase() !== found.toLowerCase()) throw otherVault(wanted, found);
    });
  return pulumi.all([certificateVaultId ?? keyVaultId, checked]).apply(([vaultId]) => vaultId);
}

/** `kv` of `https://kv.vault.azure.net/secrets/name`. */
function secretVaultName(secretId: string): string {
  return /^https:\/\/([^./]+)\./i.exec(secretId)?.[1] ?? "";
}

function otherVault(wanted: string, found: string): ProblemsError {
  return new ProblemsError("The ingress cannot be let in to its certificate", [
    {
      code: "INGRESS_CERTIFICATE_VAULT",
      severity: "error",
      subject: "ingress.certificateSecretId",
      message: `The certificate is in the vault ${wanted}, but the role that reads it would be given on ${found}`,
      hint: `Add ingress.certificateVaultId: the id of ${wanted}; or ingress.grantCertificateAccess: false, where somebody else grants Key Vault Secrets User`,
    },
  ]);
}
