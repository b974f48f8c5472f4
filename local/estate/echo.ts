import { type HttpHandler, jsonResponse } from "../../common/http";

/** The host that `--backend NAME=echo` means. */
export const echoHost = "echo.invalid";

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
      body: parsed(text.slice(0, longestBody)),
    }),
  );
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
