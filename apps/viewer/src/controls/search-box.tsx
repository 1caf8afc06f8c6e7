// A box for words to search by.
interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/**
 * A search box with its name; Escape empties it, as everywhere.
 *
 * It stands in a form whose address says that it searches: for any other text field Chromium asks its makers' servers
 * what could be filled in, and nothing of this page may be asked elsewhere. The form is never sent.
 */
export function SearchBox({ label, value, onChange }: SearchBoxProps) {
  return (
    <form class="search-box" action="search" onSubmit={(event) => event.preventDefault()}>
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
    </form>
  );
}
