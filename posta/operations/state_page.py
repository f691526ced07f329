"""The reference page of the state tables, in words and as a drawing that a forge shows (Mermaid)."""

from collections.abc import Mapping

from posta.operations.state_table import State, StateTable

INTRODUCTION = """# What the mission has under way

Each thing that lasts (a referral, a stay, a round) goes through states. Its state table says which acts lead from one
state to the next, which roles may do them, and after how many hours a state is overdue. When two posts act at the same
time, the earlier act counts and the later one is shown as not applied.
"""


def present_tables(tables: Mapping[str, StateTable]) -> str:
    """Return the page as Markdown; a mission without tables gets the introduction and says so."""
    parts = [INTRODUCTION]
    if not tables:
        parts.append("No table is declared yet.\n")
    parts += [present_table(table) for table in tables.values()]
    return "\n".join(parts)


def present_table(table: StateTable) -> str:
    """Return the section of one table."""
    lines = [
        f"## {table.labels['en']} (`{table.name}`)",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {table.initial}",
    ]
    for one in table.transitions:
        lines += [f"    {source} --> {one.target}: {one.act}" for source in sorted(one.sources)]
    lines += [f"    {state.code} --> [*]" for state in table.states.values() if state.final]
    lines += ["```", "", "| State | Spanish | French | Overdue after | Ends |", "|---|---|---|---|---|"]
    lines += [_row(state) for state in table.states.values()]
    lines += ["", "| Act | From | To | Side | Who |", "|---|---|---|---|---|"]
    for one in table.transitions:
        sources, roles = (", ".join(f"`{name}`" for name in sorted(names)) for names in (one.sources, one.roles))
        lines.append(f"| `{one.act}` | {sources} | `{one.target}` | {one.side} | {roles} |")
    return "\n".join(lines) + "\n"


def _row(state: State) -> str:
    due = ", ".join(f"`{code}` {hours} h" for code, hours in state.due_hours_by.items())
    due = due or (f"{state.due_hours} h" if state.due_hours is not None else "")
    due += " from the beginning" if due and state.due_from_start else ""
    labels = " | ".join([f"{state.labels['en']} (`{state.code}`)", state.labels["es"], state.labels["fr"]])
    return f"| {labels} | {due} | {'yes' if state.final else ''} |"
