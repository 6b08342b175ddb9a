import { expect, it } from "vitest";
import { createBreaker } from "../src/route/breaker.ts";

it("opens after faults in a row, tries with one request, and waits longer after each that fails", () => {
  let now = 0;
  const breaker = createBreaker({ failures: 2, cooldownMs: 100 }, () => now);
  const failOnce = (): void => {
    expect(breaker.enter()).toBeUndefined();
    breaker.leave("failed");
  };
  failOnce();
  expect(breaker.enter()).toBeUndefined();
  breaker.leave("ok");
  failOnce();
  expect(breaker.state).toBe("closed");
  failOnce();
  expect(breaker.state).toBe("open");
  expect(breaker.enter()).toBe(100);
  for (const pause of [200, 400, 800, 1000, 1000]) {
    now += 1000;
    expect(breaker.enter()).toBeUndefined();
    expect(breaker.state).toBe("trial");
    expect(breaker.enter()).toBeGreaterThan(0);
    breaker.leave("failed");
    expect(breaker.enter()).toBe(pause);
  }
  now += 1000;
  breaker.enter();
  breaker.leave("ok");
  expect([breaker.state, breaker.enter()]).toEqual(["closed", undefined]);
});

it("gives a trial back whose caller gave up, and rests as long as it is asked, within bounds", () => {
  let now = 0;
  const breaker = createBreaker({ failures: 1, cooldownMs: 100 }, () => now);
  breaker.enter();
  breaker.leave("failed");
  now = 100;
  expect(breaker.enter()).toBeUndefined();
  breaker.leave("stopped");
  expect(breaker.enter()).toBeUndefined();
  breaker.leave("ok");
  breaker.rest(3_600_000);
  expect(breaker.enter()).toBe(1000);
});
