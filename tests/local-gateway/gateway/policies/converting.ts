import { HttpHeaders, jsonResponse, type HttpHandler } from "../../../../packages/common/http";
import { api, apiPolicy, bench, operation, service, type CallInit } from "../support";

/** One call through a gateway whose policy stands in outbound, before an answer of the backend with a given type. */
export function answered(
  outbound: string,
  body: string,
  contentType: string,
  init: CallInit = {},
  path = "/chat/",
) {
  const backend: HttpHandler = () =>
    Promise.resolve({
      status: 200,
      headers: new HttpHeaders({ "Content-Type": contentType }),
      body: Buffer.from(body),
    });
  return bench(resources("", outbound), { "backend.test": backend }).call(path, init);
}

/** The same with the policy in inbound; the backend's answer is what it was sent. */
export function sent(
  inbound: string,
  body: string,
  contentType: string,
  headers: Record<string, string> = {},
) {
  const backend: HttpHandler = (request) =>
    Promise.resolve(
      jsonResponse(200, {
        body: Buffer.from(request.body).toString("utf8"),
        type: request.headers.get("Content-Type"),
      }),
    );
  return bench(resources(inbound, ""), { "backend.test": backend }).call("/chat/", {
    method: "POST",
    body,
    headers: { "Content-Type": contentType, ...headers },
  });
}

function resources(inbound: string, outbound: string) {
  return [
    service(),
    api("chat"),
    operation("chat", "get", "GET", "/*"),
    operation("chat", "post", "POST", "/*"),
    apiPolicy(
      "chat",
      `<policies><inbound>${inbound}</inbound><backend><base /></backend><outbound>${outbound}</outbound><on-error /></policies>`,
    ),
  ];
}
