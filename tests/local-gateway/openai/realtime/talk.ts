import type { VirtualClock } from "../../../../packages/common/clock";
import { emptyBody, HttpHeaders, readBody, type HttpResponse } from "../../../../packages/common/http";
import { seededRandom } from "../../../../packages/common/random";
import { asHandshake, type WebSocketEnd } from "../../../../packages/common/webSocket";
import {
  createSimulatedAccount,
  type DeploymentBehaviour,
  type SimulatedAccount,
} from "../../../../packages/local-gateway/openai";
import { createTokenCounter } from "../../../../packages/local-gateway/tokens";

export type ServerEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** An account with a model that talks, and one that does not. */
export function talkingAccount(
  clock: VirtualClock,
  more: { readonly behaviour?: DeploymentBehaviour; readonly capacity?: number } = {},
): SimulatedAccount {
  const { behaviour, capacity = 1000 } = more;
  return createSimulatedAccount({
    subdomain: "acc",
    region: "swedencentral",
    deployments: [
      {
        name: "live",
        model: "gpt-realtime",
        modelVersion: "2025-08-28",
        sku: "GlobalStandard",
        capacity,
        ...(behaviour ? { behaviour } : {}),
      },
      { name: "chat", model: "gpt-4.1", modelVersion: "2025-04-14", sku: "GlobalStandard", capacity: 10 },
    ],
    acceptsToken: (token) => token === "good",
    clock,
    random: seededRandom(3),
    tokens: createTokenCounter(),
  });
}

export async function shake(
  account: SimulatedAccount,
  path: string,
  headers: Record<string, string> = { Authorization: "Bearer good" },
): Promise<HttpResponse> {
  return account.handle({
    method: "GET",
    url: `wss://acc.openai.azure.com${path}`,
    headers: asHandshake(new HttpHeaders(headers)),
    body: emptyBody,
  });
}

/** The error of a refused handshake. */
export async function refusal(answer: HttpResponse): Promise<string> {
  const { error } = JSON.parse(Buffer.from(await readBody(answer.body)).toString()) as {
    error: { code: string };
  };
  return `${answer.status} ${error.code}`;
}

/** A client of one session: what it sends and what it has got. */
export class Talk {
  readonly events: ServerEvent[] = [];
  readonly closes: (readonly [number, string])[] = [];

  private constructor(
    private readonly end: WebSocketEnd,
    readonly clock: VirtualClock,
  ) {
    end.listen({
      message: ({ bytes }) => void this.events.push(JSON.parse(Buffer.from(bytes).toString()) as ServerEvent),
      closed: (code, reason) => void this.closes.push([code, reason]),
    });
  }

  static async open(
    account: SimulatedAccount,
    clock: VirtualClock,
    path = "/openai/v1/realtime?model=live",
  ): Promise<Talk> {
    const answer = await clock.run(shake(account, path));
    if (!answer.webSocket) throw new Error(await refusal(answer));
    return new Talk(answer.webSocket, clock);
  }

  send(event: object): void {
    void this.end.send({ bytes: Buffer.from(JSON.stringify(event)), binary: false });
  }

  sendText(text: string): void {
    void this.end.send({ bytes: Buffer.from(text), binary: false });
  }

  close(code = 1000): void {
    this.end.close(code);
  }

  /** Sends, lets `ms` pass, and gives what came since. */
  async ask(event: object | readonly object[], ms = 60_000): Promise<readonly ServerEvent[]> {
    const before = this.events.length;
    for (const one of Array.isArray(event) ? (event as object[]) : [event]) this.send(one);
    await this.clock.advance(ms);
    return this.events.slice(before);
  }
}

export const types = (events: readonly ServerEvent[]) => events.map(({ type }) => type);

/** The types in order, runs of one type as one. */
export function steps(events: readonly ServerEvent[]): string[] {
  return types(events).filter((type, at, all) => type !== all[at - 1]);
}

/** Audio of so many ms: a square wave, or silence. */
export function sound(ms: number, loud = true): string {
  const bytes = Buffer.alloc(ms * 48);
  if (loud)
    for (let at = 0; at < bytes.length; at += 2) bytes.writeInt16LE(at % 200 < 100 ? 9_000 : -9_000, at);
  return bytes.toString("base64");
}

export const userText = (text: string) => ({
  type: "conversation.item.create",
  item: { type: "message", role: "user", content: [{ type: "input_text", text }] },
});
