import type { HttpHandler } from "../../packages/common/http";
import { seededRandom } from "../../packages/common/random";
import { GenAiGateway, type GatewayConfigInput } from "../../components";
import type { ServerCertificate } from "../../packages/local-gateway/http/loopbackCertificate";
import {
  serveLocalStack,
  type ServedStack,
  type ServeStackOptions,
} from "../../packages/local-gateway/stack/serveStack";
import { evaluatedProgram } from "../components/evaluated";
import { devConfig } from "../endToEnd/devStack";

/** Deployments of the stack that the clients call, by what they are for. */
export const deployments = {
  chat: "gpt-5.4",
  instruct: "gpt-35-turbo-instruct",
  embeddings: "text-embedding-3-small",
  images: "gpt-image-1.5",
  speech: "gpt-4o-mini-tts",
  transcribe: "gpt-4o-transcribe",
  whisper: "whisper",
  realtime: "gpt-realtime",
} as const;

/** Versions, where a deployment is not named after its model. */
const versions: Readonly<Record<string, string>> = {
  [deployments.instruct]: "0914",
  [deployments.embeddings]: "1",
  [deployments.images]: "2025-12-16",
  [deployments.speech]: "2025-12-15",
  [deployments.transcribe]: "2025-03-20",
  [deployments.whisper]: "001",
  [deployments.realtime]: "2025-08-28",
};

/** The ptu stack with two accounts that have every kind of model, and files on. */
export function fullConfig(): GatewayConfigInput {
  const base = devConfig;
  const all = Object.entries(versions).map(([name, version]) => ({
    name,
    model: name,
    version,
    capacity: 100,
  }));
  const backends = base.backends.map((backend) =>
    backend.kind === "ptu"
      ? backend
      : {
          ...backend,
          deployments: [...backend.deployments.filter(({ name }) => name === deployments.chat), ...all],
        },
  );
  const apis = {
    azureOpenAi: { ...base.apis?.azureOpenAi, files: "owned" as const },
    openAiV1: { ...base.apis?.openAiV1, files: "owned" as const },
  };
  // A product with a quota may start no batch jobs.
  const products = base.products.map(({ tokenQuota: _, ...product }) => product);
  return { ...base, backends, apis, products };
}

/** A running gateway on loopback, with the keys of two products' subscriptions. */
export interface FullStack {
  readonly stack: ServedStack;
  readonly url: string;
  /** Of subscription premium-team. */
  readonly key: string;
  /** Of a subscription of another product. */
  readonly otherKey: string;
}

/**
 * @param certificate for HTTPS in place of HTTP
 * @param hosts played besides the accounts, such as an issuer of tokens
 * @param more what else the stack is started with
 */
export async function startFullStack(
  changed: (config: GatewayConfigInput) => GatewayConfigInput = (c) => c,
  certificate?: ServerCertificate,
  hosts?: Readonly<Record<string, HttpHandler>>,
  more: Pick<ServeStackOptions, "aiServices"> = {},
) {
  const { deployment } = await evaluatedProgram(() => {
    const { subscriptionKeys, backendPlan } = new GenAiGateway("genai", { config: changed(fullConfig()) });
    return { subscriptionKeys, backendPlan };
  });
  const keys = deployment.outputs["subscriptionKeys"]!.value as Record<string, string>;
  const stack = await serveLocalStack(deployment, {
    random: seededRandom(3),
    certificate,
    hosts,
    ...more,
  });
  for (const account of stack.accounts.values())
    for (const name of account.deployments)
      account.configure(name, { latency: { firstTokenMs: 0, perTokenMs: 0 } });
  const full: FullStack = {
    stack,
    url: stack.url,
    key: keys["premium-team"]!,
    otherKey: keys["standard-team"]!,
  };
  return full;
}
