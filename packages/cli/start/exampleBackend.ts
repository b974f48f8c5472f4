import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { jsonResponse, type HttpHandler } from "@azure-genai-gateway/common/http";

interface Operation {
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

interface Media {
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
}

interface OpenApi {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Plays the APIs that a stack's MCP servers are made from: answers what their OpenAPI documents give as an example, 404
 * where they give none. By host, for the addresses that the stack's config names.
 */
export function exampleBackends(
  config: Readonly<Record<string, string>>,
  directory: string,
): Readonly<Record<string, HttpHandler>> {
  const text = Object.entries(config).find(([name]) => name.endsWith(":mcpServers"))?.[1] ?? "[]";
  const servers = JSON.parse(text) as readonly { from?: { openapi?: string; url?: string } }[];
  return Object.fromEntries(
    servers.flatMap(({ from: { openapi, url } = {} }) => {
      if (openapi === undefined || url === undefined || !URL.canParse(url)) return [];
      const { hostname, pathname } = new URL(url);
      const document = parse(readFileSync(resolve(directory, openapi), "utf8")) as OpenApi;
      return [[hostname, handlerOf(document, pathname.replace(/\/$/, ""))] as const];
    }),
  );
}

function handlerOf({ paths = {} }: OpenApi, prefix: string): HttpHandler {
  const routes = Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: new RegExp(`^${prefix}${template.replace(/\{[^}]+\}/g, "[^/]+")}$`),
      answer: exampleOf(operation as Operation),
    })),
  );
  return ({ method, url }) => {
    const { pathname } = new URL(url);
    const found = routes.find((route) => route.method === method && route.path.test(pathname));
    if (!found?.answer)
      return Promise.resolve(
        jsonResponse(404, { error: `The document has no example for ${method} ${pathname}` }),
      );
    return Promise.resolve(jsonResponse(found.answer.status, found.answer.body));
  };
}

function exampleOf({ responses = {} }: Operation): { status: number; body: unknown } | undefined {
  for (const [status, { content = {} }] of Object.entries(responses)) {
    const media = content["application/json"];
    const body = media?.example ?? Object.values(media?.examples ?? {})[0]?.value;
    if (/^2\d\d$/.test(status) && body !== undefined) return { status: Number(status), body };
  }
  return undefined;
}
