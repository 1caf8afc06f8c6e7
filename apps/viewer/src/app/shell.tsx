// The frame around the rooms: name, rooms, theme, the trust bar, notices.
import { useEffect, useState } from "preact/hooks";
import { Button } from "../controls/button.tsx";
import { IntakeCover } from "../intake/intake-cover.tsx";
import type { AppContext, Room } from "./app-context.ts";
import { ROOMS, type RoomName, type Theme } from "./app-state.ts";
import { Notices } from "./notices.tsx";
import { rememberTheme, roomOfHash } from "./remembered.ts";
import { TrustBar } from "./trust-bar.tsx";

/** Makes a room when it is first opened. */
export type RoomLoaders = Readonly<Record<RoomName, () => Promise<Room>>>;

const TITLES: Readonly<Record<RoomName, string>> = {
  explain: "Explain",
  run: "Run",
  kernels: "Kernels",
};

const NEXT_THEME: Readonly<Record<Theme, Theme>> = {
  system: "dark",
  dark: "light",
  light: "system",
};

interface ShellProps {
  readonly context: AppContext;
  readonly rooms: RoomLoaders;
}

/** The whole page. */
export function Shell({ context, rooms }: ShellProps) {
  const { app } = context;
  const state = app.state.value;
  const { room, theme } = state;
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    rememberTheme(theme);
  }, [theme]);
  useEffect(() => {
    const named = roomOfHash(location.hash);
    if (named === room) return;
    // A room that was chosen is a step to come back from; the address that had none gets the first one's name.
    if (named === undefined) history.replaceState(null, "", `#${room}`);
    else history.pushState(null, "", `#${room}`);
  }, [room]);
  useEffect(() => {
    const follow = () => {
      const named = roomOfHash(location.hash);
      if (named !== undefined) app.dispatch({ type: "room-chosen", room: named });
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [app]);
  return (
    <div class="page">
      <header class="header">
        <a class="skip" href="#room">
          Skip to the room
        </a>
        <h1 class="brand">pleura</h1>
        <nav class="rooms" aria-label="Rooms">
          {ROOMS.map((name) => (
            <button
              key={name}
              type="button"
              class="room-tab"
              aria-current={name === room ? "page" : undefined}
              onClick={() => app.dispatch({ type: "room-chosen", room: name })}
            >
              {TITLES[name]}
            </button>
          ))}
        </nav>
        <TrustBar state={state} />
        <Button
          kind="quiet"
          label={`Theme: ${theme}. Change it`}
          onPress={() => app.dispatch({ type: "theme-chosen", theme: NEXT_THEME[theme] })}
        >
          {theme === "system" ? "◐" : theme === "dark" ? "●" : "○"}
        </Button>
      </header>
      <Notices context={context} />
      <IntakeCover onFiles={context.takeFiles} />
      <main id="room" class="room" tabIndex={-1} aria-label={TITLES[room]}>
        <RoomPanel key={room} load={rooms[room]} />
      </main>
    </div>
  );
}

function RoomPanel({ load }: { readonly load: () => Promise<Room> }) {
  const [opened, setOpened] = useState<Room | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    void load().then((room) => {
      if (isCurrent) setOpened(room);
    });
    return () => {
      isCurrent = false;
    };
  }, [load]);
  return opened === undefined ? <p class="muted">opening …</p> : <opened.Panel />;
}
