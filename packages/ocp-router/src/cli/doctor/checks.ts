import { OllamaBackend } from "../../backends/ollama.ts";
import { isLoopback } from "../../serve/loopback.ts";
import type { Config, ProcessInput } from "../../config.ts";
import { makeLocalBackend, makePaidBackend, makeRouter } from "../../factory.ts";
import { PRICES, priceOf } from "../../route/prices.ts";
import type { Finding } from "./finding.ts";

const OLDEST_NODE = [22, 14] as const;

export function checkNode({ nodeVersion }: Pick<ProcessInput, "nodeVersion">): Finding {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  const old = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  const message = `Node.js ${nodeVersion}`;
  if (!old) return { level: "ok", subject: "node", message };
  return { level: "fail", subject: "node", message, advice: `Install ${OLDEST_NODE.join(".")} or newer.` };
}

/** What the settings say about money and privacy. */
export function checkRules({ budget, privacy, prices, paidModel, fallback }: Config): Finding[] {
  const findings: Finding[] = [];
  const price = priceOf(paidModel, { ...PRICES, ...prices });
  const limited = budget.dayUsd !== undefined || budget.sessionUsd !== undefined;
  if (price)
    findings.push({
      level: "ok",
      subject: "price",
      message: `${paidModel}: $${price.input} in, $${price.output} out for a million tokens`,
    });
  else
    findings.push({
      level: limited ? "fail" : "warn",
      subject: "price",
      message: `No price is known for ${paidModel}: spending and savings are not counted.`,
      advice: `Set OCP_PRICES='{"${paidModel}": {"input": 2, "output": 10}}' with the vendor's numbers.`,
    });
  const rules = (privacy.patterns?.length ?? 0) + (privacy.paths?.length ?? 0);
  if (rules > 0)
    findings.push({ level: "ok", subject: "privacy", message: `${rules} rules hold requests on this machine` });
  if (fallback === "both" || fallback === "to_paid")
    findings.push({
      level: "ok",
      subject: "fallback",
      message: `When the local model fails, ${paidModel} answers, and costs. OCP_ROUTE_FALLBACK=to_local forbids it.`,
    });
  return findings;
}

/** Whether the classifier loads. */
export async function checkClassifier(config: Config): Promise<Finding> {
  const subject = "classifier";
  try {
    const router = makeRouter({ config });
    const { classify } = await router.decide("explain the auth middleware");
    return { level: "ok", subject, message: `Scores from ${classify.threshold} on go to ${config.paidModel}` };
  } catch (error) {
    return { level: "fail", subject, message: (error as Error).message };
  }
}

/** Whether the local server is there, with the model. */
export async function checkLocal(config: Config): Promise<Finding[]> {
  const subject = "local";
  const { localModel: model, localUrl: url } = config;
  const findings: Finding[] = [];
  if (!isLoopback(new URL(url).hostname))
    findings.push({
      level: "warn",
      subject,
      message: `${new URL(url).host} is another machine: "local" requests, private ones too, go there.`,
    });
  const backend = makeLocalBackend(config);
  if (await backend.available()) return [...findings, { level: "ok", subject, message: `${model} at ${url}` }];
  if (!(backend instanceof OllamaBackend))
    return [
      ...findings,
      {
        level: "fail",
        subject,
        message: `Nothing at ${url} offers ${model}.`,
        advice: "Start the server, or set OCP_LOCAL_URL and OCP_LOCAL_MODEL.",
      },
    ];
  try {
    const names = await backend.models();
    const there = names.length === 0 ? "none at all" : names.slice(0, 8).join(", ");
    const message = `Ollama at ${url} has no model ${model}; it has ${there}.`;
    return [...findings, { level: "fail", subject, message, advice: `ollama pull ${model}, or set OCP_LOCAL_MODEL` }];
  } catch (error) {
    return [...findings, { level: "fail", subject, message: (error as Error).message }];
  }
}

/** Whether the key and the vendor's package are there. Sends nothing, since that may cost. */
export async function checkPaid(config: Config): Promise<Finding> {
  const subject = "paid";
  const { paidBackend, paidModel } = config;
  const variable = paidBackend === "anthropic" ? "ANTHROPIC_API_KEY" : "OPENAI_API_KEY";
  if (config.paidKey() === undefined)
    return {
      level: "warn",
      subject,
      message: `${variable} is not set: hard requests fall back to the local model.`,
      advice: `Set ${variable}, or choose another vendor by OCP_PAID_BACKEND.`,
    };
  if (await makePaidBackend(config).available())
    return { level: "ok", subject, message: `${paidModel}, with a key that no request has tried yet` };
  return {
    level: "fail",
    subject,
    message: `${paidModel} is not ready.`,
    advice: `Set ${variable}, and install the vendor's package if you use this as a library.`,
  };
}
