import { Agent, request } from "undici";
import { median } from "./goals";
import { type Child, usageOf } from "./children";

export interface Target {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Load {
  readonly perSecond: number;
  /** By the seconds of CPU that the server used: other processes on the machine change it little. */
  readonly perCpuSecond: number;
}

const answering = new Map<number, Agent>();

/** Keeps so many calls under way for a while, reading each answer to its end; anything but a 200 is an error. */
export async function load(
  server: Child,
  target: Target,
  connections: number,
  seconds: number,
): Promise<Load> {
  const agent = answering.get(connections) ?? new Agent({ connections, pipelining: 1 });
  answering.set(connections, agent);
  const before = await usageOf(server);
  const begun = performance.now();
  const end = begun + seconds * 1000;
  let done = 0;
  const client = async () => {
    while (performance.now() < end) {
      const { statusCode, body } = await request(target.url, {
        dispatcher: agent,
        method: "POST",
        headers: { "content-type": "application/json", ...target.headers },
        body: target.body,
      });
      if (statusCode !== 200) throw new Error(`${statusCode}: ${await body.text()}`);
      await body.dump({ limit: Infinity });
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const took = (performance.now() - begun) / 1000;
  const after = await usageOf(server);
  return { perSecond: done / took, perCpuSecond: done / (after.cpu - before.cpu) };
}

/** Ms until the first byte of the body, one call after another. */
export async function firstByte(target: Target, calls: number): Promise<number> {
  const agent = new Agent({ connections: 1 });
  const taken: number[] = [];
  for (let index = 0; index < calls + 10; index += 1) {
    const begun = performance.now();
    const { body } = await request(target.url, {
      dispatcher: agent,
      method: "POST",
      headers: { "content-type": "application/json", ...target.headers },
      body: target.body,
    });
    let first = true;
    for await (const _chunk of body) {
      if (first && index >= 10) taken.push(performance.now() - begun);
      first = false;
    }
  }
  await agent.close();
  return median(taken);
}
