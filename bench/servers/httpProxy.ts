import { Agent, createServer } from "node:http";
import httpProxy from "http-proxy";
import { listening, upstreamPort } from "./listening";

const proxy = httpProxy.createProxyServer({
  target: `http://127.0.0.1:${upstreamPort}`,
  agent: new Agent({ keepAlive: true, maxSockets: Infinity }),
});
listening(createServer((request, response) => proxy.web(request, response, {}, () => response.destroy())));
