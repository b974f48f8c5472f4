import { type HttpHandler, jsonResponse } from "@azure-genai-gateway/common/http";
import { jsonOrText } from "@azure-genai-gateway/common/nameValue";

/** The host that `--backend NAME=echo` means. */
export const echoHost = "echo.invalid";

/** What `--backend` was given as an address: `echo` stands for the server below. */
export function backendAddress(given: string): string {
  return given === "echo" ? `https://${echoHost}` : given;
}

/** Bodies longer than this are given back in part, in characters. */
const longestBody = 100_000;

/** A backend that answers with the request as it came to it: what the policies have made of it is there to be seen. */
export const echo: HttpHandler = (request) => {
  const text = Buffer.from(request.body).toString("utf8");
  return Promise.resolve(
    jsonResponse(200, {
      method: request.method,
      url: request.url.replace(`https://${echoHost}`, ""),
      headers: Object.fromEntries([...request.headers].map(([name, values]) => [name, values.join(",")])),
      body: jsonOrText(text.slice(0, longestBody)),
    }),
  );
};
