// Turns of two builds: A B, B A, A B, …, until both have ended.
import { expect, test } from "vitest";
import { type Runner, takeTurns } from "./interleaved-builds.ts";

/** A runner that has so many turns; it writes its name at each. */
function runner(name: string, turns: number, log: string[]): Runner {
  let left = turns;
  return {
    async turn() {
      left -= 1;
      log.push(name);
      return left > 0;
    },
  };
}

const options = { onTurn: () => undefined, checkStop: () => undefined };

test("neither build is always the one that comes second", async () => {
  const log: string[] = [];

  await takeTurns([runner("A", 4, log), runner("B", 4, log)], options);

  expect(log.join("")).toBe("ABBAABBA");
});

test("a build with more rows goes on alone", async () => {
  const log: string[] = [];

  await takeTurns([runner("A", 1, log), runner("B", 3, log)], options);

  expect(log.join("")).toBe("ABBB");
});

test("a request to stop ends the turns", async () => {
  const log: string[] = [];
  let checks = 0;
  const checkStop = () => {
    checks += 1;
    if (checks > 3) throw new Error("stopped");
  };

  const ended = takeTurns([runner("A", 9, log), runner("B", 9, log)], { ...options, checkStop });

  await expect(ended).rejects.toThrow("stopped");
  expect(log.join("")).toBe("ABB");
});

test("a build that ends because of the same Ctrl-C is no error of its own", async () => {
  let isStopped = false;
  const failing: Runner = {
    async turn() {
      isStopped = true;
      throw new Error("its bench must end with exit 0, but it gave 130");
    },
  };
  const checkStop = () => {
    if (isStopped) throw new Error("stopped");
  };

  const ended = takeTurns([failing, runner("B", 9, [])], { ...options, checkStop });

  await expect(ended).rejects.toThrow("stopped");
});
