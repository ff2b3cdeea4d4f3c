// The page's script. Everything it shows comes from the API beside it; what others wrote (names of files, classes) goes into text, never into HTML.

const $ = id => document.getElementById(id);
const RequestsAtATime = 3, ShownClasses = 5, MostButtons = 12, SecondsToFollowAgain = 5;
const cards = new Set();
let model = null;
let token = null;

/** Makes an element: its properties, and what is in it. */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const percent = share => `${(100 * share).toFixed(1)}\u00a0%`;
const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
const wait = seconds => new Promise(done => setTimeout(done, 1000 * seconds));
const say = text => { $("say").textContent = text; };

// ---- The API

class Refusal extends Error {
  constructor(problem, status) {
    super(problem.detail ?? problem.title ?? "The server did not answer.");
    this.status = status;
  }
}

/** Sends a request until the server has a place for it. What it refuses is an error with its reason. */
async function request(path, options = {}) {
  for (;;) {
    const response = await fetch(path, options);
    if (response.ok) return response.status === 200 ? response.json() : null;
    const problem = await response.json().catch(() => ({}));
    if (response.status !== 429 && response.status !== 503) throw new Refusal(problem, response.status);
    await wait(Number(response.headers.get("Retry-After") ?? 1));
  }
}

/** The same for what changes something, with the page's token; once more with another one, since tokens end with the server. */
async function change(method, path, body) {
  for (let attempt = 0; ; attempt++) {
    token ??= await request("/antiforgery");
    try {
      return await request(path, { method, body, headers: { [token.header]: token.token } });
    } catch (error) {
      if (error.status !== 400 || attempt > 0) throw error;
      token = null;
    }
  }
}

/** Runs tasks, a few at a time, in their order. */
const queue = { waiting: [], running: 0 };
function enqueue(task) {
  queue.waiting.push(task);
  runNext();
}

function runNext() {
  if (queue.running >= RequestsAtATime || queue.waiting.length === 0) return;
  queue.running++;
  queue.waiting.shift()().finally(() => { queue.running--; runNext(); });
  runNext();
}

// ---- Photographs and their answers

function addFiles(files) {
  for (const file of files) {
    const card = new Card(file);
    cards.add(card);
    $("cards").prepend(card.element);
    enqueue(() => card.ask());
  }
  $("no-answers").hidden = cards.size > 0;
}

class Card {
  constructor(file) {
    this.file = file;
    this.url = URL.createObjectURL(file);
    this.title = make("h3", { className: "none", textContent: "Looking …" });
    this.facts = make("p", { className: "file quiet", textContent: file.name });
    this.body = make("div", { className: "about" }, make("div", {}, this.title, this.facts));
    const photo = make("img", { src: this.url, alt: file.name });
    this.sheet = make("span", { className: "sheet" }, photo);
    photo.onload = () => this.sheet.style.setProperty("--ratio", photo.naturalWidth / photo.naturalHeight);
    const close = make("button", { type: "button", className: "close", textContent: "×", onclick: () => this.remove() });
    close.setAttribute("aria-label", `Remove ${file.name}`);
    const behind = make("img", { className: "behind", src: this.url, alt: "" });
    this.element = make("article", { className: "card", ariaBusy: "true" }, make("div", { className: "photo" }, behind, this.sheet), this.body, close);
    this.element.setAttribute("aria-label", file.name);
  }

  async ask() {
    this.element.ariaBusy = "true";
    try {
      this.answer = await request("/predict", { method: "POST", body: this.file });
      if (model?.number !== this.answer.model) await loadModel();
      if (this.kept && !this.kept.learnt) await this.lookAfterKept();
      this.show();
    } catch (error) {
      this.fail(error);
    }
    this.element.ariaBusy = "false";
  }

