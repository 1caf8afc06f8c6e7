// WGSL that both vertical passes of SSIM share: moments of a whole window from those of its rows.
import { BLOCK, REACH, tapConstants, unrolled, WINDOW, weighted } from "./gaussian-window.ts";

/** Bindings of the row moments. */
export const rowMomentBindings = ["mean_x", "mean_y", "s_xx", "s_yy", "s_xy"].map((name) => ({
  name,
  element: "f32",
}));

/** Parameters of a vertical pass: planes of `height` rows; windows across and down; blocks of 4 windows down. */
export const verticalParams = [
  { name: "planes", type: "u32" },
  { name: "height", type: "u32" },
  { name: "across", type: "u32" },
  { name: "down", type: "u32" },
  { name: "blocks", type: "u32" },
  { name: "c1", type: "f32" },
  { name: "c2", type: "f32" },
] as const;

/**
 * The terms of Wang et al. 2004, eq. 13: S = A1·A2 / (B1·B2) with A1 = 2μxμy + C1, A2 = 2σxy + C2,
 * B1 = μx² + μy² + C1, B2 = σx² + σy² + C2.
 */
export const verticalDeclarations = `${tapConstants}

struct Terms { mx: f32, my: f32, a1: f32, a2: f32, b1: f32, b2: f32 }

fn terms(mx: f32, my: f32, s_xx: f32, s_yy: f32, s_xy: f32) -> Terms {
  return Terms(
    mx,
    my,
    2.0 * mx * my + params.c1,
    2.0 * s_xy + params.c2,
    mx * mx + my * my + params.c1,
    s_xx + s_yy + params.c2,
  );
}`;

/** Loads the 14 rows under 4 windows. Defines `plane`, `first` (window row), `column`. */
export const loadRows = `
  if (i >= params.planes * params.blocks * params.across) { return; }
  let column = i % params.across;
  let first = ((i / params.across) % params.blocks) * ${BLOCK}u;
  let plane = i / (params.across * params.blocks);
  let start = plane * params.height;
  let end = params.height - 1u;
  ${unrolled(
    REACH,
    (k) =>
      `let at${k} = (start + min(first + ${k}u, end)) * params.across + column;
  let mx${k} = mean_x[at${k}]; let my${k} = mean_y[at${k}];
  let xx${k} = s_xx[at${k}]; let yy${k} = s_yy[at${k}]; let xy${k} = s_xy[at${k}];`,
  )}`;

/**
 * For each of the 4 windows inside the map: `t`, its terms, then the text of `use`.
 *
 * σ² of the window = Σ w·(s_row + (m_row − μ)²): the variance within rows plus that between rows.
 */
export function forEachWindow(use: (o: number) => string): string {
  return unrolled(
    BLOCK,
    (o) => `if (first + ${o}u < params.down) {
  let mx = ${weighted((k) => `mx${o + k}`)};
  let my = ${weighted((k) => `my${o + k}`)};
  ${unrolled(WINDOW, (k) => `let dx${k} = mx${o + k} - mx; let dy${k} = my${o + k} - my;`)}
  let t = terms(
    mx,
    my,
    ${weighted((k) => `(xx${o + k} + dx${k} * dx${k})`)},
    ${weighted((k) => `(yy${o + k} + dy${k} * dy${k})`)},
    ${weighted((k) => `(xy${o + k} + dx${k} * dy${k})`)},
  );
  ${use(o)}
  }`,
  );
}
