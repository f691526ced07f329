/* Posta: what the screens do beyond plain HTML. Every act also works without this file.
   No library, no storage in the browser, nothing inline: safe under a strict content policy.
   Hooks are data-attributes; html.js says that this file runs. */
(() => {
"use strict";
const root = document.documentElement;
const all = (query, from = document) => [...from.querySelectorAll(query)];
const plain = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();
const typing = node => node && node.matches("textarea,select,input:not([type=radio]):not([type=checkbox])");
/* As a plain form is sent, so that a post that was locked keeps it (files stay where they are). */
const content = form => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
const post = (form, url) =>
  fetch(url || form.action, { method: "POST", body: content(form), credentials: "same-origin" });
root.classList.add("js");

/* --- hide and lock -------------------------------------------------------------------- */
const cover = () => { root.classList.add("covered"); document.getElementById("lock").submit(); };
const NAMES = "[name=alias],[name=family_name],[name=q]";
const veil = on => {
  if (on && document.activeElement.matches(NAMES)) document.activeElement.blur();
  root.classList.toggle("veil", on);
  show("veil", on);
};
const show = (what, on) => all(`form[data-look=${what}]`).forEach(form => {
  form.on.value = on ? "" : "1";
  form.querySelector("button").setAttribute("aria-pressed", on);
});
let idle;
const awake = () => {
  clearTimeout(idle);
  const rest = +root.dataset.idle;
  if (rest) idle = setTimeout(() => veil(true), rest);
};
["pointerdown", "keydown", "scroll"].forEach(name => addEventListener(name, awake, { passive: true }));

/* --- keys: the guide "keyboard" of the help shows these; a test compares ------------------- */
const KEYS = { lock: "Shift+Escape", search: "/", sign: "Ctrl+Enter", back: "Escape", choose: "1-9", step: "Arrow" };
const pressed = event => {
  if (event.key === "Escape" && event.shiftKey) return "Shift+Escape";
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + event.key;
};
addEventListener("keydown", event => {
  const at = document.activeElement, key = pressed(event), done = () => event.preventDefault();
  if (key === KEYS.lock) { done(); return cover(); }
  if (key === KEYS.sign) {
    const main = document.querySelector("form[data-entry] .main") || document.querySelector(".sign .main");
    if (main) { done(); main.click(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === "Enter" && at.matches("form[data-entry] input")) return done();      // a slip of the thumb signs nothing
  if (key === KEYS.back) {
    if (typing(at)) return at.blur();
    const back = document.querySelector("a[data-back]");
    return back && back.click();
  }
  if (typing(at)) return;
  if (key === KEYS.search) {
    const box = document.querySelector("[data-search]");
    if (box) { done(); box.focus(); box.select(); }
  }
  const chips = at.closest(".keyed");
  if (!chips) return;
  const boxes = all(".chip input", chips).filter(box => box.offsetParent), [first, last] = KEYS.choose.split("-");
  const picked = "numeric" in chips.dataset
    ? boxes.find(box => box.value === key)
    : key >= first && key <= last && boxes[key - 1];
  if (picked) { done(); picked.focus(); picked.click(); }
  const step = key.startsWith(KEYS.step) && { Right: 1, Down: 1, Left: -1, Up: -1 }[key.slice(KEYS.step.length)];
  if (step && at.type === "checkbox") {
    done();
    boxes[(boxes.indexOf(at) + step + boxes.length) % boxes.length].focus();
  }
});

/* --- chips: one tab stop a group, a second tap takes a choice back ------------------------ */
const rove = chips => {
  const boxes = all("input[type=checkbox]", chips);
  const stop = boxes.find(box => box === document.activeElement) || boxes.find(box => box.checked)
    || boxes.find(box => box.offsetParent) || boxes[0];
  boxes.forEach(box => { box.tabIndex = box === stop ? 0 : -1; });
};
let held;
addEventListener("pointerdown", event => {
  const chip = event.target.closest(".chip");
  held = chip && chip.querySelector("input:checked");
});
addEventListener("keydown", event => { held = event.target.matches(".chip input:checked") && event.target; }, true);
addEventListener("click", event => {
  const box = event.target;
  if (box.matches(".chip input[type=radio]") && box === held && box.closest("[data-clear]")) {
    box.checked = false;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (box.matches(".chip input")) held = null;
});
addEventListener("focusin", event => { const chips = event.target.closest(".keyed"); if (chips) rove(chips); });

/* --- lists too long for every page: fetched when their box is about to be filled, and kept by the browser ---- */
const stock = box => {
  const list = box.list, from = list && list.dataset.src;
  if (!from) return;
  delete list.dataset.src;
  fetch(from, { credentials: "same-origin" })
    .then(reply => reply.ok ? reply.text() : "")
    .then(options => { list.innerHTML = options; }, () => { list.dataset.src = from; });
};
addEventListener("focusin", event => { if (event.target.list) stock(event.target); });

/* --- answers, conditions, warnings -------------------------------------------------------- */
const optionOf = input =>
  input.list && [...input.list.options].find(option => plain(option.value) === plain(input.value));
const answer = (form, name, row) => {
  for (const full of row ? [`${row}.${name}`, name] : [name]) {
    const boxes = all(`[name="${full}"],[name="${full}__text"]`, form);
    if (!boxes.length) continue; // not in this row: then in the form
    const said = boxes.filter(box => box.matches("[type=radio],[type=checkbox]") ? box.checked : box.value.trim());
    const coded = said.map(box => {
      const option = optionOf(box);
      return { code: option ? option.dataset.code : box.value.trim(), flags: (option || box).dataset.flags || "" };
    });
    return {
      codes: coded.map(one => one.code).filter(Boolean),
      flags: coded.map(one => one.flags).join(" ").split(" ").filter(Boolean),
    };
  }
  return { codes: [], flags: [] };
};
const number = text => {
  const tidy = String(text).trim().replace(",", ".");
  return tidy && isFinite(tidy) ? +tidy : null;
};
const hasAny = (codes, wanted) => codes.some(code => [].concat(wanted).map(said).includes(code));
const said = value => value === true ? "y" : value === false ? "n" : String(value);
const compare = { lt: (a, b) => a < b, le: (a, b) => a <= b, gt: (a, b) => a > b, ge: (a, b) => a >= b };
/* The small twin of catalog conditions: true, false, or null when only the server can know. */
const holds = (rule, form, row) => {
  if (typeof rule === "boolean" || rule === null) return rule;
  if (rule.and) {
    const parts = rule.and.map(one => holds(one, form, row));
    return parts.includes(false) ? false : parts.includes(null) ? null : true;
  }
  if (rule.or) {
    const parts = rule.or.map(one => holds(one, form, row));
    return parts.includes(true) ? true : parts.includes(null) ? null : false;
  }
  if ("not" in rule) { const inner = holds(rule.not, form, row); return inner === null ? null : !inner; }
  const { codes, flags } = answer(form, rule.field, row), none = !codes.length;
  let value = rule.value;
  if (value && value.field) value = answer(form, value.field, row).codes[0];
  if (rule.op === "empty") return none;
  if (rule.op === "notempty") return !none;
  if (rule.op === "ne" || rule.op === "nin") return !hasAny(codes, value);
  if (none) return false;
  if (rule.op === "flag") return hasAny(flags, value);
  if (["eq", "in", "has", "hasany"].includes(rule.op)) return hasAny(codes, value);
  if (rule.op in compare) {
    const a = number(codes[0]), b = number(value);
    return a === null || b === null ? compare[rule.op](codes[0], said(value)) : compare[rule.op](a, b);
  }
  return null;
};
const weigh = form => {
  all("[data-when]", form).forEach(part => {
    const row = part.closest("[data-row]");
    part.classList.toggle("when-no", holds(JSON.parse(part.dataset.when), form, row && row.dataset.row) === false);
  });
  const keyed = new Set(all(".chip[data-when]", form).map(chip => chip.closest(".keyed")));
  keyed.forEach(chips => chips && rove(chips)); // a tab stop in sight
};
/* What is chosen among what another question ticked: the rest is out of sight, and what is chosen stays. A single one
   is chosen by itself; a rank among no more than it asks for needs no answer. */
const narrow = form => all("[data-among]", form).forEach(part => {
  const { codes } = answer(form, part.dataset.among), most = +part.dataset.most;
  if (part.matches("select") && !part.value && codes.length === 1) part.value = codes[0];
  all("option", part).forEach(option => {
    option.hidden = option.disabled =
      Boolean(option.value && codes.length) && !option.selected && !codes.includes(option.value);
  });
  if (most) part.closest(".field").classList.toggle("settled", codes.length <= most);
});
const numbers = (text, between) => String(text === undefined ? "" : text).trim().split(between).map(number);
const warn = input => {
  const data = input.dataset, line = document.getElementById(input.id + "-warn");
  if (!line) return;
  const two = (data.max || "").includes("/"); // a pressure: both numbers in one box
  const values = two ? numbers(input.value, /\s*[/.,\- ]\s*/) : [number(input.value)];
  const beyond = (limits, is) =>
    values.some((value, at) => value !== null && typeof limits[at] === "number" && is(value, limits[at]));
  const out = (low, high) =>
    beyond(numbers(low, "/"), compare.lt) ? "low" : beyond(numbers(high, "/"), compare.gt) ? "high" : "";
  const long = data.longest && [...input.value.trim()].length > +data.longest;
  const bad = long || out(data.min, data.max), ask = !bad && out(data.warnMin, data.warnMax);
  const words = bad ? (input.parentNode.querySelector(".error") ? "" : data.bad) : ask ? data[ask] : "";
  if (line.textContent !== words) line.textContent = words;
  input.parentNode.classList.toggle("stop", Boolean(bad));
  input.parentNode.classList.toggle("ask", Boolean(ask));
};
/* What was missing and is there now is ticked off in its place; whether it is right only the server says. */
const heal = (box, group) => {
  const error = group.querySelector(".error");
  if (!error) return;
  const given = /radio|checkbox/.test(box.type)
    ? group.querySelector(":checked")
    : box.value && !group.classList.contains("stop");
  const link = document.querySelector(`.summary a[href="#${error.id.replace(/-error$/, "")}"]`);
  [group, link].forEach(part => part && part.classList.toggle("mended", Boolean(given)));
  if (given) all("[aria-invalid]", group).forEach(one => one.removeAttribute("aria-invalid"));
};
addEventListener("input", event => {
  const box = event.target, form = box.form;
  if (!form) return;
  if (box.matches("[data-filter]")) return sift(box);
  if ("unlisted" in box.dataset) unlisted(box, "");
  const group = box.closest(".field");
  if (box.type === "checkbox" && box.checked && group) {                              // "none" stands alone
    const lone = "alone" in box.dataset;
    all("input:checked", group).forEach(other => {
      if (other !== box && (lone || "alone" in other.dataset)) other.checked = false;
    });
  }
  if (group && box.type === "radio") all("[data-typed]", group).forEach(text => { text.value = ""; });
  if (group && "typed" in box.dataset && box.value && !box.dataset.typed) {
    all("input[type=radio]", group).forEach(chip => { chip.checked = false; });
  }
  warn(box);
  if (group) heal(box, group);
  weigh(form);
  narrow(form);
  count(form);
  soon(form);
  later(form);
});
/* Words that begin one option only become that option, so that what was understood is seen; others are said to be in
   no list. */
addEventListener("change", event => {
  const box = event.target, options = box.list ? [...box.list.options] : [], begun = plain(box.value || "");
  if (!("unlisted" in box.dataset) || !options.length) return;
  const hits = begun.length > 2 ? options.filter(option => plain(option.value).startsWith(begun)) : [];
  if (!optionOf(box) && hits.length === 1) {
    box.value = hits[0].value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  unlisted(box, !begun || optionOf(box) ? "" : box.dataset.unlisted);
});
const unlisted = (box, words) => {
  const line = box.closest(".field").querySelector("[data-said]");
  if (line) line.textContent = words;
};
const sift = box => {
  const field = box.closest(".field");
  all(".chip", field).forEach(chip => {
    chip.hidden = !plain(chip.textContent).includes(plain(box.value)) && !chip.querySelector(":checked");
  });
  all("[data-among-group]", field).forEach(group => {
    group.hidden = !group.querySelector(".chip:not([hidden])");
    if (box.value) group.open = !group.hidden;
  });
};

/* --- sections: how many answers each still needs, which one is in sight ------------------------- */
const isAnswered = field => all("input,select,textarea", field).some(box => {
  if (box.type === "hidden" || box.type === "search") return false;
  return /radio|checkbox/.test(box.type) ? box.checked && box.value : box.value.trim();
});
const count = form => all("[data-step]").forEach(step => {
  const part = document.getElementById(step.dataset.step), mark = step.querySelector("[data-left]");
  if (!part || part.closest("form") !== form) return;
  const hidden = field => field.closest(".when-no,.settled") || field.parentNode.closest("[data-row]");
  const open = all("[data-expected]", part).filter(field => !hidden(field) && !isAnswered(field));
  const words = open.length ? String(open.length) : "";
  if (mark.textContent.trim().split(" ")[0] === words) return;
  mark.className = words ? "left" : "";
  mark.textContent = words;
  if (!words) return;
  const hint = document.createElement("span");
  hint.className = "hide";
  hint.textContent = ` ${mark.dataset.left}`;
  mark.append(hint);
});
const inSight = () => {
  const steps = all("[data-step]");
  if (!steps.length) return;
  const parts = steps.map(step => document.getElementById(step.dataset.step));
  const line = innerHeight * .4, at = parts.findLastIndex(part => part && part.getBoundingClientRect().top < line);
  steps.forEach((step, n) => {
    if (n === Math.max(at, 0)) step.setAttribute("aria-current", "step"); else step.removeAttribute("aria-current");
  });
};
addEventListener("scroll", inSight, { passive: true });
addEventListener("click", event => {
  const link = event.target.closest("a[href^='#']"), to = link && document.getElementById(link.hash.slice(1));
  for (let part = to && to.closest("details"); part; part = part.parentNode.closest("details")) part.open = true;
});

/* --- computed values: the node computes them while one types, as it will when the form is signed -------- */
const compute = async form => {
  const body = content(form);
  body.set("compute", "1");
  try {
    const reply = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    if (!reply.ok || reply.redirected) return;
    Object.entries(await reply.json()).forEach(([id, words]) => {
      const box = document.getElementById(id);
      if (!box || box.textContent.trim() === words) return;
      box.textContent = words;
    });
  } catch (lost) { /* they are computed when the form is saved */ }
};
const soon = form => {
  if (!("computes" in form.dataset)) return;
  clearTimeout(form.reckon);
  form.reckon = setTimeout(() => compute(form), 300);
};

/* --- days and hours: slashes and colons come by themselves ------------------------------------ */
addEventListener("input", event => {
  const box = event.target, digits = box.value && box.value.replace(/\D/g, "");
  if (event.inputType !== "insertText" || !box.matches("[data-day],[data-hour]")) return;
  if (box.selectionEnd < box.value.length) return;
  const cuts = "day" in box.dataset ? [2, 4] : [2], sign = "day" in box.dataset ? "/" : ":";
  const whole = digits === box.value.replace(/[/:]/g, "") && /\d$/.test(box.value) && /^\d\d/.test(box.value);
  if (whole && cuts.includes(digits.length)) box.value += sign;
});
addEventListener("click", event => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  const box = document.getElementById(button.dataset.into);
  box.value = button.dataset.fill;
  box.dispatchEvent(new Event("input", { bubbles: true }));
});

addEventListener("click", event => { if (event.target.closest("[data-print]")) print(); });

/* --- repeated rows: cloned here; without this file the same buttons ask the server ---------- */
addEventListener("click", event => {
  const button = event.target.closest("button[data-add],button[data-drop]");
  if (!button) return;
  event.preventDefault();
  const form = button.form, several = button.closest(".several");
  if ("drop" in button.dataset) {
    const row = button.closest("[data-row]"), near = row.nextElementSibling;
    row.remove();
    (near.querySelector("input,select,button") || near).focus();
  } else {
    const next = 1 + Math.max(-1, ...all("[data-row]", several).map(row => +row.dataset.row.split(".").pop()));
    const frame = document.createElement("template");
    frame.innerHTML = several.querySelector("template").innerHTML.replaceAll("__n__", next);
    const row = frame.content.firstElementChild;
    button.before(row);
    tidy(row);
    row.querySelector("input:not([type=hidden]),select").focus();
  }
  weigh(form);
  narrow(form);
  count(form);
  later(form);
});

/* --- drafts: to the node after a second of quiet; without Wi-Fi they wait here and try again -- */
const tell = (form, state, words) => all("[data-state]", form.ownerDocument).forEach(line => {
  if (line.dataset.form && line.dataset.form !== form.id) return;
  line.textContent = words || line.dataset[state];
  line.classList.toggle("off", ["offline", "locked", "kept"].includes(state));
});
const QUIET = 1000, LONGEST_QUIET = 10000, FRESH = 10000, ALIVE = 20000;
let heard = Date.now(), beat = heard; // when the node last took something; when a key was last reported to it
const later = (form, wait = QUIET) => {
  alive();
  if (!form.dataset.draft || form.sent) return;
  clearTimeout(form.timer);
  if (!form.dirty) form.since = Date.now();
  form.dirty = true;
  form.timer = setTimeout(() => keep(form), Math.max(0, Math.min(wait, form.since + LONGEST_QUIET - Date.now())));
};
/* Whether the node took what was sent; what kept it is said, and everything stays on the screen. */
const taken = async (form, reply) => {
  // another colleague's words were given since
  if (reply.status === 409 || reply.status === 422) tell(form, "locked", await reply.text());
  else if (reply.redirected && reply.url.includes("kept=1")) tell(form, "kept");
  else if (reply.redirected || (!reply.ok && reply.status < 500)) tell(form, "locked"); // led to the page of words
  else if (!reply.ok) throw new Error(reply.status);
  else { heard = Date.now(); return true; }
  heard = 0;
  return false;
};
const keep = async form => {
  form.dirty = false;
  try {
    const reply = await post(form, form.dataset.draft);
    if (await taken(form, reply) && !form.dirty) tell(form, "saved", await reply.text());
  } catch (lost) { heard = 0; tell(form, "offline"); later(form, 5000); }
};
/* Typing is a sign of life on every page, also where no draft is kept. */
const alive = () => {
  if (Date.now() - Math.max(heard, beat) < ALIVE) return;
  beat = Date.now();
  fetch("/awake", { credentials: "same-origin" }).catch(() => {});
};
addEventListener("keydown", alive, { passive: true });
addEventListener("input", alive, { passive: true });
/* Before a page is sent that stood here for a while: is it still this colleague's, is the post open? If not, it stays
   as it is. */
const check = async (form, button) => {
  const by = form.querySelector("[name=opened_by]");
  try {
    if (!await taken(form, await fetch(`/awake?by=${by ? by.value : ""}`, { credentials: "same-origin" }))) return;
  } catch (lost) { heard = 0; return tell(form, "offline"); }
  form.requestSubmit(button);
};
addEventListener("visibilitychange", () => all("form[data-draft]").forEach(form => {
  if (document.hidden && form.dirty && !form.sent) navigator.sendBeacon(form.dataset.draft, content(form));
}));
addEventListener("submit", event => {
  const form = event.target;
  if (form.id === "lock") return root.classList.add("covered");
  if (form.dataset.look) {
    event.preventDefault();
    const on = form.on.value === "1", what = form.dataset.look;
    post(form).catch(() => {});
    if (what === "veil") return veil(on);
    root.classList.toggle(what, on);
    return show(what, on);
  }
  if (!("entry" in form.dataset || form.dataset.draft)) return;
  if (form.sent) return event.preventDefault();                                       // a double tap signs once
  if (Date.now() - heard > FRESH && form.requestSubmit) { event.preventDefault(); return check(form, event.submitter); }
  form.sent = true;
  clearTimeout(form.timer);
  setTimeout(() => { form.sent = false; }, 4000);
});

/* --- on arrival and after each swap ---------------------------------------------------------- */
const tidy = part => {
  all(".keyed", part).forEach(rove);
  all("[data-bad]", part).forEach(warn);
  all("form", part).forEach(form => { weigh(form); narrow(form); count(form); });
  all("input[list]", part).forEach(box => { if (box.value) stock(box); });
  all("[data-until]", part).forEach(toast => setTimeout(() => toast.remove(), +toast.dataset.until));
};
addEventListener("htmx:after:swap", () => tidy(document));
tidy(document);
inSight();
awake();
const trouble = document.querySelector(".summary");
if (trouble) trouble.focus();
})();
