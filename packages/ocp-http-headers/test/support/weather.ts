const text = { type: "string" };
const ok = { 200: { description: "ok", content: { "application/json": { schema: {} } } } };

/** A small weather service that says what it does with contexts. */
export const weather = (url: string, info: object = {}) => ({
  openapi: "3.1.0",
  info: { title: "Weather", version: "1", ...info },
  servers: [{ url }],
  paths: {
    "/weather": {
      get: {
        operationId: "getWeather",
        summary: "The weather at a place",
        parameters: [{ name: "location", in: "query", required: true, schema: text }],
        "x-ocp-context": { requires: ["location"], provides: ["weather"], preserves: ["user_prefs"] },
        responses: ok,
      },
    },
    "/plan": {
      post: {
        summary: "Plans a trip",
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: { type: "object", required: ["to"], properties: { to: text, api_key: text } },
            },
          },
        },
        "x-ocp-context": { enhances_with: ["agent_goal"], updates_context: ["context_summary"] },
        responses: ok,
      },
    },
    "/secret": {
      get: { operationId: "readSecret", "x-ocp-context": { requires_context: true }, responses: ok },
    },
  },
});
