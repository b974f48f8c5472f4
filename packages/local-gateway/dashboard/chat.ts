import { z } from "@azure-genai-gateway/schema";
import {
  HttpHeaders,
  jsonResponse,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import type { LocalStack } from "../stack/stack";

const chatSchema = z.strictObject({
  /** Display name of a subscription; its key stays on this side. */
  subscription: z.string().min(1),
  deployment: z.string().min(1),
  message: z.string().min(1).max(100_000),
  stream: z.boolean(),
});

/** Sends a chat through the gateway as a subscription, and gives what comes back as it comes. */
export async function chat(request: HttpRequest, stack: LocalStack): Promise<HttpResponse> {
  const read = chatSchema.safeParse(parsed(request.body));
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) =>
      [path.join("."), message].filter(Boolean).join(": "),
    );
    return jsonResponse(400, { error: { message: "The chat is not valid", problems } });
  }
  const { subscription: name, deployment, message, stream } = read.data;
  const { service } = stack.gateway;
  const subscription = service.subscriptions.find((one) => one.active && one.name === name);
  if (!subscription) return jsonResponse(404, { error: { message: `No active subscription ${name}` } });
  const path = chatPath(stack, deployment);
  if (path === undefined)
    return jsonResponse(409, { error: { message: "No API of the service has an operation for chats" } });
  return stack.handle({
    method: "POST",
    url: `https://${[...service.hosts][0] ?? "gateway.local"}/${path}`,
    headers: new HttpHeaders({
      "Content-Type": "application/json",
      // Each API looks under its own name, and the ingress under these.
      Authorization: `Bearer ${subscription.primaryKey}`,
      "api-key": subscription.primaryKey,
    }),
    body: Buffer.from(
      JSON.stringify({
        model: deployment,
        messages: [{ role: "user", content: message }],
        ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
      }),
    ),
    clientAddress: "127.0.0.1",
    signal: request.signal,
  });
}

function chatPath({ gateway }: LocalStack, deployment: string): string | undefined {
  const paths = gateway.service.apis.flatMap(({ path, operations }) =>
    operations.flatMap(({ urlTemplate }) => {
      const template = urlTemplate.split("?")[0]!;
      if (!/\/chat\/completions$/.test(template)) return [];
      return `${path}${template.replace(/\{[^}]+\}/, encodeURIComponent(deployment))}?api-version=2024-10-21`;
    }),
  );
  return paths[0];
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
