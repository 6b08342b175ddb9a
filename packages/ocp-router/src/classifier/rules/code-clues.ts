import type { SignalPart } from "../classifier.ts";

/** Code whose faults do not show where they are made: shared memory, raw memory, transactions, trust. */
const DELICATE =
  /\b(?:synchronized|volatile|atomic\w*|mutex|rwlock|spinlock|semaphore|std::thread|pthread_\w+|go func|chan\b|goroutine|threading|Thread\(|multiprocessing|asyncio|Promise\.(?:all|race)|compare_exchange\w*|memory_order\w*|CompareAndSwap\w*|unsafe|transmute|malloc|realloc|memcpy|strcpy|free\(|reinterpret_cast|FOR UPDATE|BEGIN|COMMIT|ISOLATION LEVEL|ROLLBACK|eval\(|exec\(|innerHTML|pickle|jwt|hmac|crypto|bcrypt|verify\(|signature|deserialize|ptrace|ioctl|mmap|__asm\w*|epoll|fork\()/;
const JUDGED =
  /\b(?:wrong|bugs?|buggy|safe|unsafe|correct|incorrect|issues?|problems?|why|fix|leaks?|lose|loses|race|racy|fails?|breaks?|bypass\w*|exploit\w*|vulnerab\w*|review|improve|scale|guarantee\w*|flaw\w*|hole|holes)\b|为什么|問題|问题|原因|正しい|安全|왜|ошибк|почему|pourquoi|por que|warum|perche|fehler|falla|sicher|seguro|sur\b/;
const SAMPLE = 20_000;

/** Says whether code that came along needs care, where its faults are asked about. */
export function codeClues(asked: string, code: string): SignalPart[] {
  if (!JUDGED.test(asked) || !DELICATE.test(code.slice(0, SAMPLE))) return [];
  return [{ layer: "code", signal: "delicate code", weight: 40 }];
}
