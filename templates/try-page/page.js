/** Shows /openapi.json as forms. Every text enters the page as text; the key lives in this one variable. */
let key = "";

const longestShown = 200_000;

/** An element with attributes and children; a child that is a text stays one. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute.startsWith("on")) made.addEventListener(attribute.slice(2), value);
    else if (value === true) made.setAttribute(attribute, "");
    else if (value !== false) made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

const place = (id) => document.getElementById(id);

function keyHeaders() {
  return key === "" ? {} : { authorization: `Bearer ${key}` };
}

async function load() {
  const reply = await fetch("/openapi.json", { headers: keyHeaders() });
  if (!reply.ok) throw new Error(`/openapi.json answers ${reply.status}`);
  return await reply.json();
}

async function show() {
  const opened = new Set([...document.querySelectorAll("details.route[open]")].map(({ id }) => id));
  try {
    const api = await load();
    const model = api.info["x-model"];
    place("model").textContent =
      model === undefined
        ? "Examples for the model at work appear with a key of the scope predict or admin."
        : `${model.name}, version ${model.version}`;
    place("key-note").textContent = noteOf(model);
    place("routes").replaceChildren(...api.tags.flatMap((tag) => group(tag, api, opened)));
  } catch (cause) {
    place("model").textContent = `The server cannot be asked: ${cause.message}`;
  }
}

function noteOf(model) {
  if (key === "" && model !== undefined) return "This server wants no key.";
  if (key === "") return "Kept in this page’s memory alone.";
  return model === undefined
    ? "The key does not open predictions; it is used all the same."
    : "The key is used for every request.";
}

function group(tag, api, opened) {
  const cards = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, operation]) => operation.tags.includes(tag.name))
      .map(([method, operation]) => card({ method, path, operation, api, opened })),
  );
  if (cards.length === 0) return [];
  return [element("h2", {}, tag.name), element("p", {}, tag.description), ...cards];
}

function card({ method, path, operation, api, opened }) {
  const scope =
    operation.security[0] === undefined ? "open" : Object.values(operation.security[0]).flat().join();
  const id = operation.operationId;
  return element(
    "details",
    { class: "route", id, open: opened.has(id) },
    element(
      "summary",
      {},
      element("span", { class: `method ${method}` }, method.toUpperCase()),
      element("span", { class: "path" }, path),
      element("span", { class: "scope" }, scope),
      element("span", { class: "about" }, operation.summary),
    ),
    form({ method, path, operation, api }),
  );
}

function form({ method, path, operation, api }) {
  const fields = operation.parameters.map((parameter) => field(parameter, operation.operationId));
  const content = operation.requestBody?.content ?? {};
  const types = Object.keys(content).filter((type) => type !== "application/octet-stream");
  const body = bodyField(content, types, operation.operationId);
  const answer = element("div", { "aria-live": "polite" });
  const send = element("button", { class: "send", type: "submit" }, "Send");
  const request = () => requestOf({ method, path, fields, body });
  const command = element("pre", { hidden: true });
  const showCommand = () => {
    command.hidden = !command.hidden;
    command.textContent = curlOf(request());
  };
  async function submit(event) {
    event.preventDefault();
    send.disabled = true;
    answer.replaceChildren(...(await answerOf(request())));
    send.disabled = false;
  }
  return element(
    "form",
    { class: "inside", onsubmit: submit },
    element("div", { class: "fields" }, ...fields.map(({ node }) => node), ...(body?.typeNode ?? [])),
    ...(body?.nodes ?? []),
    element(
      "div",
      { class: "actions" },
      send,
      element("button", { type: "button", onclick: showCommand }, "As a command"),
    ),
    command,
    answer,
    more("Schemas", schemaNodes(operation)),
    more("Errors", errorNodes(operation, api)),
  );
}

function field({ name, in: where, required = false, schema, example, description = "" }, id) {
  const attributes = { id: `${id}-${name}`, name, required };
  const given = example === undefined ? "" : String(example);
  const input =
    schema.type === "boolean"
      ? element(
          "select",
          attributes,
          ...["", "true", "false"].map((value) =>
            element("option", { value, selected: value === given }, value),
          ),
        )
      : element("input", { ...attributes, value: given, autocomplete: "off" });
  const node = element(
    "div",
    { class: "field" },
    element("label", { for: attributes.id }, name),
    input,
    element("small", {}, description),
  );
  return { name, where, input, node };
}

/** Where the operation takes a body: its text, and a choice where it reads several media types. */
function bodyField(content, types, id) {
  const [first] = types;
  if (first === undefined) return null;
  const example = content[first].example;
  const text = element("textarea", { id: `${id}-body`, spellcheck: "false" });
  text.value = example === undefined ? "" : JSON.stringify(example, null, 2);
  text.rows = Math.min(24, text.value.split("\n").length + 1);
  const type = element(
    "select",
    { id: `${id}-type` },
    ...types.map((value) => element("option", { value }, value)),
  );
  const typeNode = element(
    "div",
    { class: "field" },
    element("label", { for: `${id}-type` }, "Content-Type"),
    type,
  );
  return {
    text,
    type,
    typeNode: types.length > 1 ? [typeNode] : [],
    nodes: [element("h3", {}, element("label", { for: `${id}-body` }, "Body")), text],
  };
}

