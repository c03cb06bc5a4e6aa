/* Opens the API's description in Swagger UI, with an Idempotency-Key filled in: each "Execute" is a new request. */
const place = document.getElementById("swagger-ui");
const KEY = "Idempotency-Key";

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is for https alone
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const filledIn = newKey();

function fillIn(spec) {
  for (const operations of Object.values(spec.paths)) {
    for (const operation of Object.values(operations)) {
      for (const parameter of operation.parameters || []) {
        if (parameter.name === KEY) parameter.example = filledIn;
      }
    }
  }
  return spec;
}

function sendAnew(request) {
  if (request.headers && request.headers[KEY] === filledIn) request.headers[KEY] = newKey();
  return request;
}

async function open() {
  const answer = await fetch(place.dataset.url);
  const source = answer.ok ? { spec: fillIn(await answer.json()) } : { url: place.dataset.url };
  SwaggerUIBundle({
    ...source,
    domNode: place,
    deepLinking: true,
    persistAuthorization: false,
    tryItOutEnabled: true,
    validatorUrl: null,
    requestInterceptor: sendAnew,
  });
}

open();
