import { expect } from "chai";
import { sleep, VirtualClock } from "../../../packages/common/clock";
import { BrokenConnection, HttpHeaders, readBody } from "../../../packages/common/http";
import { cutIdleStreams } from "../../../packages/local-gateway/ingress/idleStreams";

/** What a client gets of a stream whose parts come after these many seconds. */
async function received(...gaps: readonly number[]): Promise<string> {
  const clock = new VirtualClock();
  async function* parts() {
    for (const [index, gap] of gaps.entries()) {
      await sleep(clock, gap * 1000);
      yield Buffer.from(String(index));
    }
  }
  const handle = cutIdleStreams(
    () => Promise.resolve({ status: 200, headers: new HttpHeaders(), body: parts() }),
    clock,
  );
  const request = {
    method: "GET",
    url: "https://a.example/",
    headers: new HttpHeaders(),
    body: Buffer.alloc(0),
  };
  return clock.run(
    handle(request).then(async ({ body }) => {
      let text = "";
      try {
        for await (const part of body as AsyncIterable<Uint8Array>) text += Buffer.from(part).toString();
        return text;
      } catch (error) {
        return `${text} ${error instanceof BrokenConnection ? "cut" : String(error)}`;
      }
    }),
  );
}

describe("streams that are silent", () => {
  // https://learn.microsoft.com/azure/api-management/how-to-server-sent-events#guidelines-for-sse: four minutes.
  it("are cut after four minutes without a byte, however long they are", async () => {
    expect(await received(1, 1, 1)).to.equal("012");
    expect(await received(239, 239, 239)).to.equal("012");
    expect(await received(1, 241, 1)).to.equal("0 cut");
  });

  it("are not what an answer in one piece is", async () => {
    const clock = new VirtualClock();
    const handle = cutIdleStreams(
      () => Promise.resolve({ status: 200, headers: new HttpHeaders(), body: Buffer.from("whole") }),
      clock,
    );
    const { body } = await handle({
      method: "GET",
      url: "https://a.example/",
      headers: new HttpHeaders(),
      body: Buffer.alloc(0),
    });
    expect(Buffer.from(await readBody(body)).toString()).to.equal("whole");
  });
});
