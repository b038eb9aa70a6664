// A section's form loses nothing: what is typed is kept for its writer, a failing line leaves the page as it is, and two
// tabs of one person tell each other. Nothing that was typed is kept in the browser: computers of an office are shared.
"use strict";

const formWords = Object.fromEntries(
  [...(document.querySelector("[data-form-words]")?.content.querySelectorAll("[data-say]") ?? [])].map((each) => [each.dataset.say, each.textContent]),
);
const formClock = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : "th-TH", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Bangkok" });
// A pause in typing after which it is kept; how long a failing line is left alone, doubled up to a minute.
const KEEP_AFTER = 1500;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const ANSWER_WITHIN = 15000;

for (const form of document.querySelectorAll("form[data-part]")) {
  const said = form.querySelector("[data-autosave-said]");
  const tab = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");
  let seen = form.dataset.keptAt ?? "";
  let [timer, wait, flying] = [0, FIRST_WAIT, null];
  let [dirty, failing, stopped, saving] = [false, false, false, false];

  // --- what the page says beside its buttons: one line for each matter, as long as it holds ---
  const board = document.createElement("div");
  board.className = "form-says";
  board.setAttribute("role", "status");
  form.querySelector(".form-end").prepend(board);
  const hush = (...kinds) => kinds.forEach((kind) => board.querySelector(`[data-kind="${kind}"]`)?.remove());
  const tell = (kind, tone, ...buttons) => {
    const there = board.querySelector(`[data-kind="${kind}"]`);
    if (there) return;
    const line = document.createElement("p");
    line.className = `notice ${tone}`;
    line.dataset.kind = kind;
    const text = document.createElement("span");
    text.textContent = formWords[kind];
    line.append(text);
    for (const [word, act] of buttons) {
      const button = document.createElement(typeof act === "string" ? "a" : "button");
      button.className = "button small";
      button.textContent = formWords[word];
      if (typeof act === "string") button.href = act;
      else {
        button.type = "button";
        button.addEventListener("click", act);
      }
      line.append(" ", button);
    }
    board.append(line);
  };
  const here = `${location.pathname}`;
  const reload = () => {
    dirty = false;
    location.assign(here);
  };

  // --- keeping: one question at a time; a line that fails is asked again, later and later ---
  const later = (after) => {
    clearTimeout(timer);
    timer = setTimeout(keep, after);
  };
  const body = (more) => {
    const fields = new URLSearchParams(new FormData(form));
    fields.delete("do");
    for (const [name, value] of Object.entries(more)) fields.set(name, value);
    return fields;
  };
  // Who leaves while it is on its way is saved all the same; browsers take that for small forms only.
  const post = (address, fields, mark) =>
    fetch(address, { method: "POST", body: fields, keepalive: String(fields).length < 60000, headers: { "X-Requested-With": mark }, signal: AbortSignal.timeout(ANSWER_WITHIN) }).catch(() => null);

  async function keep(more = {}) {
    clearTimeout(timer);
    timer = 0;
    if (flying || saving || (stopped && !more._takes)) return;
    dirty = false;
    flying = post(form.dataset.autosave, body({ _tab: tab, _seen: seen, ...more }), "autosave");
    const answer = await flying;
    flying = null;
    if (saving) return;
    if (answer?.ok) return kept(answer);
    dirty = true;
    if (answer?.status === 409) {
      stopped = true;
      tell("newer", "warn", ["take-mine", () => keep({ _takes: "1" })], ["take-other", reload]);
    } else if (answer?.status === 401 || answer?.status === 403) {
      // The server kept the text before it refused: it is there after signing in.
      dirty = false;
      stopped = true;
      hush("offline");
      tell("ended", "warn", ["sign-in", here]);
    } else if (answer?.status === 413) tell("large", "warn");
    else {
      failing = true;
      tell("offline", "warn", ["retry", () => keep()]);
      later(wait);
      wait = Math.min(LONGEST_WAIT, wait * 2);
    }
  }
  const kept = (answer) => {
    seen = answer.headers.get("X-Kept-At") ?? seen;
    [wait, failing, stopped] = [FIRST_WAIT, false, false];
    if (board.querySelector('[data-kind="offline"]')) {
      hush("offline");
      tell("online", "good");
      setTimeout(() => hush("online"), 8000);
    }
    hush("newer", "large");
    if (answer.headers.has("X-Kept-Gone")) tell("saved-there", "warn", ["reload", reload]);
    if (said) said.textContent = `${formWords.kept} ${formClock.format(seen ? new Date(seen) : new Date())} · ${formWords["kept-more"]}`;
    document.querySelector("[aria-current=step] [data-unsaved]")?.removeAttribute("hidden");
    if (dirty) later(KEEP_AFTER);
  };
  // Who leaves by a link of ours waits until it is kept, and hears when it is not.
  form.addEventListener("form:leave", (event) => event.detail.push((async () => {
    if (flying) await flying;
    if (dirty) await keep();
    return !dirty && !stopped;
  })()));
  form.addEventListener("input", (event) => {
    if (event.target.matches?.("[name=view], [name=zoom]")) return;
    dirty = true;
    hush("busy-save");
    // While the line is down its own clock asks again.
    if (!failing) later(KEEP_AFTER);
  });
  addEventListener("online", () => {
    hush("offline-save");
    if (failing || dirty) keep();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty) keep();
  });
  addEventListener("pagehide", () => {
    channel?.postMessage({ kind: "bye", tab });
    if (dirty && !stopped && !saving) navigator.sendBeacon(form.dataset.autosave, body({ _tab: tab, _seen: seen }));
  });
  addEventListener("beforeunload", (event) => {
    if (dirty && (failing || stopped)) event.preventDefault();
  });

  // --- saving: a line that fails never puts the browser's own error page over what was typed ---
  const buttons = () => form.querySelectorAll('.form-end button[name="do"]');
  form.addEventListener("submit", async (event) => {
    const what = event.submitter?.name === "do" ? event.submitter.value : "save";
    if (!["save", "next"].includes(what)) return;
    event.preventDefault();
    if (saving) return;
    saving = true;
    clearTimeout(timer);
    hush("offline-save", "busy-save");
    form.setAttribute("aria-busy", "true");
    for (const button of buttons()) button.setAttribute("aria-disabled", "true");
    if (said) said.textContent = formWords.saving;
    // A text that is just being kept must not arrive after the save has thrown it away.
    if (flying) await flying;
    const answer = await post(form.action, body({ do: what }), "save");
    const go = answer?.headers.get("X-Go");
    if (go) {
      dirty = false;
      channel?.postMessage({ kind: "saved", tab });
      return location.assign(go);
    }
    form.removeAttribute("aria-busy");
    for (const button of buttons()) button.removeAttribute("aria-disabled");
    if (said) said.textContent = "";
    if (answer && answer.status < 500 && answer.status !== 429) {
      // Something to mend, to merge or to sign in for: the page that says so, with all that was typed.
      dirty = false;
      const plain = document.createElement("input");
      Object.assign(plain, { type: "hidden", name: "do", value: what });
      form.append(plain);
      return form.submit();
    }
    saving = false;
    dirty = true;
    const again = () => form.requestSubmit([...buttons()].find((button) => button.value === what));
    tell(answer ? "busy-save" : "offline-save", "bad", ["retry", again]);
    failing = true;
    later(wait);
  });

  // --- two tabs of one person: they hear of each other; what counts is what the server says when text is kept or saved ---
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`ropa ${here}`) : null;
  const others = new Set();
  const heard = ({ kind, tab: other }) => {
    if (kind === "bye") others.delete(other);
    else others.add(other);
    if (kind === "hello") channel.postMessage({ kind: "here", tab });
    if (kind === "saved") tell("saved-there", "warn", ["reload", reload]);
    if (others.size) tell("open-twice", "info");
    else hush("open-twice");
  };
  channel?.addEventListener("message", (event) => heard(event.data));
  channel?.postMessage({ kind: "hello", tab });
}
