import type { ClientAccess } from "@azure-genai-gateway/local-gateway/stack/access";
import type { DemoTarget } from "./demo";
import { asCurl } from "./providerCalls";

/** What somebody needs to call the gateway that is up: an example, every key, every Event Hub. */
export function renderInvitation(
  target: DemoTarget | undefined,
  access: ClientAccess,
  stack: string,
  certificateFile: string | undefined,
): string {
  return [
    `the gateway of stack ${stack} is up; keys are made for this run and open nothing else. Ctrl-C stops it.`,
    ...(certificateFile ? ["", renderCertificate(certificateFile)] : []),
    ...(target ? ["", renderCurl(target, certificateFile)] : []),
    ...(target && /^\/?openai\/v1$/.test(target.v1Path ?? "") ? ["", renderVariables(target)] : []),
    "",
    renderKeys(access),
    ...access.eventHubs.map(
      ({ namespace, hubs, connectionString }) =>
        `\nEvent Hubs namespace ${namespace}, for any AMQP client; ${hubs.length === 1 ? "its hub is" : "its hubs are"} ${hubs.join(", ")}:\n${connectionString}`,
    ),
  ].join("\n");
}

/** Names that public clients look for a certificate by. */
function renderCertificate(file: string): string {
  return [
    "its certificate is made for this run; clients trust it by its file:",
    `   export NODE_EXTRA_CA_CERTS=${file}   # Node`,
    `   export SSL_CERT_FILE=${file}         # Python (httpx, OpenSSL), Go, .NET on Linux`,
  ].join("\n");
}

function renderCurl(target: DemoTarget, certificateFile: string | undefined): string {
  const { url, headers, body } = example(target);
  return [
    `curl ${certificateFile ? `--cacert ${certificateFile} ` : ""}"${url}" \\`,
    `  ${[...headers, "Content-Type: application/json"].map((one) => `-H "${one}"`).join(" ")} \\`,
    `  -d '${body}'`,
  ].join("\n");
}

/** What the snippets of docs/call.md read. */
const renderVariables = ({ url, key }: DemoTarget): string =>
  ["for the snippets of docs/call.md:", `   export GATEWAY_URL=${url}`, `   export GATEWAY_KEY=${key}`].join(
    "\n",
  );

/** A call in OpenAI's form, or in another provider's where no model speaks that. */
function example(target: DemoTarget): ReturnType<typeof asCurl> {
  const { url, key, chatDeployment: model, v1Path, azurePath, providers: [provider] = [] } = target;
  if (model === undefined && provider) return asCurl(url, key, provider);
  const path =
    v1Path !== undefined
      ? `${v1Path}/chat/completions`
      : `${azurePath ?? ""}/deployments/${model}/chat/completions?api-version=2024-10-21`;
  return {
    url: `${url}/${path.replace(/^\/+/, "")}`,
    headers: [`${target.keyHeader ? `${target.keyHeader}:` : "Authorization: Bearer"} ${key}`],
    body: JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }] }),
  };
}

/** One line an API with the header that its keys come in, one a subscription with its key and what it opens. */
function renderKeys({ apis, keys }: ClientAccess): string {
  const width = Math.max(0, ...keys.map(({ subscription }) => subscription.length));
  const products = Math.max(0, ...keys.map(({ product }) => product.length));
  return [
    "APIs",
    ...apis.map(
      ({ url, keyHeader, takesBearer }) =>
        `   ${url}  keys as ${keyHeader}${takesBearer ? ", or as Authorization: Bearer" : " alone"}`,
    ),
    "keys, by subscription and product",
    ...keys.map(({ subscription, product, key, apis: opened }) => {
      const some = opened.length === apis.length ? "" : `  opens ${opened.join(", ") || "nothing"}`;
      return `   ${subscription.padEnd(width)}  ${product.padEnd(products)}  ${key}${some}`;
    }),
  ].join("\n");
}
