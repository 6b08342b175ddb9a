import type { CallOptions } from "./caller.ts";
import type { ToolResponse } from "./read-response.ts";

/** An answer whose data has the type that the document says; what it says of failures is not looked at. */
export interface TypedResponse<Data> extends Omit<ToolResponse, "data"> {
  readonly data: Data;
}

/** One operation as a function. */
export type Method<Args, Data> = {} extends Args
  ? (args?: Args, options?: CallOptions) => Promise<TypedResponse<Data>>
  : (args: Args, options?: CallOptions) => Promise<TypedResponse<Data>>;

/** Any operation, where the document's type is not known. */
export type AnyMethod = (args?: Record<string, unknown>, options?: CallOptions) => Promise<ToolResponse>;

/** The operations of a document, typed as far as its type goes: that of a literal (`as const`) goes all the way. */
export type ApiClient<Document> = string extends keyof PathsOf<Document>
  ? Readonly<Record<string, AnyMethod>> & { readonly then?: undefined }
  : {
      readonly [Operation in OperationsOf<Document> as Exclude<IdOf<Operation>, "then">]: Method<
        ArgsOf<Operation>,
        DataOf<Operation>
      >;
    };

type PathsOf<Document> = Document extends { readonly paths: infer Paths } ? Paths : Record<string, unknown>;
type HttpMethod = "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query";
type OperationsOf<Document> = {
  [Path in keyof PathsOf<Document>]: PathsOf<Document>[Path][HttpMethod & keyof PathsOf<Document>[Path]];
}[keyof PathsOf<Document>];
type IdOf<Operation> = Operation extends { readonly operationId: infer Id extends string } ? Id : never;

type Simplify<T> = { [Key in keyof T]: T[Key] };
type Parameters<Operation> = Operation extends { readonly parameters: readonly (infer Item)[] } ? Item : never;
type NameOf<Item> = Item extends { readonly name: infer Name extends string } ? Name : never;
type SchemaOf<Item> = Item extends { readonly schema: infer Schema } ? FromSchema<Schema> : unknown;
type Needed<Item> = Item extends { readonly required: true } | { readonly in: "path" } ? Item : never;
type ParameterArgs<Item> = { [One in Needed<Item> as NameOf<One>]: SchemaOf<One> } & {
  [One in Exclude<Item, Needed<Item>> as NameOf<One>]?: SchemaOf<One>;
};
type BodyOf<Operation> = Operation extends {
  readonly requestBody: { readonly content: { readonly "application/json": { readonly schema: infer Schema } } };
}
  ? Schema
  : never;
type BodyArgs<Operation> = [BodyOf<Operation>] extends [never]
  ? unknown
  : BodyOf<Operation> extends { readonly properties: object }
    ? Operation extends { readonly requestBody: { readonly required: true } }
      ? FromSchema<BodyOf<Operation>>
      : Partial<FromSchema<BodyOf<Operation>>>
    : { body: FromSchema<BodyOf<Operation>> };
type ArgsOf<Operation> = Simplify<ParameterArgs<Parameters<Operation>> & BodyArgs<Operation>>;

type ResponsesOf<Operation> = Operation extends { readonly responses: infer Responses } ? Responses : never;
type DataOf<Operation> =
  ResponsesOf<Operation> extends Record<
    200,
    { readonly content: { readonly "application/json": { readonly schema: infer Schema } } }
  >
    ? FromSchema<Schema>
    : unknown;

/** The type that a literal JSON Schema describes; `unknown` where it goes beyond what is simple. */
export type FromSchema<Schema> = Schema extends { readonly enum: readonly (infer Value)[] }
  ? Value
  : Schema extends { readonly type: "string" }
    ? string
    : Schema extends { readonly type: "integer" | "number" }
      ? number
      : Schema extends { readonly type: "boolean" }
        ? boolean
        : Schema extends { readonly type: "array"; readonly items: infer Items }
          ? FromSchema<Items>[]
          : Schema extends { readonly properties: infer Properties }
            ? FromProperties<Properties, Schema>
            : unknown;

type RequiredOf<Schema> = Schema extends { readonly required: readonly (infer Name)[] } ? Name : never;
type FromProperties<Properties, Schema> = Simplify<
  { [Key in keyof Properties as Key extends RequiredOf<Schema> ? Key : never]: FromSchema<Properties[Key]> } & {
    [Key in keyof Properties as Key extends RequiredOf<Schema> ? never : Key]?: FromSchema<Properties[Key]>;
  }
>;