  show() {
    const { label, classes } = this.answer;
    const best = classes[0];
    const isNone = label === null;
    const focused = this.body.contains(document.activeElement) ? document.activeElement.textContent : null;
    this.title.textContent = label ?? "none of these";
    this.title.classList.toggle("none", isNone);
    this.element.classList.toggle("none-of-these", isNone);
    this.facts.textContent = `${this.file.name} · model ${this.answer.model}`;
    this.body.replaceChildren(
      this.body.firstChild,
      this.bars(classes.slice(0, ShownClasses)),
      ...(isNone ? [make("p", { className: "quiet", textContent: `No class is probable enough: an answer takes ${percent(model.rejectThreshold)}.` })] : []),
      this.heatMap(label ?? best.name),
      this.kept ? this.keptNote() : this.correction(label));
    if (focused !== null) this.focus(focused);
    say(`${this.file.name}: ${label ?? `none of these. Closest is ${best.name}`}, ${percent(best.probability)}.`);
  }

  /** Gives the focus back to what took the place of the control that had it, or to another one of the card. */
  focus(text) {
    const controls = [...this.body.querySelectorAll("button, select")];
    (controls.find(control => control.textContent === text) ?? controls[0]).focus();
  }

  bars(classes) {
    const list = make("ul", { className: "bars" }, ...classes.map(({ name, probability }, index) => {
      const fill = make("span", { className: "fill" });
      fill.style.width = "0";
      requestAnimationFrame(() => requestAnimationFrame(() => { fill.style.width = `${100 * probability}%`; }));
      const track = make("span", { className: "track", ariaHidden: "true" }, fill);
      if (index === 0 && model.rejectThreshold) {
        const threshold = make("span", { className: "threshold" });
        threshold.style.left = `${100 * model.rejectThreshold}%`;
        track.append(threshold);
      }
      return make("li", { className: index === 0 ? "first" : "" },
        make("span", { className: "name", textContent: name, title: name }),
        track,
        make("span", { className: "number", textContent: percent(probability) }));
    }));
    list.setAttribute("aria-label", "Probabilities");
    return list;
  }

  heatMap(label) {
    const scale = make("span", { className: "scale quiet", hidden: true }, "nothing", make("i"), `speaks for ${label}`);
    const button = make("button", { type: "button", className: "button small", textContent: "Heat map", ariaPressed: "false" });
    this.heat?.remove();
    this.heat = null;
    button.onclick = async () => {
      const shown = button.ariaPressed !== "true";
      button.disabled = true;
      try {
        if (shown) this.heat ??= await this.explain(label);
        this.heat?.classList.toggle("shown", shown);
        button.ariaPressed = String(shown);
        scale.hidden = !shown;
        this.clearTrouble();
        say(shown ? `The heat map shows where ${label} was seen.` : "The heat map is hidden.");
      } catch (error) {
        this.fail(error);
      }
      button.disabled = false;
      button.focus();
    };
    return make("div", { className: "actions" }, button, scale);
  }

  async explain(label) {
    const { seen, heat } = await request(`/explain?label=${encodeURIComponent(label)}`, { method: "POST", body: this.file });
    const bytes = Uint8Array.from(atob(heat), character => character.charCodeAt(0));
    const picture = make("img", { className: "heat", alt: `Where ${label} was seen` });
    picture.src = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    for (const side of ["left", "top", "width", "height"]) picture.style[side] = `${100 * seen[side]}%`;
    await picture.decode();
    this.sheet.append(picture);
    picture.getBoundingClientRect(); // so that it fades in
    return picture;
  }

  correction(answered) {
    const others = model.classes.filter(name => name !== answered);
    const legend = make("legend", { className: "label", textContent: answered === null ? "It shows" : "Not right? It shows" });
    if (others.length <= MostButtons) {
      return make("fieldset", { className: "correct" }, legend,
        ...others.map(name => make("button", { type: "button", className: "button small", textContent: name, onclick: () => this.keep(name) })));
    }
    const choice = make("select", {}, ...others.map(name => make("option", { textContent: name, value: name })));
    choice.setAttribute("aria-label", "Class");
    return make("fieldset", { className: "correct" }, legend, choice,
      make("button", { type: "button", className: "button small", textContent: "Correct", onclick: () => this.keep(choice.value) }));
  }

  async keep(label) {
    try {
      this.kept = await change("POST", `/corrections?label=${encodeURIComponent(label)}`, this.file);
      this.replaceCorrection(this.keptNote());
      say(`Kept as ${label} for the next training.`);
    } catch (error) {
      this.fail(error);
    }
  }

