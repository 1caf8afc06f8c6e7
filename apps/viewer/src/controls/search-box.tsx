// A box for words to search by.
interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A search box with its name; Escape empties it, as everywhere. */
export function SearchBox({ label, value, onChange }: SearchBoxProps) {
  return (
    <label class="choice">
      <span class="choice-label">{label}</span>
      <input
        type="search"
        aria-label={label}
        value={value}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
