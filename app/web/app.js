"use strict";
// Page text is data: it goes in by textContent only, never as markup.
const $ = (id) => document.getElementById(id);

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

async function ask(path) {
  const response = await fetch(path);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ? answer.error.message : response.statusText);
  return answer;
}

function fillCounts(body, counts) {
  const rows = Object.entries(counts).sort((a, b) => b[1] - a[1]).slice(0, 20);
  body.replaceChildren(...rows.map(([name, count]) => {
    const row = element("tr");
    row.append(element("td", name), element("td", String(count), "number"));
    return row;
  }));
}

async function refreshStatus() {
  try {
    const status = await ask("/api/v1/status");
    fillCounts($("outcomes"), status.outcomes);
    fillCounts($("countries"), status.countries);
    $("tasks").replaceChildren(...status.tasks.map((task) => {
      const row = element("tr");
      row.append(element("td", task.task), element("td", task.lag + " unread", "number"),
                 element("td", task.ready ? "ready" : task.reason || "", task.ready ? "" : "bad"));
      return row;
    }));
    const waiting = status.tasks.filter((task) => !task.ready);
    $("ready").textContent = waiting.length === 0
      ? `Ready. ${status.discovered} URLs discovered, ${status.sources} sources` +
        (status.sources_failing ? `, ${status.sources_failing} failing.` : ".")
      : "Not ready: " + waiting.map((task) => `${task.task}: ${task.reason}`).join("; ");
  } catch (error) {
    $("ready").textContent = "The service does not answer: " + error.message;
  }
}

async function refreshSources() {
  const sources = await ask("/api/v1/sources");
  $("sources").replaceChildren(...sources.map((source) => {
    const row = element("tr");
    const name = element("td", source.outlet || source.id);
    name.dir = "auto";
    row.append(name, element("td", source.country || ""), element("td", source.language || ""),
               element("td", source.last_polled || "never"),
               element("td", source.polls ? `${source.entries_new} / ${source.entries_seen}` : "",
                       "number"),
               element("td", source.last_failure || (source.polls ? "ok" : ""),
                       source.last_failure ? "bad" : ""));
    return row;
  }));
}

let cursor = "";

async function search(goOn) {
  const parameters = new URLSearchParams({ q: $("query").value,
                                           order: $("newest").checked ? "newest" : "score" });
  if (goOn) parameters.set("cursor", cursor); else $("hits").replaceChildren();
  try {
    const result = await ask("/api/v1/search?" + parameters);
    cursor = result.next_cursor || "";
    $("more").hidden = !cursor;
    const missing = result.missing_shards || [];
    $("search-note").textContent =
      `${result.total} articles` +
      (missing.length ? `; index shards that do not answer: ${missing.join(", ")}` : "");
    for (const hit of result.hits) $("hits").append(hitItem(hit));
  } catch (error) {
    $("search-note").textContent = error.message;
  }
}

function hitItem(hit) {
  const item = element("li");
  const open = element("button", hit.title || hit.url);
  open.type = "button";
  open.dir = "auto";
  open.addEventListener("click", () => showArticle(hit.id));
  const subjects = [...new Set(hit.tags.filter((t) => t.type === "country" && t.subject)
                                       .map((t) => t.id))].join(", ");
  const facts = [hit.published ? hit.published.date.slice(0, 10) : "date unknown", hit.language,
                 hit.source, subjects].filter(Boolean).join(" · ");
  const snippet = element("div", hit.snippet);
  snippet.dir = "auto";
  item.append(open, element("div", facts, "quiet"), snippet);
  return item;
}

async function showArticle(id) {
  const article = await ask("/api/v1/articles/" + id);
  $("article-heading").textContent = article.title || article.url;
  $("article-heading").dir = "auto";
  const link = element("a", article.url);
  link.href = article.url;
  link.rel = "noopener noreferrer";
  $("article-facts").replaceChildren(
    link, ` · ${article.published ? article.published.date : "date unknown"} · ${article.language}` +
          ` · ${article.outcome} · relevance ${article.relevance.score.toFixed(2)}`);
  const names = new Map();
  for (const tag of article.tags) {
    const key = `${tag.type} ${tag.id}${tag.subject ? " (subject)" : ""}`;
    if (!names.has(key)) names.set(key, new Set());
    names.get(key).add(tag.surface);
  }
  $("article-tags").replaceChildren(...[...names].map(
    ([key, surfaces]) => element("li", `${key}: ${[...surfaces].join(", ")}`)));
  $("article-text").replaceChildren(...article.text.split("\n\n").map((paragraph) => {
    const made = element("p", paragraph);
    made.dir = "auto";
    return made;
  }));
  $("article").hidden = false;
  $("article").scrollIntoView();
}

$("search-form").addEventListener("submit", (event) => { event.preventDefault(); search(false); });
$("more").addEventListener("click", () => search(true));
refreshStatus();
refreshSources().catch(() => {});
search(false);
setInterval(refreshStatus, 5000);
