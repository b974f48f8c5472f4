import type { HttpHandler } from "@azure-genai-gateway/common/http";
import type { Deployment } from "@azure-genai-gateway/common/resource";
import { serveEventHub, type EventHubServer } from "../event-hub/amqp/server";
import { createLocalTransport } from "../http/client";
import type { ServerCertificate } from "../http/loopbackCertificate";
import { type HttpServer, serveHttp } from "../http/server";
import { logAnalyticsHost } from "../log-analytics";
import type { SimulatedAccount } from "../openai";
import { createLocalStack, type LocalStack, type LocalStackOptions } from "./stack";

export interface ServeStackOptions extends Omit<LocalStackOptions, "clock" | "transport"> {
  /** Of the public entrance; default 0, any free port. */
  readonly port?: number;
  /** What whoever starts it names that port by, such as --port: told where it is taken. */
  readonly portOption?: string;
  /** Has the public entrance speak TLS; default plain HTTP, whatever it stands for. */
  readonly certificate?: ServerCertificate | undefined;
  /** The origin that is called for a host that nothing here stands for; default none, and the call fails. */
  readonly elsewhere?: (url: URL) => string | undefined;
}

export interface ServedStack extends LocalStack {
  /** Of the public entrance, without a trailing slash. */
  readonly url: string;
  /** Loopback URLs of the accounts, by subdomain. */
  readonly accountUrls: ReadonlyMap<string, string>;
  /** What clients of Event Hubs connect with, by namespace. */
  readonly eventHubConnectionStrings: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/**
 * The same on loopback ports, for real clients: the gateway calls the accounts over sockets, as on Azure.
 * @throws ProblemsError as createLocalStack does, and PORT_IN_USE.
 */
export async function serveLocalStack(
  deployment: Deployment,
  options: ServeStackOptions = {},
): Promise<ServedStack> {
  const ports = new Map<HttpHandler, number>();
  const servers: HttpServer[] = [];
  const eventHubServers: EventHubServer[] = [];
  const transport = createLocalTransport((hostname, url) => {
    const answerer = stack.answererOf(hostname);
    return answerer ? ports.get(answerer) : options.elsewhere?.(url);
  });
  const stack = createLocalStack(deployment, { ...options, transport });
  const onError = options.onDefect;
  const serve = async (handler: HttpHandler, port: number, tls?: ServerCertificate) => {
    // Handlers see the scheme that Azure's clients use; TLS itself is for clients that call nothing else.
    const { portOption } = options;
    const server = await serveHttp(handler, {
      ...{ host: "127.0.0.1", port, portOption, scheme: "https", tls, onError },
    });
    servers.push(server);
    return server.port;
  };
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()));
    await Promise.all(eventHubServers.map((server) => server.close()));
    await transport.close();
    await stack.closeEventHubs();
  };
  try {
    const accountUrls = new Map<string, string>();
    const serveAccounts = async (accounts: ReadonlyMap<string, SimulatedAccount>) => {
      for (const account of accounts.values()) {
        const port = ports.get(account.handle) ?? (await serve(account.handle, 0));
        ports.set(account.handle, port);
        accountUrls.set(account.subdomain, `http://127.0.0.1:${port}`);
      }
    };
    await serveAccounts(stack.accounts);
    for (const handler of new Set(Object.values(options.hosts ?? {})))
      ports.set(handler, await serve(handler, 0));
    const serveServices = async () => {
      const logs = stack.answererOf(logAnalyticsHost);
      for (const handle of [
        ...[...stack.services.values()].map((one) => one.handle),
        ...(logs ? [logs] : []),
      ])
        if (!ports.has(handle)) ports.set(handle, await serve(handle, 0));
    };
    await serveServices();
    const eventHubConnectionStrings = new Map<string, string>();
    for (const [name, namespace] of stack.eventHubs) {
      const server = await serveEventHub({ namespace, onDefect: onError });
      eventHubServers.push(server);
      eventHubConnectionStrings.set(name, server.connectionString);
    }
    // It stands for the listener that clients are to call; TLS is left out, as for the accounts.
    const entrance: HttpHandler = (request) =>
      stack.handle({ ...request, url: request.url.replace(/^https?:/, `${stack.scheme}:`) });
    const port = await serve(entrance, options.port ?? 0, options.certificate);
    const scheme = options.certificate ? "https" : "http";
    // Not spread: what the stack has changes when it is swapped.
    const served = { url: `${scheme}://127.0.0.1:${port}`, accountUrls, eventHubConnectionStrings, close };
    const swap: LocalStack["swap"] = async (next) => {
      await stack.swap(next, serveAccounts);
      await serveServices();
    };
    return Object.assign(Object.create(stack) as LocalStack, served, { swap });
  } catch (error) {
    await close();
    throw error;
  }
}