  replaceCorrection(element) {
    this.clearTrouble();
    this.body.querySelector(".correct, .kept").replaceWith(element);
    element.querySelector("button, select").focus();
  }

  /** Asks what has become of the correction: one that was made during a training waits on, and others may have taken it back. */
  async lookAfterKept() {
    try {
      this.kept = await request(`/corrections/${this.kept.name}`);
      if (this.kept.isLearnt) this.kept.learnt = this.answer.model;
    } catch (error) {
      if (error.status !== 404) throw error;
      this.kept = null;
    }
  }

  keptNote() {
    const { label, learnt } = this.kept;
    if (learnt) return make("p", { className: "kept" }, `Model ${learnt} was trained with this as ${label}.`);
    const back = make("button", { type: "button", className: "button small", textContent: "Take back", onclick: () => this.takeBack() });
    return make("p", { className: "kept" }, `Kept as ${label} for the next training.`, back);
  }

  async takeBack() {
    try {
      await change("DELETE", `/corrections/${this.kept.name}`);
      this.kept = null;
      this.replaceCorrection(this.correction(this.answer.label));
      say("The correction is taken back.");
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error) {
    if (!this.answer) {
      this.title.textContent = "No answer";
      this.title.classList.add("none");
    }
    this.clearTrouble();
    this.body.append(make("p", { className: "trouble", textContent: error.message }));
    say(`${this.file.name}: ${error.message}`);
  }

  clearTrouble() {
    this.body.querySelector(".trouble")?.remove();
  }

  remove() {
    const next = this.element.nextElementSibling ?? this.element.previousElementSibling;
    cards.delete(this);
    this.element.remove();
    URL.revokeObjectURL(this.url);
    $("no-answers").hidden = cards.size > 0;
    (next?.querySelector(".close") ?? $("files")).focus();
  }
}

// ---- The model, and its training

async function loadModel() {
  model = await request("/model");
  $("model").dataset.state = "ready";
  $("model-text").textContent = `Model ${model.number} · ${model.classes.length} classes`;
}

let shownStage = null, shownModel = 0;
async function showTraining(status) {
  const running = status.stage === "Preparing" || status.stage === "Learning";
  showCorrections(status);
  showRun(status, running);
  if (status.model === 0) $("model-text").textContent = status.stage === "Failed" ? "No model" : "The first model is being trained …";
  else if (status.model !== shownModel) await takeOver(status.model);
  if (status.stage !== shownStage && shownStage !== null) say($("outcome").hidden ? $("stage").textContent : $("outcome").textContent);
  shownStage = status.stage;
}

function showCorrections({ waiting, learnt }) {
  const parts = [];
  if (waiting > 0) parts.push(`${count(waiting, "correction")} wait${waiting === 1 ? "s" : ""} for the next training.`);
  if (learnt > 0) parts.push(`The model has learnt from ${count(learnt, "correction")}.`);
  $("corrections").textContent = parts.join(" ") || "No corrections yet. Correct an answer, and the next model learns from it.";
  $("train").textContent = waiting > 0 ? `Train with ${count(waiting, "correction")}` : "Train again";
}

function showRun(status, running) {
  const { stage, progress, curve, epochs } = status;
  $("run").hidden = stage === "None";
  $("train").disabled = running || status.model === 0 && stage !== "Failed" && stage !== "Stopped";
  $("stop").hidden = !running;
  $("progress").value = progress;
  $("percent").textContent = `${Math.round(100 * progress)} %`;
  $("stage").textContent = {
    None: "", Preparing: `Looking at ${status.images || "the"} images`, Learning: `Epoch ${Math.min(curve.length + 1, epochs)} of ${epochs}`,
    Done: `${epochs} epochs`, Stopped: "Stopped", Failed: "Failed",
  }[stage];
  $("curves").hidden = curve.length === 0;
  drawCurve($("accuracy"), "Accuracy", curve.map(point => point.trainAccuracy), curve.map(point => point.validationAccuracy), epochs, 1, percent);
  drawCurve($("loss"), "Loss", curve.map(point => point.trainLoss), curve.map(point => point.validationLoss), epochs,
    Math.max(0, ...curve.flatMap(point => [point.trainLoss, point.validationLoss ?? 0])), loss => loss.toFixed(3));
  const best = Math.max(...curve.map(point => point.validationAccuracy ?? 0));
  const outcome = {
    Done: () => `Model ${status.model} answers now. It is right about ${percent(best)} of the images held back.`,
    Stopped: () => "Stopped. The model is the one from before.",
    Failed: () => `The training failed: ${status.error}`,
  }[stage]?.();
  $("outcome").hidden = !outcome;
  $("outcome").textContent = outcome ?? "";
  $("outcome").classList.toggle("trouble", stage === "Failed");
}

/** Two lines over the epochs, from 0 to the highest value. */
function drawCurve(svg, name, train, validation, epochs, highest, format) {
  const { width, height } = svg.viewBox.baseVal;
  const margin = 10;
  const x = index => margin + (width - 2 * margin) * index / Math.max(1, epochs - 1);
  const y = value => height - margin - (height - 2 * margin) * value / (highest || 1);
  const shape = (tag, attributes) => {
    const element = document.createElementNS(svg.namespaceURI, tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const line = (kind, values) =>
    shape("polyline", { class: kind, points: values.map((value, index) => `${x(index)},${y(value)}`).join(" ") });
  const grid = [0, .5, 1].map(share => y(share * highest)).map(height => shape("line", { x1: margin, x2: width - margin, y1: height, y2: height }));
  svg.replaceChildren(...grid, line("train", train), line("validation", validation.filter(value => value !== null)));
  const last = validation.at(-1) ?? train.at(-1);
  const text = last === undefined ? "" : format(last);
  svg.setAttribute("aria-label", `${name} after epoch ${train.length}: ${text}`);
  svg.previousElementSibling.replaceChildren(name, make("span", { className: "number", textContent: text }));
}

/** Another model answers: what is shown is asked anew. An answer of it may have come before, so that `model` does not tell. */
async function takeOver(number) {
  shownModel = number;
  await loadModel().catch(error => {
    shownModel = 0; // the next event tries again
    throw error;
  });
  for (const card of cards) enqueue(() => card.ask());
}

// ---- What people do

$("files").onchange = event => {
  addFiles(event.target.files);
  event.target.value = "";
};

const isFiles = event => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", event => {
  if (!isFiles(event)) return;
  event.preventDefault();
  $("drop").classList.add("over");
});
document.addEventListener("dragleave", event => { if (!event.relatedTarget) $("drop").classList.remove("over"); });
document.addEventListener("drop", event => {
  if (!isFiles(event)) return;
  event.preventDefault();
  $("drop").classList.remove("over");
  addFiles(event.dataTransfer.files);
});
document.addEventListener("paste", event => addFiles(event.clipboardData.files));

async function changeTraining(method) {
  let refusal = "";
  await change(method, "/training").catch(error => { refusal = error.message; });
  $("refusal").textContent = refusal;
  $("refusal").hidden = refusal === "";
  if (refusal !== "") say(refusal);
}

$("train").onclick = () => changeTraining("POST");
$("stop").onclick = () => changeTraining("DELETE");

async function showExamples() {
  const paths = await request("/examples");
  $("examples").hidden = paths.length === 0;
  $("examples").querySelector("ul").replaceChildren(...paths.map((path, index) => {
    const name = `example ${index + 1}`;
    return make("li", {}, make("button", {
      type: "button",
      onclick: async () => addFiles([new File([await (await fetch(path)).blob()], name, { type: "image/jpeg" })]),
    }, make("img", { src: path, alt: `Try ${name}` })));
  }));
}

/** Follows the training while the page is seen: a browser has six connections to a server, for all of its tabs. */
let events = null;
function follow() {
  events?.close();
  if (document.hidden) return;
  events = new EventSource("/training/events");
  events.onmessage = event => showTraining(JSON.parse(event.data));
  // Most breaks mend themselves, but a refusal, as where too many follow, is final.
  events.onerror = event => { if (event.target.readyState === EventSource.CLOSED) setTimeout(follow, 1000 * SecondsToFollowAgain); };
}

document.addEventListener("visibilitychange", follow);
follow();
showExamples();