function requestOf({ method, path, fields, body }) {
  let url = path;
  const query = new URLSearchParams();
  for (const { name, where, input } of fields) {
    if (where === "path") url = url.replace(`{${name}}`, encodeURIComponent(input.value));
    else if (input.value !== "") query.set(name, input.value);
  }
  const search = query.size === 0 ? "" : `?${query}`;
  const sent = body === null ? {} : { body: body.text.value, type: body.type.value };
  return { method: method.toUpperCase(), url: url + search, ...sent };
}

async function answerOf({ method, url, body, type }) {
  const headers = { ...keyHeaders(), ...(type === undefined ? {} : { "content-type": type }) };
  const started = performance.now();
  try {
    const reply = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await reply.text();
    const ms = Math.round(performance.now() - started);
    const status = element(
      "span",
      { class: reply.ok ? "good" : "bad" },
      `${reply.status} ${reply.statusText}`,
    );
    const id = reply.headers.get("x-request-id");
    const about = [`${ms} ms`, ...(id === null ? [] : [`request ${id}`])].join(" · ");
    return [
      element("h3", {}, "Reply"),
      element("p", {}, status, " ", element("small", {}, about)),
      element("pre", {}, pretty(text)),
    ];
  } catch (cause) {
    return [element("p", { class: "bad" }, `No reply: ${cause.message}`)];
  }
}

function pretty(text) {
  const cut =
    text.length > longestShown ? `${text.slice(0, longestShown)}\n… ${text.length} characters in all` : null;
  if (cut !== null) return cut;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The request as a line for a shell; the key stays out of it. */
function curlOf({ method, url, body, type }) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = [`curl ${quoted(location.origin + url)}`];
  if (method !== "GET") parts.push(`-X ${method}`);
  if (key !== "") parts.push('-H "Authorization: Bearer $KEY"');
  if (type !== undefined) parts.push(`-H ${quoted(`Content-Type: ${type}`)}`);
  if (body !== undefined) parts.push(`--data-binary ${quoted(body)}`);
  return parts.join(" \\\n  ");
}

function more(title, nodes) {
  return element("details", { class: "more" }, element("summary", {}, title), ...nodes);
}

function schemaNodes({ requestBody, responses }) {
  const reply = Object.values(responses["200"].content)[0]?.schema;
  const body = requestBody?.content["application/json"]?.schema;
  return [
    ...(body === undefined
      ? []
      : [element("h3", {}, "Body"), element("pre", {}, JSON.stringify(body, null, 2))]),
    element("h3", {}, "Reply"),
    element("pre", {}, JSON.stringify(reply, null, 2)),
  ];
}

function errorNodes({ responses }, { components }) {
  const failures = Object.entries(responses).filter(([status]) => status !== "200" && status !== "default");
  const terms = failures.flatMap(([status, { $ref }]) => {
    const { description } = components.responses[$ref.split("/").at(-1)];
    return [element("dt", {}, status), element("dd", {}, description)];
  });
  return [element("dl", {}, ...terms)];
}

place("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  key = place("key").value.trim();
  show();
});
show();
