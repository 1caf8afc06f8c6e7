// A slider with its name and its number beside it.
interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The number as it is shown and spoken. */
  readonly text: string;
  readonly onChange: (value: number) => void;
  readonly isDisabled?: boolean | undefined;
}

/** A slider: arrows, PgUp, PgDn, Home and End move it, as in every form. */
export function Slider({ label, value, min, max, step, text, onChange, isDisabled }: SliderProps) {
  return (
    <label class="slider">
      <span class="slider-label">{label}</span>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={text}
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={isDisabled}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
      <output class="number">{text}</output>
    </label>
  );
}
