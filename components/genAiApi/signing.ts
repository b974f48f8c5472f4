import * as apimanagement from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import type { EntityNames } from "../policyNames";
import { escapeXml, type RenderedPolicy, type TemplateParameters } from "../policyTemplates";
import type { ProviderBackend } from "../providerPlan";
import type { ServiceReference } from "./types";

/**
 * The steps that sign a call to AWS, one template for each backend that wants it.
 * @param sign renders policies/providers/bedrock/sign.xml
 */
export function signingSteps(
  backends: readonly ProviderBackend[],
  names: EntityNames,
  sign: (parameters: TemplateParameters) => RenderedPolicy,
): readonly RenderedPolicy[] {
  return backends.flatMap(({ id, url, auth }) =>
    auth.kind !== "sigv4"
      ? []
      : [
          sign({
            backendId: id,
            awsRegion: auth.region,
            awsService: "bedrock",
            awsHost: new URL(url).host,
            // What the backend's URL has in front of a call's path is signed with it.
            awsPath: new URL(url).pathname.replace(/\/$/, ""),
            accessKeyId: `{{${names.providerNamedValue}${id}-access-key-id}}`,
            secretKey: `{{${names.providerNamedValue}${id}-secret-key}}`,
            ...tokenParameters(
              auth.sessionTokenSecret === undefined
                ? undefined
                : `{{${names.providerNamedValue}${id}-session-token}}`,
            ),
          }),
        ],
  );
}

/**
 * What the signature has for the token of temporary keys.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#temporary-security-credentials
 */
export function tokenParameters(token: string | undefined): TemplateParameters {
  const header = "x-amz-security-token";
  return token === undefined
    ? { tokenHeader: [], tokenName: "", tokenLine: [] }
    : {
        tokenHeader: [
          `<set-header name="${header}" exists-action="override"><value>${token}</value></set-header>`,
        ],
        tokenName: `;${header}`,
        tokenLine: [escapeXml(` + "${header}:" + "`) + token + escapeXml(`\\n"`)],
      };
}

/** The secrets of a plan's backends: named value to the Key Vault secret that it is. */
export function providerSecrets(
  backends: readonly ProviderBackend[],
  names: EntityNames,
): ReadonlyMap<string, string> {
  return new Map(
    backends.flatMap(({ id, auth }): (readonly [string, string])[] => {
      const own = `${names.providerNamedValue}${id}`;
      if (auth.kind === "apiKey") return [[`${own}-key`, auth.secretId]];
      return auth.kind === "sigv4"
        ? [
            [`${own}-access-key-id`, auth.accessKeyIdSecret],
            [`${own}-secret-key`, auth.secretKeySecret],
            ...(auth.sessionTokenSecret === undefined
              ? []
              : [[`${own}-session-token`, auth.sessionTokenSecret] as const]),
          ]
        : [];
    }),
  );
}

/**
 * Named values that API Management reads from Key Vault, as its system-assigned identity: the one that a vault's firewall
 * lets through. https://learn.microsoft.com/azure/api-management/api-management-howto-properties#key-vault-secrets
 */
export function declareProviderSecrets(
  name: string,
  service: ServiceReference,
  secrets: ReadonlyMap<string, string>,
  prefix: string,
  options: pulumi.CustomResourceOptions,
): ReadonlyMap<string, apimanagement.NamedValue> {
  return new Map(
    [...secrets].map(([id, secretIdentifier]) => [
      id,
      new apimanagement.NamedValue(
        `${name}-provider-${id.slice(prefix.length)}`,
        { ...service, namedValueId: id, displayName: id, secret: true, keyVault: { secretIdentifier } },
        options,
      ),
    ]),
  );
}
