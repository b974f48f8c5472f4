import { execFile } from "node:child_process";
import type { ArmAccess, ArmAnswer } from "./arm";

/** Why nothing could be asked; never with a token or a secret in it. */
export class NotSignedOn extends Error {
  override readonly name = "NotSignedOn";
}

export interface SignOnOptions {
  /** Default: ARM_SUBSCRIPTION_ID, then the one that `az` has chosen. */
  readonly subscriptionId?: string;
  /** Default: this process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Runs `az ARGS` and gives its standard output; tests put their own in. */
  readonly az?: (args: readonly string[]) => Promise<string>;
  /** Sends a call; default `fetch`. */
  readonly send?: typeof fetch;
}

/** Azure Resource Manager by ARM_ENVIRONMENT, which azure-native reads as well. */
const clouds: Readonly<Record<string, string>> = {
  public: "https://management.azure.com",
  usgovernment: "https://management.usgovcloudapi.net",
  china: "https://management.chinacloudapi.cn",
};

/**
 * Access as the one that azure-native signs on as: the service principal or federated token of the ARM_* variables (by
 * the package `@azure/identity`, where it is installed), else whoever `az login` has signed on.
 * https://www.pulumi.com/registry/packages/azure-native/installation-configuration/
 *
 * AZURE_GENAI_GATEWAY_ARM_URL leads to a stand-in on 127.0.0.1, which takes no token.
 */
export async function signOn(options: SignOnOptions = {}): Promise<ArmAccess> {
  const environment = options.environment ?? process.env;
  const send = options.send ?? fetch;
  const wanted = options.subscriptionId ?? environment["ARM_SUBSCRIPTION_ID"];
  const standIn = environment["AZURE_GENAI_GATEWAY_ARM_URL"];
  if (standIn) {
    if (!/^http:\/\/(127\.0\.0\.1|localhost):\d+$/.test(standIn))
      throw new NotSignedOn("AZURE_GENAI_GATEWAY_ARM_URL does not lead to this machine");
    return access(standIn, wanted ?? "00000000-0000-0000-0000-000000000000", undefined, send);
  }
  const root = clouds[environment["ARM_ENVIRONMENT"] ?? "public"];
  if (root === undefined)
    throw new NotSignedOn(`ARM_ENVIRONMENT is none of ${Object.keys(clouds).join(", ")}`);
  if (environment["ARM_CLIENT_ID"] && environment["ARM_TENANT_ID"]) {
    if (!wanted) throw new NotSignedOn("ARM_SUBSCRIPTION_ID is not set");
    return access(root, wanted, await principalToken(environment, root), send);
  }
  const { token, subscription } = await cliToken(options.az ?? runAz, wanted);
  return access(root, subscription, token, send);
}

function access(
  root: string,
  subscriptionId: string,
  token: string | undefined,
  send: typeof fetch,
): ArmAccess {
  return {
    subscriptionId,
    async request(method, path, body): Promise<ArmAnswer> {
      const response = await send(root + path, {
        method,
        headers: {
          accept: "application/json",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // A redirect would carry the token to wherever it leads.
        redirect: "error",
        signal: AbortSignal.timeout(30_000),
      }).catch((error: unknown) => {
        throw new Error(`Azure Resource Manager did not answer (${reasonOf(error)})`);
      });
      const text = await response.text();
      return { status: response.status, body: parsed(text) };
    },
  };
}

async function cliToken(az: NonNullable<SignOnOptions["az"]>, subscription: string | undefined) {
  const args = ["account", "get-access-token", "--output", "json"];
  const output = await az(subscription ? [...args, "--subscription", subscription] : args);
  const { accessToken, subscription: chosen } = parsed(output) as {
    accessToken?: unknown;
    subscription?: unknown;
  };
  if (typeof accessToken !== "string" || typeof chosen !== "string")
    throw new NotSignedOn("`az account get-access-token` gave no token; run `az login`");
  return { token: accessToken, subscription: chosen };
}

function runAz(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // On Windows az is a batch file.
    const shell = process.platform === "win32";
    execFile("az", [...args], { timeout: 60_000, shell }, (error, stdout) => {
      if (!error) resolve(stdout);
      // Its output may be half a token, so none of it is told.
      else if (error.code === "ENOENT")
        reject(new NotSignedOn("there is no `az` on PATH, and no ARM_CLIENT_ID is set"));
      else reject(new NotSignedOn("`az account get-access-token` failed; run `az login`"));
    });
  });
}

/** What is used of https://www.npmjs.com/package/@azure/identity. */
interface IdentityPackage {
  readonly ClientSecretCredential: new (tenant: string, client: string, secret: string) => Credential;
  readonly ClientAssertionCredential: new (
    tenant: string,
    client: string,
    assertion: () => Promise<string>,
  ) => Credential;
}
interface Credential {
  getToken(scope: string): Promise<{ readonly token: string } | null>;
}

async function principalToken(
  environment: Readonly<Record<string, string | undefined>>,
  root: string,
): Promise<string> {
  const { ARM_TENANT_ID: tenant = "", ARM_CLIENT_ID: client = "" } = environment;
  const { ARM_CLIENT_SECRET: secret, ARM_OIDC_TOKEN: federated } = environment;
  const identity = identityPackage();
  if (!secret && !federated)
    throw new NotSignedOn("ARM_CLIENT_ID is set, but neither ARM_CLIENT_SECRET nor ARM_OIDC_TOKEN");
  const credential = secret
    ? new identity.ClientSecretCredential(tenant, client, secret)
    : new identity.ClientAssertionCredential(tenant, client, () => Promise.resolve(federated!));
  const token = await credential.getToken(`${root}/.default`).catch(() => {
    throw new NotSignedOn("the service principal of ARM_CLIENT_ID was not let in");
  });
  if (!token) throw new NotSignedOn("the service principal of ARM_CLIENT_ID got no token");
  return token.token;
}

function identityPackage(): IdentityPackage {
  try {
    // Optional, and loaded only where it is needed: it takes half a second.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require("@azure/identity") as IdentityPackage;
  } catch {
    throw new NotSignedOn(
      "a service principal needs the package @azure/identity: npm install @azure/identity",
    );
  }
}

function parsed(text: string): unknown {
  try {
    return text === "" ? {} : (JSON.parse(text) as unknown);
  } catch {
    return {};
  }
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as { readonly name?: string; readonly cause?: { readonly code?: string } };
  return cause?.code ?? name ?? "no connection";
}
