import { emptyBody, HttpHeaders, type HttpHandler } from "@azure-genai-gateway/common/http";
import { asHandshake, closeCodes, type WebSocketEnd } from "@azure-genai-gateway/common/webSocket";

export interface SessionWish {
  readonly deployment: string;
  readonly key: string;
  /** What the client says before each answer. */
  readonly prompt: () => string;
  readonly turns: number;
  readonly maxTokens: number;
}

/** What became of a session. */
export interface SessionOutcome {
  readonly status: number;
  readonly requestId: string;
  readonly retryAfterS: number | undefined;
  /** Every turn was answered, and the client closed. */
  readonly complete: boolean;
}

/**
 * One realtime session as a client has it: open, say something, wait for the answer, as often as there are turns, close.
 * Answers are text: audio would be made, and thrown away.
 * @param onFirst called when the first piece of an answer is here
 */
export async function runSession(
  handle: HttpHandler,
  { deployment, key, prompt, turns, maxTokens }: SessionWish,
  onFirst: () => void,
): Promise<SessionOutcome> {
  const answer = await handle({
    method: "GET",
    url: `https://gateway.example/openai/v1/realtime?model=${encodeURIComponent(deployment)}`,
    headers: asHandshake(new HttpHeaders({ "api-key": key, "Sec-WebSocket-Protocol": "realtime" })),
    body: emptyBody,
    clientAddress: "203.0.113.9",
  });
  const wait = answer.headers.get("Retry-After");
  const common = {
    status: answer.status,
    requestId: answer.headers.get("x-gateway-request-id") ?? "",
    retryAfterS: wait === undefined ? undefined : Number(wait),
  };
  if (!answer.webSocket) return { ...common, complete: true };
  return { ...common, complete: await talk(answer.webSocket, { prompt, turns, maxTokens }, onFirst) };
}

function talk(
  socket: WebSocketEnd,
  { prompt, turns, maxTokens }: Pick<SessionWish, "prompt" | "turns" | "maxTokens">,
  onFirst: () => void,
): Promise<boolean> {
  const send = (event: object) =>
    void socket.send({ bytes: Buffer.from(JSON.stringify(event)), binary: false });
  const ask = () => {
    const content = [{ type: "input_text", text: prompt() }];
    send({ type: "conversation.item.create", item: { type: "message", role: "user", content } });
    send({
      type: "response.create",
      response: { output_modalities: ["text"], max_output_tokens: maxTokens },
    });
  };
  return new Promise((resolve) => {
    let answered = 0;
    socket.listen({
      message({ bytes }) {
        const { type, response } = JSON.parse(Buffer.from(bytes).toString()) as {
          type: string;
          response?: { status: string };
        };
        if (type.endsWith(".delta")) onFirst();
        if (type !== "response.done") return;
        answered += 1;
        // An answer that was refused or broke off ends the session, as a client would.
        if (answered < turns && response?.status !== "failed") ask();
        else {
          socket.close(closeCodes.normal);
          resolve(response?.status !== "failed");
        }
      },
      closed: () => resolve(false),
    });
    ask();
  });
}
