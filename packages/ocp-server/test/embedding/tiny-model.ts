import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Dimensions of the generated models. */
export const TINY_DIMENSIONS = 24;

const SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789.:,;(){}[]_-<>=+*/?!'\"漢字";

/**
 * Writes a whole model as the Hugging Face hub has them: a tokenizer that knows single characters, and a network that
 * looks each token's vector up in a table of fixed numbers. `file` is the name of its weights.
 */
export async function writeTinyModel(folder: string, file = "model_quantized.onnx"): Promise<void> {
  const vocabulary = [...SPECIAL, ...CHARACTERS, ...[...CHARACTERS].map((character) => `##${character}`)];
  await mkdir(join(folder, "onnx"), { recursive: true });
  const json = (name: string, content: unknown) => writeFile(join(folder, name), JSON.stringify(content));
  await json("config.json", { model_type: "bert", hidden_size: TINY_DIMENSIONS, vocab_size: vocabulary.length });
  await json("tokenizer_config.json", {
    tokenizer_class: "BertTokenizer",
    do_lower_case: true,
    model_max_length: 512,
    pad_token: "[PAD]",
    unk_token: "[UNK]",
    cls_token: "[CLS]",
    sep_token: "[SEP]",
    mask_token: "[MASK]",
  });
  await json("tokenizer.json", tokenizer(vocabulary));
  await writeFile(join(folder, "onnx", file), network(vocabulary.length));
}

function tokenizer(vocabulary: readonly string[]) {
  const special = (id: number) => ({
    id,
    content: SPECIAL[id],
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  const sequence = (id: string) => ({ Sequence: { id, type_id: 0 } });
  const token = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const entry = (id: string) => ({ id, ids: [SPECIAL.indexOf(id)], tokens: [id] });
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((_, id) => special(id)),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [token("[CLS]"), sequence("A"), token("[SEP]")],
      pair: [token("[CLS]"), sequence("A"), token("[SEP]"), sequence("B"), token("[SEP]")],
      special_tokens: { "[CLS]": entry("[CLS]"), "[SEP]": entry("[SEP]") },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  };
}

// What follows writes Protocol Buffers by the field numbers of onnx.proto.

const FLOAT = 1;
const INT64 = 7;

/** `last_hidden_state = Gather(table, input_ids)`. */
function network(words: number): Uint8Array {
  const table = new Float32Array(words * TINY_DIMENSIONS);
  for (let index = 0; index < table.length; index++) table[index] = Math.sin(index * 12.9898 + 1) * 3;
  const initializer = message(
    number(1, words),
    number(1, TINY_DIMENSIONS),
    number(2, FLOAT),
    text(8, "table"),
    bytes(9, new Uint8Array(table.buffer)),
  );
  const gather = message(text(1, "table"), text(1, "input_ids"), text(2, "last_hidden_state"), text(4, "Gather"));
  const graph = message(
    bytes(1, gather),
    text(2, "tiny"),
    bytes(5, initializer),
    bytes(11, value("input_ids", INT64, ["batch", "tokens"])),
    bytes(11, value("attention_mask", INT64, ["batch", "tokens"])),
    bytes(12, value("last_hidden_state", FLOAT, ["batch", "tokens", TINY_DIMENSIONS])),
  );
  return message(number(1, 8), bytes(7, graph), bytes(8, message(text(1, ""), number(2, 13))));
}

function value(name: string, type: number, shape: readonly (string | number)[]): Uint8Array {
  const dimensions = shape.map((size) => bytes(1, message(typeof size === "string" ? text(2, size) : number(1, size))));
  const tensor = message(number(1, type), bytes(2, message(...dimensions)));
  return message(text(1, name), bytes(2, message(bytes(1, tensor))));
}

function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

function number(field: number, content: number): Uint8Array {
  return Buffer.from([...varint(field << 3), ...varint(content)]);
}

function bytes(field: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(content.length)]), content]);
}

const text = (field: number, content: string): Uint8Array => bytes(field, Buffer.from(content));

function varint(content: number): number[] {
  return content < 128 ? [content] : [(content & 127) | 128, ...varint(Math.floor(content / 128))];
}
