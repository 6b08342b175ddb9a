// The weights and dimensions that LiteLLM publishes for its complexity router. Its word lists are longer than these, which
// are ours, so this shows what a weighted sum of such dimensions can do, not what that router does.
const CODE =
  /\b(?:function|class|import|async|await|database|sql|query|schema|api|endpoint|implement|refactor|debug|error|python|javascript|typescript|java|rust|docker|kubernetes|git)\b/gi;
const REASONING =
  /\bstep by step|\bthink (?:through|carefully)|\breason|\banaly[sz]e|\bevaluate|\bpros and cons|\bcompare|\bprove|\bderive|\bdeduce|\bweigh/gi;
const TECHNICAL =
  /\b(?:architecture|distributed|scalab\w+|microservices?|encryption|authentication|performance|latency|throughput|concurren\w+|parallel|memory|gpu|protocol|grpc|websocket|optimi[sz]\w*)\b/gi;
const SIMPLE = /\b(?:what is|what's|define|definition|who is|when did|where is|hello|hi|thanks|translate)\b/gi;
const STEPS = /\bfirst\b.*\bthen\b|\bstep \d|^\s*\d[.)]\s/im;

const share = (text: string, pattern: RegExp, enough: number): number =>
  Math.min(1, (text.match(pattern)?.length ?? 0) / enough);

/** The weighted sum of the seven dimensions, which its makers cut at 0.15, 0.35 and 0.60. */
export function litellmScore(prompt: string): number {
  const tokens = Buffer.byteLength(prompt) / 4;
  const sum =
    0.3 * share(prompt, CODE, 2) +
    0.25 * share(prompt, REASONING, 2) +
    0.25 * share(prompt, TECHNICAL, 2) +
    0.1 * Math.min(1, tokens / 400) -
    0.05 * share(prompt, SIMPLE, 1) +
    0.03 * (STEPS.test(prompt) ? 1 : 0) +
    0.02 * share(prompt, /\?/g, 4);
  return Math.max(0, sum);
}
