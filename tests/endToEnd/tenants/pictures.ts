import type { HttpRequest, HttpResponse } from "../../../packages/common/http";
import { readBody } from "../../../packages/common/http";

const inJson = /("b64_json"\s*:\s*")([A-Za-z0-9+/=]+)"/g;
let painted = 0;

/**
 * A picture shows nobody's words, and one prompt's is as another's: each is given what it was asked by, and a number of its
 * own, behind its last bytes.
 */
export async function stamped(request: HttpRequest, answer: Promise<HttpResponse>): Promise<HttpResponse> {
  if (!/images|blackforestlabs/.test(new URL(request.url).pathname)) return answer;
  const response = await answer;
  const prompt = request.body instanceof Uint8Array ? Buffer.from(request.body).toString() : "";
  const words = /zq[a-z]+-[a-z]q\d+qz/.exec(prompt)?.[0] ?? "";
  const id = `img-${String((painted += 1)).padStart(12, "0")}`;
  const text = Buffer.from(await readBody(response.body)).toString();
  const body = text.replace(inJson, (_, before: string, base64: string) => {
    const bytes = Buffer.concat([Buffer.from(base64, "base64"), Buffer.from(` ${id} ${words}`)]);
    return `${before}${bytes.toString("base64")}"`;
  });
  return { ...response, body: Buffer.from(body) };
}

/** What the stamps of an answer's pictures say. */
export function stampsOf(text: string): string {
  return [...text.matchAll(inJson)]
    .map(([, , base64]) => Buffer.from(base64!, "base64").subarray(-80).toString("latin1"))
    .join("\n");
}
