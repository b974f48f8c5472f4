import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VirtualClock } from "../../../packages/common/clock";
import { ProblemsError } from "../../../packages/common/problem";
import { recordAnswers, Recordings } from "../../../packages/local-gateway/openai";
import { account, call, chatPath, deployment, send } from "./accounts";

const body = { messages: [{ role: "user", content: "Hello" }], max_tokens: 12 };

describe("recorded answers", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "recordings-"));
    file = join(folder, "answers.jsonl");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Records what one account answers and gives an account, of other answers, that replays it. */
  function pair() {
    const clock = new VirtualClock();
    const slow = deployment({ behaviour: { latency: { firstTokenMs: 100, perTokenMs: 10 } } });
    const real = recordAnswers(account([slow], clock).handle, file, clock);
    const replaying = () => account([deployment()], clock, { recordings: Recordings.read(file) });
    return { clock, real, replaying };
  }

  it("are given again at their pace, whole and streamed", async () => {
    const { clock, real, replaying } = pair();
    const whole = await clock.run(call(real, chatPath, body));
    const streamed = await clock.run(call(real, chatPath, { ...body, stream: true }));
    const again = replaying();
    let begun = clock.now();
    const reordered = { max_tokens: 12, messages: body.messages };
    expect((await clock.run(call(again.handle, chatPath, reordered))).json).to.deep.equal(whole.json);
    expect(clock.now() - begun).to.equal(100 + 12 * 10);
    begun = clock.now();
    expect((await clock.run(call(again.handle, chatPath, { ...body, stream: true }))).text).to.equal(
      streamed.text,
    );
    expect(clock.now() - begun).to.equal(100 + 12 * 10);
    expect(again.ledger.calls.map(({ status, complete }) => [status, complete])).to.deep.equal([
      [200, true],
      [200, true],
    ]);
  });

  it("come in the order they were made, the last again and again; other requests are simulated", async () => {
    const { clock, real, replaying } = pair();
    const ids: string[] = [];
    for (let index = 0; index < 2; index += 1)
      ids.push((await clock.run(call(real, chatPath, body))).json.id);
    const again = replaying();
    const id = async (more: object = {}) =>
      (await clock.run(call(again.handle, chatPath, { ...body, ...more }))).json.id;
    expect([await id(), await id(), await id()]).to.deep.equal([ids[0], ids[1], ids[1]]);
    expect(ids).not.to.include(await id({ seed: 7 }));
  });

  it("hold no token, and are behind the same door as others", async () => {
    const { clock, real, replaying } = pair();
    await clock.run(call(real, chatPath, body));
    expect(readFileSync(file, "utf8")).not.to.contain("good-token");
    const headers = { Authorization: "Bearer bad" };
    expect((await clock.run(call(replaying().handle, chatPath, body, { headers }))).status).to.equal(401);
  });

  it("are not kept of a stream that broke off", async () => {
    const { clock, real } = pair();
    const response = await clock.run(send(real, chatPath, { ...body, stream: true }));
    const stream = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await clock.run(stream.next());
    await stream.return!();
    expect(() => Recordings.read(file)).to.throw("RECORDING_UNREADABLE");
  });

  it("report every line that is none", () => {
    writeFileSync(file, '{"key":"7"}\n\nnot json\n');
    const failure = (() => {
      try {
        Recordings.read(file);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).to.be.instanceOf(ProblemsError);
    const { problems } = failure as ProblemsError;
    expect(problems.map(({ code, place }) => [code, place!.line])).to.deep.equal([
      ["RECORDING_INVALID", 1],
      ["RECORDING_INVALID", 3],
    ]);
  });
});
